"""Webhooks: who is told of what, with which secret, and telling it once more."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congvu.accounts.models import User
from congvu.api import events, jobs, secrets
from congvu.api.models import Delivery, DeliveryState, Subscription
from congvu.api.permissions import may_keep_subscription, may_resend, may_subscribe
from congvu.api.sending import checked
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken

OLD_SECRET_FOR = timedelta(hours=24)


class NoSuchEvent(RuleBroken):
    message = _("Choose events of the list.")


class HasEnded(RuleBroken):
    message = _("This webhook has already ended.")


class IsOnItsWay(RuleBroken):
    message = _("This event is still on its way.")


@action(may_subscribe)
def subscribe(
    owner: User, *, name: str, url: str, events_wanted: Collection[str], at: datetime, by: Any
) -> tuple[Subscription, bytes]:
    """Have a system told what happens to the records the owner may read; returns its secret, shown this once.
    Raises NotAnAddress, NoSuchEvent."""
    checked(url)
    if not set(events_wanted) <= set(events.offered()):
        raise NoSuchEvent
    secret = secrets.new_secret()
    subscription = Subscription.objects.create(
        owner=owner,
        name=name,
        url=url,
        events=sorted(events_wanted),
        secret=secrets.locked(secret),
        made_at=at,
    )
    note(subscription, "subscribed", at=at, by=by, name=name, url=url, events=subscription.events, owner=owner.username)
    transaction.on_commit(events.look_again)
    return subscription, secret


@action(may_keep_subscription)
def renew_secret(subscription: Subscription, *, at: datetime, by: Any) -> tuple[Subscription, bytes]:
    """A new secret; for a day what is sent bears a signature of each. Raises HasEnded."""
    if subscription.ended_at:
        raise HasEnded
    secret = secrets.new_secret()
    subscription.old_secret, subscription.old_secret_until = subscription.secret, at + OLD_SECRET_FOR
    subscription.secret = secrets.locked(secret)
    subscription.save(update_fields=["secret", "old_secret", "old_secret_until"])
    note(subscription, "secret_renewed", at=at, by=by, name=subscription.name)
    return subscription, secret


@action(may_keep_subscription)
def end_subscription(subscription: Subscription, *, at: datetime, by: Any) -> Subscription:
    """Nothing more is told, nor what is still on its way. Raises HasEnded."""
    if subscription.ended_at:
        raise HasEnded
    subscription.ended_at = at
    subscription.save(update_fields=["ended_at"])
    waiting = subscription.deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DEAD, ended_at=at, next_at=None)
    note(subscription, "unsubscribed", at=at, by=by, name=subscription.name)
    transaction.on_commit(events.look_again)
    return subscription


@action(may_resend)
def resend(delivery: Delivery, *, at: datetime, by: Any) -> Delivery:
    """Tell an event once more, with all attempts. Raises HasEnded, IsOnItsWay."""
    if delivery.subscription.ended_at:
        raise HasEnded
    if delivery.state == DeliveryState.WAITING:
        raise IsOnItsWay
    delivery.state, delivery.attempts, delivery.ended_at, delivery.next_at = DeliveryState.WAITING, 0, None, at
    delivery.save(update_fields=["state", "attempts", "ended_at", "next_at"])
    note(delivery.subscription, "resent", at=at, by=by, name=delivery.subscription.name, entry=delivery.entry_id)
    jobs.deliver.defer(delivery_id=delivery.pk, attempt=0)
    return delivery
