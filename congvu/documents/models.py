"""Documents that come in (văn bản đến) and their kinds."""

from datetime import datetime, time
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import HandleField, NfcCharField, NfcTextField
from congvu.directory.models import Organisation, Person, ValidQuerySet, period
from congvu.documents.states import RECEIVED
from congvu.records.models import Record, RecordQuerySet


class DocumentType(models.Model):
    """A kind of document with its letters in references (Decree 30/2020, art. 7 and annex III); laws that change it add a row."""

    code = models.SlugField(max_length=32)  # "official_letter"
    abbreviation = models.CharField(max_length=8, blank=True)  # "QĐ"; empty: official letters carry none
    name = NfcCharField(max_length=120)
    is_copy = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)
    valid = DateRangeField(default=period)
    source = NfcCharField(max_length=200)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid"], name="document_type_once_in_a_period")]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """How a document came."""

    UPLOAD = "upload", _("Electronic file")
    PAPER = "paper", _("Paper")
    EMAIL = "email", _("E-mail")
    EXCHANGE = "exchange", _("National document exchange")


class IncomingQuerySet(RecordQuerySet):
    def in_queue(self, *organisation_ids: int) -> Self:
        """What came to the bodies and waits to be checked and registered."""
        return self.filter(kind=IncomingDocument.KIND, state=RECEIVED, organisation__in=organisation_ids)

    def with_line(self) -> Self:
        """With all a line of a list shows: number, sender, holder."""
        return self.select_related("entry", "issuing_body", "document_type", "holder", "holder_unit")

    def with_facts(self) -> Self:
        """With all its page shows besides: the register and the body whose document it is."""
        return self.with_line().select_related("entry__register", "organisation")


class IncomingDocument(Record):
    """A document received from outside. `title` is its abstract (trích yếu), `reference` the sender's number and notation."""

    issuing_body = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="documents_sent", db_index=False
    )
    issuer_name = NfcCharField(max_length=250, blank=True)  # as written, when the body is not in the directory
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, null=True, blank=True, related_name="documents", db_index=False
    )
    issued_on = models.DateField(null=True, blank=True)
    signatory = NfcCharField(max_length=160, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.UPLOAD)
    received_at = models.DateTimeField()
    circulation = NfcCharField(max_length=60, blank=True)  # LƯU HÀNH NỘI BỘ, XEM XONG TRẢ LẠI
    presented_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    instruction = NfcTextField(blank=True)
    result = NfcTextField(blank=True)
    answered_by = NfcCharField(max_length=80, blank=True)  # reference of the answering document
    filed_in = NfcCharField(max_length=80, blank=True)  # number and notation of the dossier
    note = NfcTextField(blank=True)
    read = models.JSONField(null=True, blank=True, editable=False)  # what its file says, and of which bits (filling.py)

    objects: ClassVar[Any] = IncomingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["issuing_body"], name="incoming_of_body", condition=Q(issuing_body__isnull=False)),
            models.Index(fields=["document_type"], name="incoming_of_type", condition=Q(document_type__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(copies__gte=1), name="incoming_has_a_copy"),
        ]

    KIND = "incoming_document"

    @property
    def issuer(self) -> str:
        """The sender's name as the register prints it."""
        return self.issuing_body.name if self.issuing_body else self.issuer_name

    @property
    def came_at_an_hour(self) -> bool:
        """Whether the hour it came is known; of a former register only the day is."""
        return timezone.localtime(self.received_at).time() != time.min

    def overdue(self, now: datetime) -> bool:
        return not (self.closed_at or self.standing.met) and self.due_at is not None and self.due_at < now

    def latest(self, role: str) -> Any:
        """The latest attachment of a part, or None."""
        found = [a for a in self.attachments.all() if a.role == role]
        return max(found, key=lambda a: (a.version, a.pk), default=None)


class SourceKind(models.TextChoices):
    """Where documents come in by themselves."""

    MAILBOX = "mailbox", _("Mailbox")
    FOLDER = "folder", _("Watched folder")


class Source(models.Model):
    """A mailbox or folder that is looked into every minute for a body: when it was last read, and what went wrong."""

    kind = models.CharField(max_length=8, choices=SourceKind.choices)
    place = NfcCharField(max_length=250)  # "vanthu@vpcp.gov.vn/INBOX", "/srv/scan"; never a password
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)  # when it was last read without a fault
    failed_at = models.DateTimeField(null=True)  # since when it cannot be read
    failure = models.CharField(max_length=24, blank=True)  # why, a code of sources/faults.py
    seen = models.JSONField(default=dict)  # of a folder: the files still growing, with size and time

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "place", "organisation"], name="source_once"),
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True) | ~Q(failure=""), name="source_failed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.place


class ArrivalState(models.TextChoices):
    TAKEN = "taken", _("In the queue")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed, will be tried again")


class Arrival(models.Model):
    """One thing that came: a file dropped on the page, a message of a mailbox, a file of a folder. Its key is taken once, so that
    nothing comes in twice; what did not come in stands here with the reason until the registry puts it away."""

    handle = HandleField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="arrivals")  # None: by hand
    key = models.CharField(
        max_length=300, blank=True
    )  # its name in the source: UIDVALIDITY and UID, or name, size and time
    message_id = models.CharField(max_length=300, blank=True)
    name = NfcCharField(max_length=250, blank=True)  # of the file, or the mail's subject; empty when it bears a mark
    sender = NfcCharField(max_length=250, blank=True)
    came_at = models.DateTimeField()
    brought_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=ArrivalState.choices)
    reason = models.TextField(blank=True)  # why it did not come in
    refused = models.JSONField(default=list)  # of a mail: attachments that did not come in, [name, reason]
    tries = models.PositiveSmallIntegerField(default=1)
    document = models.ForeignKey(IncomingDocument, models.PROTECT, null=True, blank=True, related_name="arrivals")
    put_away_at = models.DateTimeField(null=True, blank=True)  # the registry has seen what did not come in

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-came_at"], name="arrival_newest"),
            models.Index(
                fields=["organisation"],
                name="arrival_not_in",
                condition=~Q(state="taken") & Q(put_away_at__isnull=True),
            ),
            models.Index(fields=["source", "message_id"], name="arrival_message", condition=~Q(message_id="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="arrival_once", condition=Q(source__isnull=False)),
            models.CheckConstraint(
                condition=Q(state="taken", document__isnull=False) | (~Q(state="taken") & ~Q(reason="")),
                name="arrival_in_or_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.handle
