"""Linking a national identity to an account, by its owner."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from congvu.accounts.models import User
from congvu.accounts.permissions import may_change_account, may_change_own
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken


class IdentityIsTaken(RuleBroken):
    message = _("This identity is linked to another account. The administrator of your body can help.")


class HasIdentity(RuleBroken):
    message = _("Another identity is linked to this account. Take it away first.")


class NoIdentity(RuleBroken):
    message = _("No identity is linked to this account.")


def may_unlink(actor: Any, user: User) -> bool:
    """Its owner, and whoever keeps the account."""
    return may_change_own(actor, user) or may_change_account(actor, user)


@action(may_change_own)
def link_identity(user: User, *, provider: str, uid: str, at: datetime, by: Any) -> SocialAccount:
    """The identity, verified by its provider, opens the account from now on. Raises IdentityIsTaken, HasIdentity."""
    if SocialAccount.objects.filter(provider=provider, uid=uid).exclude(user=user).exists():
        raise IdentityIsTaken
    if SocialAccount.objects.filter(provider=provider, user=user).exclude(uid=uid).exists():
        raise HasIdentity
    linked, _is_new = SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": user})
    note(user, "identity_linked", at=at, by=by, provider=provider)
    return linked


@action(may_unlink)
def unlink_identity(user: User, *, provider: str, at: datetime, by: Any) -> User:
    """The identity no longer opens the account. Raises NoIdentity."""
    deleted, _rows = SocialAccount.objects.filter(provider=provider, user=user).delete()
    if not deleted:
        raise NoIdentity
    note(user, "identity_unlinked", at=at, by=by, provider=provider)
    return user
