"""What is kept: the shared row of every record, registers and their gapless numbers, what waits for whom, links, attachments,
and the history nobody can rewrite."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.accounts.keys import heads_key, person_key, register_key
from congvu.core import stores
from congvu.core.fields import HandleField, NfcCharField, NfcTextField
from congvu.core.states import State
from congvu.directory.models import Organisation, Person, Unit
from congvu.files.models import StoredFile
from congvu.workdays.models import CalendarChange


class Urgency(models.TextChoices):
    """Độ khẩn (Decree 30/2020, annex I, component 10b)."""

    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    VERY_URGENT = "very_urgent", _("Very urgent")
    IMMEDIATE = "immediate", _("Immediate")


_BODY: Any = models.F("organisation")


class _ReadWith(models.Func):
    """Whether one of some keys is among the readers' keys; the keys go along as one value."""

    template = "(%(expressions)s::int[])"
    arg_joiner = " && "
    output_field = models.BooleanField()


_OPENED_IN = models.Func("opened_at", function="records_spans", output_field=ArrayField(models.IntegerField()))


class RecordQuerySet(models.QuerySet[Any]):
    reader_keys: Collection[int] = ()  # of those who may read all of these; none when that was not asked

    def visible_to(self, actor: Actor) -> Self:
        """The records the actor may read: one overlap of the readers' keys with the actor's, served by one index."""
        found = self.filter(_ReadWith("readers", models.Value(actor.keys))) if actor.keys else self.none()
        found.reader_keys = actor.keys
        return found

    def _clone(self) -> Self:
        found: Self = super()._clone()  # type: ignore[misc]
        found.reader_keys = self.reader_keys
        return found

    def overdue(self, now: datetime | Now) -> Self:
        """Past their deadline, and what was due is not done; `now` may be the database's own."""
        met = Q(
            *(Q(kind=name, state__in=kind.machine.met) for name, kind in stores.record_kinds.items()), _connector=Q.OR
        )
        return self.filter(closed_at__isnull=True, due_at__lt=now).exclude(met)

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Record(models.Model):
    """Every thing that is numbered, titled, owned, due, readable by some and kept for some years."""

    handle = HandleField()
    kind = models.CharField(max_length=32)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="records", db_index=False)
    title = NfcTextField()
    reference = NfcCharField(max_length=80, blank=True)
    state = models.CharField(max_length=16)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_how = models.JSONField(null=True, blank=True)  # the deadline's arithmetic, as workdays tells it
    closed_at = models.DateTimeField(null=True, blank=True)
    holder_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="held_records", db_index=False
    )
    holder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="held_records", db_index=False
    )
    readers = ArrayField(models.IntegerField(), default=list)
    changed_at = models.DateTimeField()

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(
                "readers",
                _OPENED_IN,
                name="record_readers",  # and when it was opened (reach.py)
                gin_pending_list_limit=128,  # kB; every question reads what is pending
            ),
            GinIndex(
                "readers",
                _OPENED_IN,
                name="record_pressing_readers",  # the same of the few that press: their spans are read ten times as fast
                condition=~Q(urgency=Urgency.NORMAL),
                gin_pending_list_limit=128,
            ),
            GinIndex(
                "readers",
                _OPENED_IN,
                name="record_open_readers",  # the little that is open of all that someone may read
                condition=Q(closed_at__isnull=True),
                gin_pending_list_limit=128,
            ),
            models.Index(fields=["kind", "opened_at", "id"], name="record_newest"),
            models.Index(fields=["kind", "state", "opened_at", "id"], name="record_newest_in_state"),
            models.Index(fields=["due_at"], name="record_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["reference"], name="record_reference", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["organisation", "kind", "state", "due_at"],
                name="record_open_in_register",  # what whoever reads the whole register counts (standing.py)
                condition=Q(closed_at__isnull=True, readers__contains=[register_key(_BODY)]),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="record_has_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("opened_at")),
                name="record_closed_after_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def record_kind(self) -> stores.RecordKind:
        return stores.record_kinds[self.kind]

    @property
    def standing(self) -> State:
        """The state with its word, tone and icon."""
        return self.record_kind.machine.states[self.state]

    def get_absolute_url(self) -> str:
        return self.record_kind.url(self.handle)


class Register(models.Model):
    """A book (sổ đăng ký) of a body for a year. Its row is locked while a number is given, so numbers have no gap and no double;
    it starts again at 1 on 1 January (Decree 30/2020, art. 15 and 22)."""

    handle = HandleField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="registers")
    code = models.CharField(max_length=24)  # the series: "incoming"; each series counts by itself
    name = NfcCharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "year"], name="one_register_a_series_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class RegisterEntry(models.Model):
    """A line of a register: a number given to a record, which has one only. A cancelled number stays, with its reason."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="entry")
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = NfcCharField(max_length=250, blank=True)

    class Meta:
        indexes = [models.Index(fields=["number"], name="entry_number")]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="number_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_start_at_one"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_because=""), name="cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}"


class ItemState(models.TextChoices):
    OPEN = "open", _("Waiting")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Taken back")


class Part(models.TextChoices):
    """The part one has in a matter (chủ trì / phối hợp / để biết)."""

    LEAD = "lead", _("Lead")
    CONTRIBUTING = "contributing", _("Contributing")
    INFORMED = "informed", _("For information")


class WorkItemQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state=ItemState.OPEN)

    def with_record(self) -> Self:
        return self.select_related("record__entry", "unit", "person", "given_by")

    def late_first(self) -> Self:
        return self.order_by(models.F("due_at").asc(nulls_last=True), "given_at", "pk")


class WorkItem(models.Model):
    """One thing that waits for a person or a unit on a record: to register, present, instruct, give on, handle, contribute, file.

    The desk lists these rows and knows no kind of record. A record has at most one open lead item: the one answerable owner.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="work_items", db_index=False)
    act = models.CharField(max_length=24)
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.LEAD)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="work_items", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="work_items", db_index=False)
    # nobody, when it came by itself, or was closed in a former register
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    given_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    words = NfcTextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_how = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    result = NfcTextField(blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "due_at"], name="item_of_person", condition=Q(state="open")),
            models.Index(fields=["unit", "due_at"], include=["person"], name="item_of_unit", condition=Q(state="open")),
            models.Index(fields=["given_by", "due_at"], name="item_given_by", condition=Q(state="open")),
            models.Index(fields=["given_by", "id"], name="item_given_lately", condition=Q(given_by__isnull=False)),
            models.Index(
                fields=["given_for", "due_at"],
                name="item_given_for",
                condition=Q(state="open", given_for__isnull=False),
            ),
            models.Index(fields=["record", "id"], name="item_of_record"),
            models.Index(fields=["due_at"], name="item_due", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], name="one_answerable_owner", condition=Q(state="open", part="lead")
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="item_ended_when_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.record}"

    @property
    def owner(self) -> Person | Unit:
        """Who must act: the person, or the unit while nobody in it was named."""
        return self.person or self.unit

    @property
    def how(self) -> stores.Act:
        return stores.acts[self.act]

    def keys(self) -> set[int]:
        """Who may read the record because of this item: the person, and the heads of the unit that has it."""
        keys = {heads_key(self.unit_id)}
        if self.person_id:
            keys.add(person_key(self.person_id))
        return keys


