"""Who may set up webhooks: whoever keeps the account for whose eyes they are."""

from typing import Any

from congvu.accounts.models import User
from congvu.accounts.permissions import may_change_account
from congvu.api.models import Delivery, Subscription
from congvu.directory.roles import Role


def may_subscribe(actor: Any, owner: User) -> bool:
    return may_change_account(actor, owner)


def may_keep_subscription(actor: Any, subscription: Subscription) -> bool:
    return may_change_account(actor, subscription.owner)


def may_resend(actor: Any, delivery: Delivery) -> bool:
    return may_keep_subscription(actor, delivery.subscription)


def may_see_webhooks(actor: Any) -> bool:
    """The list of webhooks: administrators, each those of their people."""
    return actor.holds(Role.ADMINISTRATOR) is not None
