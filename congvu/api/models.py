"""What the API keeps: answers that may be asked for again, and who is told of what (webhooks)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.accounts.models import AccessToken, User
from congvu.core.fields import HandleField, NfcCharField
from congvu.records.models import HistoryEntry


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, written in the transaction that did the work: both are there, or none."""

    token = models.ForeignKey(AccessToken, models.PROTECT, related_name="kept_answers")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was asked
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="kept_answers_by_age")]
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class Subscription(models.Model):
    """A system elsewhere that is told what happens to records: only to those the owner may read, and only that it happened."""

    handle = HandleField()
    owner = models.ForeignKey(User, models.PROTECT, related_name="subscriptions")
    name = NfcCharField(max_length=80)
    url = models.URLField(max_length=500)
    events = ArrayField(models.CharField(max_length=48))  # verbs of the history; empty: all of records
    secret = models.BinaryField()  # encrypted
    old_secret = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(old_secret__isnull=True, old_secret_until__isnull=True)
                | Q(old_secret__isnull=False, old_secret_until__isnull=False),
                name="old_secret_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("webhook", "Waiting")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")


class Delivery(models.Model):
    """One event on its way to one subscriber."""

    handle = HandleField()
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="deliveries")
    entry = models.ForeignKey(HistoryEntry, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)  # the last status, or what went wrong

    class Meta:
        indexes = [models.Index(fields=["subscription", "-id"], name="deliveries_of_a_subscription")]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "entry"], name="event_once_a_subscription"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="delivery_ended_when_not_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.subscription}"
