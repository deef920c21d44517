"""Telling the systems that asked for it, and forgetting what need not be kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.api import secrets
from congvu.api.models import Delivery, DeliveryState, KeptAnswer, Subscription
from congvu.api.sending import LONGEST_ANSWER, Outcome, send
from congvu.records.models import HistoryEntry

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 300, 1800, 7200, 18000, 36000, 50400))
ATTEMPTS = len(PAUSES)
KEPT_FOR = timedelta(hours=24)
LOG_KEPT_FOR = timedelta(days=90)


@app.task(name="api.announce", queue="webhooks", retry=5)
def announce(entry_id: int) -> None:
    """Find out who is to be told of the entry: every webhook that asks for it and whose owner may read the record. Doing it
    again changes nothing."""
    entry = HistoryEntry.objects.select_related("record").get(pk=entry_id)
    if entry.record is None:
        return
    now = timezone.now()
    for subscription in Subscription.objects.filter(ended_at__isnull=True).select_related("owner__person"):
        if (subscription.events and entry.verb not in subscription.events) or not subscription.owner.is_active:
            continue
        if not set(subscription.owner.actor(now).keys) & set(entry.record.readers):
            continue
        with transaction.atomic():
            delivery, is_new = Delivery.objects.get_or_create(
                subscription=subscription, entry=entry, defaults={"made_at": now, "next_at": now}
            )
            if is_new:
                deliver.defer(delivery_id=delivery.pk, attempt=0)


@app.task(name="api.deliver", queue="webhooks", retry=5)
def deliver(delivery_id: int, attempt: int) -> None:
    """One attempt. The next is put into the queue before anything is sent: whenever this process dies, it goes on. What was
    taken meanwhile, or is being attempted by another job, is left alone."""
    delivery = _begun(delivery_id, attempt)
    if delivery is None:
        return
    now = timezone.now()
    outcome = _sent(delivery, now)
    with transaction.atomic():
        mine = Delivery.objects.select_for_update().filter(pk=delivery.pk, state=DeliveryState.WAITING)
        if outcome.taken:
            mine.update(state=DeliveryState.DELIVERED, ended_at=now, next_at=None, answer=outcome.answer)
        elif attempt + 1 >= ATTEMPTS:
            mine.update(state=DeliveryState.DEAD, ended_at=now, next_at=None, answer=outcome.answer)
        else:
            mine.update(answer=outcome.answer)


def _begun(delivery_id: int, attempt: int) -> Delivery | None:
    """The delivery, with this attempt counted and the next one waiting; None when there is nothing to do."""
    with transaction.atomic():
        found = Delivery.objects.select_for_update(of=("self",)).select_related("subscription", "entry__record")
        delivery = found.filter(pk=delivery_id, state=DeliveryState.WAITING, attempts=attempt).first()
        if delivery is None:
            return None
        now = timezone.now()
        if attempt >= ATTEMPTS:  # the last attempt died without a word
            Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DEAD, ended_at=now, next_at=None)
            return None
        again = now + PAUSES[attempt]
        Delivery.objects.filter(pk=delivery.pk).update(attempts=attempt + 1, next_at=again)
        deliver.configure(schedule_at=again).defer(delivery_id=delivery.pk, attempt=attempt + 1)
        return delivery


def _sent(delivery: Delivery, now: datetime) -> Outcome:
    subscription = delivery.subscription
    kept = [bytes(subscription.secret)]
    if subscription.old_secret_until and subscription.old_secret_until > now and subscription.old_secret:
        kept.append(bytes(subscription.old_secret))
    body = told_of(delivery.entry)
    headers = secrets.signed(kept, message=f"msg_{delivery.handle}", at=now, body=body)
    outcome = send(subscription.url, body, headers)
    return Outcome(outcome.taken, outcome.answer[:LONGEST_ANSWER])


def told_of(entry: HistoryEntry) -> bytes:
    """What is told: that it happened, and to which record. What the record says is asked for with a token."""
    record: Any = entry.record
    event = {
        "type": entry.verb,
        "timestamp": entry.at.astimezone(UTC).isoformat(),
        "data": {"record": record.handle, "kind": record.kind, "entry": entry.pk},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


@app.periodic(cron="40 3 * * *")
@app.task(name="api.forget", queue="house", queueing_lock="api.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Each night: forget answers that may no longer be asked for again, and old lines of the delivery log."""
    now = datetime.fromtimestamp(timestamp, UTC)
    KeptAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()
    Delivery.objects.filter(ended_at__lt=now - LOG_KEPT_FOR).delete()
