"""Who: bodies, their codes, units, people, the posts they hold and who acts for whom. Everything is valid over a period,
because an old document keeps the body, the code and the head of its own day."""

import re
from datetime import date, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import HandleField, NfcCharField, nfc
from congvu.directory.roles import Role


def period(start: date | None = None, end: date | None = None) -> DateRange:
    """A period from its first day up to, not including, `end`. None: open."""
    return DateRange(start, end)


def is_within(valid: DateRange, day: date) -> bool:
    """Whether the day lies in the period."""
    return (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)


class ValidQuerySet(models.QuerySet[Any]):
    """Things valid over a period (column `valid`)."""

    def valid_on(self, day: date) -> Self:
        return self.filter(valid__contains=day)

    def ended_before(self, day: date) -> Self:
        """What was over on the day: its last day lies before it."""
        return self.filter(valid__endswith__lte=day)

    def lasting_until(self, day: date) -> Self:
        """What is valid on the day or will be later."""
        return self.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=day))


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("Government and Prime Minister")
    GOVERNMENT_OFFICE = "government_office", _("Office of the Government")
    MINISTRY = "ministry", _("Ministry")
    MINISTERIAL = "ministerial", _("Ministerial-level agency")
    GOVERNMENT_AGENCY = "government_agency", _("Government agency")
    PROVINCE = "province", _("Provincial People's Committee")
    COUNCIL = "council", _("Provincial People's Council")
    PARTY = "party", _("Party body")
    ASSEMBLY = "assembly", _("National Assembly body")
    STATE = "state", _("Presidency, courts, procuracy, audit")
    UNION = "union", _("Front and socio-political organisation")
    ASSOCIATION = "association", _("Association")
    CORPORATION = "corporation", _("State corporation")
    OTHER = "other", _("Other")


class OrganisationQuerySet(ValidQuerySet):
    def endpoints(self) -> Self:
        """Bodies to which the Government and the Prime Minister give tasks and with which documents are exchanged."""
        return self.filter(is_endpoint=True)

    def search(self, text: str) -> Self:
        """Bodies in whose name, short name or letters every word of the text begins a word, with or without accents; or
        whose code begins so. "an giang" finds An Giang and not Hậu Giang."""
        found = self
        for word in nfc(text).split():
            begins = rf"\m{re.escape(word)}"
            found = found.filter(
                Q(name__unaccent__iregex=begins)
                | Q(short_name__unaccent__iregex=begins)
                | Q(notation__unaccent__iregex=begins)
                | Q(pk__in=OrganisationCode.objects.filter(code__istartswith=word).values("organisation"))
            )
        return found

    def find_code(self, code: str, on: date) -> "Organisation | None":
        """The body that the code, old or new, names on the day."""
        return self.filter(
            pk__in=OrganisationCode.objects.valid_on(on).filter(code=code.strip().upper()).values("organisation")
        ).first()

    def in_protocol_order(self) -> Self:
        return self.order_by("rank", "name", "pk")