class DeadlineMove(models.Model):
    """A running deadline that a changed calendar moved: of a record, or of what waits for someone on it (`item`).

    The history entry of the record tells the same for ever; this row answers "what did the decision move?", and
    `told_at` says when those affected were told."""

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="moves")
    record = models.ForeignKey(Record, models.PROTECT, related_name="deadline_moves")
    item = models.ForeignKey(WorkItem, models.PROTECT, null=True, blank=True, related_name="deadline_moves")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["change", "id"], name="move_of_change"),
            models.Index(fields=["id"], name="move_untold", condition=Q(told_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(from_at=models.F("to_at")), name="move_to_another_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.from_at} → {self.to_at}"


class RecordLink(models.Model):
    """A thread from one record to another: `answers`, `assigned by`, `published as`, …"""

    source = models.ForeignKey(Record, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Record, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class AttachmentRole(models.TextChoices):
    MAIN = "main", _("Document")
    ANNEX = "annex", _("Annex")
    STAMPED = "stamped", _("Stamped copy")
    RESULT = "result", _("Result")


class Attachment(models.Model):
    """A stored file as part of a record, with its name and version. A newer version leaves the older where it is."""

    handle = HandleField()
    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    role = models.CharField(max_length=8, choices=AttachmentRole.choices)
    name = NfcCharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "role", "name", "version"], name="attachment_version_once")
        ]

    def __str__(self) -> str:
        return self.name


