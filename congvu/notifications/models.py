"""What is kept of telling people: the notices themselves, by which way each wants to hear of what, the mails that go out, and
the ladder of reminders by rule, with what of it was already said."""

from collections.abc import Collection
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.core import stores
from congvu.core.fields import HandleField, NfcCharField
from congvu.directory.models import Person, ValidQuerySet, period
from congvu.records.models import Record, Urgency, WorkItem
from congvu.workdays.models import TimeUnit


class NoticeQuerySet(models.QuerySet[Any]):
    def shown_to(self, person_id: int) -> Self:
        """What stands in the person's own list."""
        return self.filter(person_id=person_id, in_app=True)

    def standing_for(self, keys: Collection[int]) -> Self:
        """Without what the person only asked to hear of and may no longer read: it is not shown and not counted."""
        wished = [code for code, kind in stores.notice_kinds.items() if kind.by_wish]
        return self.filter(~Q(kind__in=wished) | Q(record__readers__overlap=list(keys)))

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something a person is told. It names its record and keeps plain facts; the sentence is made in the reader's language.

    `for_person`: told because the person acts for someone who is away. `key`: what was said with the same key to the same
    person is never said again. `in_app` False: the person wants it by mail only.
    """

    handle = HandleField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=32)
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="notices")
    actor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    for_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    in_app = models.BooleanField(default=True)
    key = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=200, blank=True)  # the page it leads to when that is not its record's
    facts = models.JSONField(default=dict)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("person"), F("made_at").desc(), F("id").desc(), name="notice_newest", condition=Q(in_app=True)
            ),
            models.Index(fields=["person"], name="notice_unread", condition=Q(in_app=True, read_at=None)),
            models.Index(fields=["record"], name="notice_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], condition=~Q(key=""), name="notice_said_once"),
            models.CheckConstraint(condition=~Q(person=F("for_person")), name="notice_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person_id}"

    @property
    def telling(self) -> stores.NoticeKind:
        return stores.notice_kinds[self.kind]


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail at once")
    DIGEST = "digest", _("Daily summary")


class Choice(models.Model):
    """By which ways a person wants to hear of a kind of notice. Without a row the kind's own defaults hold."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notice_choices")
    kind = models.CharField(max_length=32)
    in_app = models.BooleanField()
    email = models.BooleanField()
    digest = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class DigestHabit(models.Model):
    """At which hour of a working day a person wants the summary, and the last day it was made."""

    DEFAULT_HOUR = 8

    person = models.OneToOneField(Person, models.PROTECT, related_name="digest_habit")
    hour = models.PositiveSmallIntegerField(default=DEFAULT_HOUR)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hour__gte=6, hour__lte=18), name="digest_in_the_daytime")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.hour}:00"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("mail", "Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    DROPPED = "dropped", _("Not sent: there is no address, or nothing to say any more")


class Delivery(models.Model):
    """A notice on its way by mail. It waits for the daytime of a working day; what fails is tried again, later each time."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    error = NfcCharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "next_at"], name="delivery_waits", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["-id"], name="delivery_failed", condition=Q(state="failed")),
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivered_once_a_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id}: {self.state}"


class Stage(models.IntegerChoices):
    """The rungs of the ladder, in their order."""

    EARLY = 1, pgettext_lazy("stage", "Early reminder")
    BEFORE = 2, pgettext_lazy("stage", "Reminder before the deadline")
    DUE = 3, pgettext_lazy("stage", "At the deadline")
    LATE = 4, pgettext_lazy("stage", "Late")
    LATER = 5, pgettext_lazy("stage", "Later")
    LATEST = 6, pgettext_lazy("stage", "Very late")

    @property
    def is_before(self) -> bool:
        return self < Stage.DUE


class To(models.TextChoices):
    """Who is told on a rung."""

    HOLDER = "holder", _("Whoever has the work")
    HEAD = "head", _("Head of the unit")
    LEADER = "leader", _("The leader who gave the instruction")
    GIVER = "giver", _("Whoever gave the work")


class ReminderRule(models.Model):
    """A rung of the ladder over a period, with the document that sets it: so long before or after the deadline these are told.

    `act` and `urgency` empty: for all. The rungs of the nearest fit make a work item's ladder: those of its act and urgency,
    else of its act, else of its urgency, else those for all.
    """

    act = models.CharField(max_length=24, blank=True)
    urgency = models.CharField(max_length=12, blank=True, choices=Urgency.choices)
    stage = models.PositiveSmallIntegerField(choices=Stage.choices)
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=16, choices=TimeUnit.choices, default=TimeUnit.WORKING_HOURS)
    to = ArrayField(models.CharField(max_length=8, choices=To.choices))
    source = NfcCharField(max_length=250)
    confirmed = models.BooleanField(default=True)  # False: a sample; the office must set its own
    valid = DateRangeField(default=period)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="reminder_rule_one_at_a_time",
                expressions=[
                    ("act", RangeOperators.EQUAL),
                    ("urgency", RangeOperators.EQUAL),
                    ("stage", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(to=[]), name="reminder_tells_someone"),
            models.CheckConstraint(
                condition=Q(stage=3, amount=0) | (~Q(stage=3) & Q(amount__gte=1)),
                name="reminder_away_from_the_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.urgency} {self.stage}"


class Reminder(models.Model):
    """What was said of a rung for a work item and its deadline: once, whoever ran and however often. `sent` False: the rung
    was overtaken by a later one, or lay before the work was given."""

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="reminders")
    due_at = models.DateTimeField()
    stage = models.PositiveSmallIntegerField(choices=Stage.choices)
    sent = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "due_at", "stage"], name="reminded_once_a_rung")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.stage}"