class Organisation(models.Model):
    """A body (cơ quan, tổ chức), valid over a period; its successors are rows of Succession."""

    handle = HandleField()
    name = NfcCharField(max_length=250)
    short_name = NfcCharField(max_length=120, blank=True)
    notation = NfcCharField(max_length=40, blank=True)  # the body's letters in references: "VPCP", "BTC"
    kind = models.CharField(max_length=24, choices=OrganisationKind.choices)
    place = NfcCharField(max_length=80, blank=True)  # the place written before the date: "Hà Nội"
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid = DateRangeField(default=period)
    is_endpoint = models.BooleanField(default=False)
    rank = models.PositiveIntegerField(default=1000)  # the order of protocol
    address = NfcCharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    note = NfcCharField(max_length=250, blank=True)  # what is not verified, or why it ended without a successor
    data_key = models.CharField(max_length=40, blank=True, editable=False)  # its row in the shipped tables
    inherits = ArrayField(models.IntegerField(), default=list, editable=False)  # bodies whose registers it now keeps

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "rank"], name="organisation_kind_rank")]
        constraints = [
            models.UniqueConstraint(fields=["data_key"], condition=~Q(data_key=""), name="body_of_the_data_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What lists and pickers show."""
        return self.short_name or self.name

    def is_valid_on(self, day: date) -> bool:
        return is_within(self.valid, day)

    @property
    def period_words(self) -> str:
        """Its period in a cell of a sheet: "01/07/2025 –"."""
        first, last = ((day.strftime("%d/%m/%Y") if day else "") for day in (self.valid.lower, self.valid.upper))
        return f"{first} – {last}".strip() if first or last else ""

    def name_on(self, day: date) -> str:
        """What the body was called on the day."""
        former = self.former_names.filter(until__gt=day).order_by("until").first()
        return former.name if former else self.name

    def current_successors(self, on: date) -> list["Organisation"]:
        """The bodies that answer on the day for what this one did: itself while it lasts, else those at the ends of the
        chains of succession, in the order of protocol. Empty when it ended without a successor."""
        answering: dict[int, Organisation] = {}
        seen: set[int] = set()
        front = [self]
        while front:
            answering |= {body.pk: body for body in front if body.is_valid_on(on)}
            seen |= {body.pk for body in front}
            ended = [body.pk for body in front if not body.is_valid_on(on)]
            taken_over = Organisation.objects.filter(inheritances__predecessor__in=ended, inheritances__on__lte=on)
            front = list(taken_over.exclude(pk__in=seen).distinct())
        return sorted(answering.values(), key=lambda body: (body.rank, body.name))

    def current_code(self, on: date, scheme: str = "qd20") -> str:
        """Its code of the scheme on the day, or nothing."""
        return next((row.code for row in self.codes.all() if row.scheme == scheme and is_within(row.valid, on)), "")


class FormerName(models.Model):
    """A name the body bore until a day, so that an old document can be printed with the name of its day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_names")
    name = NfcCharField(max_length=250)
    short_name = NfcCharField(max_length=120, blank=True)
    notation = NfcCharField(max_length=40, blank=True)
    until = models.DateField()  # the first day of the next name
    source = NfcCharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "until"], name="one_name_a_day")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A body took over from another on a day, by a decision: merged, split, renamed or moved."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    source = NfcCharField(max_length=250)
    keeps_registers = models.BooleanField(default=True)  # of several successors one keeps registers and archive

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class CodeScheme(models.TextChoices):
    OLD = "qcvn102", "QCVN 102:2016"
    NEW = "qd20", "QĐ 20/2020/QĐ-TTg"


class OrganisationCode(models.Model):
    """An identification code (mã định danh) of a body over a period. Old and new codes stand side by side:
    conversion is by this table, never by rewriting the figures (standards/organisation-codes)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=8, choices=CodeScheme.choices)
    code = models.CharField(max_length=35)
    valid = DateRangeField(default=period)
    source = NfcCharField(max_length=250, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="code_names_one_body_at_a_time",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitKind(models.TextChoices):
    LEADERSHIP = "leadership", _("Leadership")
    DEPARTMENT = "department", _("Department")
    REGISTRY = "registry", _("Registry")
    OTHER = "other", _("Other unit")


class Unit(models.Model):
    """A unit (đơn vị) of a body: a department, the registry, the leadership."""

    handle = HandleField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = NfcCharField(max_length=200)
    notation = NfcCharField(max_length=20)  # its letters in references: "KTTH"
    kind = models.CharField(max_length=12, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid = DateRangeField(default=period)
    rank = models.PositiveIntegerField(default=1000)
    inherits = ArrayField(models.IntegerField(), default=list, editable=False)  # units whose work it now answers for

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_notation_once_in_a_body",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("notation", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """A unit took over the work of another on a day: it went over to another body, or was joined with a unit there."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    source = NfcCharField(max_length=250)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor"], name="unit_has_one_successor"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="unit_succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class PersonQuerySet(models.QuerySet[Any]):
    def search(self, text: str) -> Self:
        """People in whose name every word of the text begins a word, with or without accents."""
        found = self
        for word in nfc(text).split():
            found = found.filter(full_name__unaccent__iregex=rf"\m{re.escape(word)}")
        return found

    def of_body(self, organisation: Organisation, on: date) -> Self:
        """Those who hold a post in the body on the day."""
        held = PostHolding.objects.valid_on(on).filter(post__unit__organisation=organisation)
        return self.filter(pk__in=held.values("person"))


class Person(models.Model):
    """Someone who holds, held or will hold a post."""

    handle = HandleField()
    full_name = NfcCharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    staff_number = NfcCharField(max_length=20, blank=True)  # by which lists of people name the same person again

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff_number"], condition=~Q(staff_number=""), name="staff_number_once")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def initials(self) -> str:
        """The last two words' letters, as on the round sign of a person: Nguyễn Thu Hà → TH."""
        return "".join(word[0] for word in self.full_name.split()[-2:]).upper()


class Post(models.Model):
    """A position in a unit. A sole post (head, Chairman) has one holder at a time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = NfcCharField(max_length=120)
    role = models.CharField(max_length=16, choices=Role.choices)
    is_sole = models.BooleanField(default=False)
    rank = models.PositiveIntegerField(default=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_title_once_in_a_unit"),
            models.CheckConstraint(condition=~Q(role=Role.HEAD) | Q(is_sole=True), name="head_post_is_sole"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class PostHoldingQuerySet(ValidQuerySet):
    def with_places(self) -> Self:
        return self.select_related("person", "post__unit__organisation")


class PostHolding(models.Model):
    """A person holds a post over a period. `is_sole` repeats the post's (held equal by a foreign key of both columns),
    so that the database itself refuses two holders of one sole post at once."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    is_sole = models.BooleanField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    valid = DateRangeField(default=period)
    decided_by = NfcCharField(max_length=120, blank=True)  # the deciding document's reference

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="sole_post_has_one_holder_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_sole=True),
            ),
            ExclusionConstraint(
                name="person_holds_a_post_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"

    def is_on(self, day: date) -> bool:
        return is_within(self.valid, day)


class DelegationScope(models.TextChoices):
    EVERYTHING = "everything", _("All work of the post")
    INSTRUCT = "instruct", _("Instructions on incoming documents")
    ASSIGN = "assign", _("Giving work to officers")


class Delegation(models.Model):
    """Someone acts for someone else from a day to a day, for all work or a part of it (ủy quyền)."""

    giver = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="delegations_received")
    scope = models.CharField(max_length=12, choices=DelegationScope.choices, default=DelegationScope.EVERYTHING)
    valid = DateRangeField()
    reason = NfcCharField(max_length=200)
    decided_by = NfcCharField(max_length=120, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(valid__startswith__isnull=False, valid__endswith__isnull=False),
                name="delegation_has_two_ends",
            ),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    ("giver", RangeOperators.EQUAL),
                    ("receiver", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.valid.upper - timedelta(days=1)
