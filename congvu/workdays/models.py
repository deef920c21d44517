"""The working calendar as the office keeps it: years entered, days that differ from the week, working hours, and how
long each kind of work may take. All of it is data with its legal source; a decision overrides what was loaded."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import HandleField, NfcCharField
from congvu.directory.models import Person, ValidQuerySet, period


class CalendarYear(models.Model):
    """A year whose calendar has been entered. Deadlines cannot be reckoned into a year that has not.

    `version` is renewed by every change of the year's days, so that a calendar already read is read again.
    `confirmed`: the yearly notice on public holidays is known; until then in-lieu and swapped days may still change.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    source = NfcCharField(max_length=250, blank=True)  # the yearly notice on Tết and National Day
    confirmed = models.BooleanField(default=False)
    version = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.year)


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Public holiday")
    IN_LIEU = "in_lieu", _("Day off in lieu")
    SWAPPED = "swapped", _("Day off, swapped")
    MAKE_UP = "make_up", _("Make-up working day")


class Occasion(models.TextChoices):
    NEW_YEAR = "new_year", _("New Year's Day")
    TET = "tet", _("Tết, the Lunar New Year")
    HUNG_KINGS = "hung_kings", _("Hùng Kings' Commemoration Day")
    VICTORY = "victory", _("Victory Day")
    LABOUR = "labour", _("International Labour Day")
    NATIONAL = "national", _("National Day")
    CULTURE = "culture", _("Viet Nam Culture Day")
    OTHER = "other", _("Other occasion")


class Origin(models.TextChoices):
    SEED = "seed", _("Calendar as loaded")
    DECISION = "decision", _("Decision entered by the office")


class CalendarDay(models.Model):
    """A day that differs from the week: a day off between Monday and Friday, a holiday, or a working weekend day.

    A day may stand twice: as loaded and as decided. The decision counts; withdrawn, the loaded day shows again.
    """

    day = models.DateField()
    kind = models.CharField(max_length=8, choices=DayKind.choices)
    occasion = models.CharField(max_length=12, choices=Occasion.choices, default=Occasion.OTHER)
    name = NfcCharField(max_length=160)
    in_place_of = models.DateField(null=True, blank=True)  # the other day of a swap
    source = NfcCharField(max_length=250)  # the deciding document
    confirmed = models.BooleanField(default=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.DECISION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "origin"], name="calendar_day_once_of_an_origin"),
            models.CheckConstraint(condition=~Q(source=""), name="calendar_day_names_its_document"),
            models.CheckConstraint(
                condition=Q(in_place_of=None) | ~Q(in_place_of=F("day")), name="calendar_day_in_place_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"

    @property
    def is_off(self) -> bool:
        return self.kind != DayKind.MAKE_UP


class CalendarChange(models.Model):
    """A decision that changed the calendar: it is left here, and the app that keeps running deadlines takes it and reckons
    them again (`taken_at`, `moved`: how many of them moved). No `days`: the calendar was loaded anew."""

    handle = HandleField()
    verb = models.CharField(max_length=16)
    days = ArrayField(models.DateField(), default=list)
    name = NfcCharField(max_length=250, blank=True)
    source = NfcCharField(max_length=250, blank=True)  # the deciding document, or the reason of a withdrawal
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], name="calendar_change_waits", condition=Q(taken_at=None))]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}" if self.name and self.source else self.name or self.source


class WorkingHours(models.Model):
    """The hours of a working day over a period, with the document that sets them."""

    morning_from = models.TimeField()
    morning_to = models.TimeField()
    afternoon_from = models.TimeField()
    afternoon_to = models.TimeField()
    source = NfcCharField(max_length=250)
    valid = DateRangeField(default=period)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "working hours"
        constraints = [
            ExclusionConstraint(name="working_hours_one_at_a_time", expressions=[("valid", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(
                name="working_hours_in_order",
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.morning_from:%H:%M}–{self.morning_to:%H:%M}, {self.afternoon_from:%H:%M}–{self.afternoon_to:%H:%M}"
        )


class TimeUnit(models.TextChoices):
    WORKING_DAYS = "working_days", _("working days")
    WORKING_HOURS = "working_hours", _("working hours")


class RuleCode(models.TextChoices):
    CONFIRM_RECEIPT = "confirm_receipt", _("Tell the sender that an electronic document was received")
    PRESENT_INCOMING = "present_incoming", _("Present and transfer an incoming document")
    HANDLE_INCOMING = "handle_incoming", _("Handle an incoming document")
    DISPATCH_OUTGOING = "dispatch_outgoing", _("Dispatch an issued document")
    CHECK_SUBMISSION = "check_submission", _("Check the validity of a submission")
    SUBMIT_LEGAL = "submit_legal", _("Submit a draft legal document to the Prime Minister")
    SUBMIT_OTHER = "submit_other", _("Submit other work to the Prime Minister")
    LEADER_OPINION = "leader_opinion", _("Opinion of the Prime Minister or a Deputy Prime Minister")


class DeadlineRule(models.Model):
    """How long a kind of work may take, over a period, with its legal source. `urgency` empty: for every urgency."""

    code = models.CharField(max_length=24, choices=RuleCode.choices)
    urgency = models.CharField(max_length=12, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=TimeUnit.choices)
    source = NfcCharField(max_length=250)
    confirmed = models.BooleanField(default=True)  # False: sample or not verified; the office must set its own
    valid = DateRangeField(default=period)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="deadline_rule_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("urgency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.urgency}: {self.amount} {self.unit}"