class HistoryEntry(models.Model):
    """What was done, when, by whom, on whose behalf. Append-only: triggers refuse any change or removal, of an entry and of a
    record that has one. That its record is there an entry need not ask: both are written in one transaction, and verifying the
    history looks for it.

    `digest` is the SHA-256 of the entry's canonical form; batches of digests are sealed (HistorySeal).
    """

    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, related_name="history", db_index=False, db_constraint=False
    )
    subject = models.CharField(max_length=80)  # "documents.incomingdocument:17"
    verb = models.CharField(max_length=48)  # "documents.register"
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    who = NfcCharField(max_length=250, blank=True)  # name and post as they were on the day
    facts = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["record", "id"], name="history_of_record"),
            # a record's own entries are found by the record
            models.Index(fields=["subject", "id"], name="history_of_subject", condition=Q(record__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(by=models.F("on_behalf_of")), name="on_behalf_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def telling(self) -> stores.Verb:
        return stores.verbs[self.verb]


class UnsealedEntry(models.Model):
    """An entry that waits for its seal. Written with the entry, removed with the seal, in the same transactions. That the entry
    is there need not be asked: one statement writes both, and the history lets nobody remove an entry."""

    entry = models.OneToOneField(
        HistoryEntry, models.PROTECT, primary_key=True, related_name="unsealed", db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.pk)


class HistorySeal(models.Model):
    """A sealed batch: the entries' digests in order, the root of their Merkle tree (RFC 6962) chained to the root before it,
    and an Ed25519 signature of both. Signed roots can be published; then nobody can rewrite what came before."""

    entries = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    root = models.BinaryField(max_length=32)
    previous_root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    key = models.CharField(max_length=64)  # hex of the public key
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [GinIndex(fields=["entries"], name="seal_of_entry")]

    def __str__(self) -> str:
        return f"{self.pk}: {bytes(self.root).hex()[:16]}"


_SPANS = ArrayField(models.BigIntegerField())
# The spans of records it lies in, and these for each of its readers (newest.py).
_AGES = models.Func("record_id", function="records_ages", output_field=_SPANS)
_PLACES = models.Func("record_id", "readers", function="records_places", output_field=_SPANS)


class SearchEntry(models.Model):
    """What search knows of a record: `index.py` writes it, `search.py` reads it. Heading, kind, state and readers are filled in
    by the database, whoever writes; only who writes a new record with it may say the latter three. Who may find it is known from
    its readers; a record that has lost one since waits to be read anew (the database sees to that), and is asked itself.

    What can be written anew (`congvu reindex`) and is only ever read with its record needs no check that the record is there:
    here, in `JustIndexed` and in `AwaitingIndex` the database is not asked for one."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="search", db_constraint=False)
    words = SearchVectorField()  # A: title and reference, B: other facts, C: what was said of it, D: words of its files
    # the words of title and facts with their accents, as a vector is written: read for the best few of what was found
    marked = models.TextField(db_default="")
    title = models.TextField()  # in bare words, to be compared with what was asked
    reference = models.CharField(max_length=160, blank=True)  # its key, as `words.reference_key` makes it
    body = NfcCharField(max_length=250, blank=True)  # from whom it came
    year = models.PositiveSmallIntegerField()
    awaits_text = models.BooleanField(default=False)  # a file of it was not yet read
    # when search first knew of it, which writing it anew does not change; what comes from a former register came on its day
    came_at = models.DateTimeField(db_default=Now())
    heading = models.GeneratedField(  # of the words those of title and reference
        expression=models.Func("words", models.Value("{a}"), function="ts_filter"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    kind = models.CharField(max_length=32)  # of the record, as they were when this was written:
    state = models.CharField(max_length=16)
    readers = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [
            # the places first: the index walks by its first column
            GinIndex(_PLACES, "heading", "words", _AGES, name="search_words", fastupdate=False),
            models.Index(fields=["record"], name="search_awaits_text", condition=Q(awaits_text=True)),
        ]

    def __str__(self) -> str:
        return self.title


class JustIndexed(models.Model):
    """A record search has taken in, or taken in anew, and that nobody has yet held against the saved searches. The database
    itself leaves the row, whoever writes the index; only while someone watches for records as new as this one."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    def __str__(self) -> str:
        return f"{self.pk}: {self.record_id}"


class AwaitingIndex(models.Model):
    """A record that search must read anew: written by the action that changed it, taken away when search has done so. One record
    may wait several times; nobody waits for another's row."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return str(self.record_id)


class SearchWord(models.Model):
    """A word that some title has, bare: what a misspelt word may have been meant to be. Words only come; one that no title has
    any more leads to nothing."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


def readers_of(record: Record, items: Iterable[WorkItem]) -> list[int]:
    """The keys of those who may read a record: its body's register readers and whoever has or had a part in it."""
    keys = {register_key(record.organisation_id)}
    for item in items:
        if item.state != ItemState.WITHDRAWN:
            keys |= item.keys()
    return sorted(keys)
