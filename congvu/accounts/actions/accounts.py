"""Accounts are opened for people of the directory, closed when they leave; nobody signs up."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.translation import gettext_lazy as _

from congvu.accounts import lockout
from congvu.accounts.models import AccessToken, Scope, User
from congvu.accounts.permissions import (
    may_change_account,
    may_change_own,
    may_end_token,
    may_open_account,
    may_reset_second_factor,
)
from congvu.accounts.tokens import LIFETIMES, PREFIX, digest_of, new_secret
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import Person

PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"


class ActivationToken(PasswordResetTokenGenerator):
    """The token of a link to choose a password. It dies when it is used, when the account is signed in to or closed, and after
    PASSWORD_RESET_TIMEOUT."""

    key_salt = "congvu.accounts.activation"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"


activation_token = ActivationToken()


def new_password() -> str:
    """Four groups of letters and figures that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(PLAIN) for _ in range(4)) for _ in range(4)) + secrets.choice("23456789")


def end_all(user: User, at: datetime) -> None:
    """All sessions and tokens of an account end."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    AccessToken.objects.valid(at).filter(user=user).update(ended_at=at)


class UsernameIsTaken(RuleBroken):
    message = _("Another account bears this user name.")


class AccountIsClosed(RuleBroken):
    message = _("This account is closed.")


class HasAccount(RuleBroken):
    message = _("This person already has an account.")


@action(may_open_account)
def open_account(
    person: Person,
    *,
    username: str,
    email: str = "",
    password: str | None = None,
    must_change_password: bool = False,
    at: datetime,
    by: Any,
) -> User:
    """An account for someone of the directory. Without a password it cannot be signed in to until one is given."""
    if User.objects.filter(username=username).exists():
        raise UsernameIsTaken
    if User.objects.filter(person=person).exists():
        raise HasAccount
    user = User.objects.create_user(
        username,
        password,
        person=person,
        email=email,
        joined_at=at,
        must_change_password=must_change_password,
    )
    note(user, "opened", at=at, by=by, username=username, person=person.full_name)
    return user


@action(may_change_account)
def give_password(user: User, *, password: str, at: datetime, by: Any) -> User:
    """A password made by an administrator: its owner must change it at the next sign-in. All sessions and tokens
    end."""
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_all(user, at)
    note(user, "password_given", at=at, by=by, username=user.username)
    return user


@action(may_change_own)
def end_sessions(user: User, *, keys: Collection[str], at: datetime, by: Any) -> int:
    """End some of one's own sessions. Returns how many ended."""
    ended = 0
    for session in UserSession.objects.filter(user=user, session_key__in=keys):
        session.end()
        ended += 1
    note(user, "sessions_ended", at=at, by=by, number=ended)
    return ended


@action(may_change_account)
def close_account(user: User, *, reason: str, at: datetime, by: Any) -> User:
    """Nobody signs in to the account any more; what was done with it stays done. Its sessions and tokens
    end at once."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user, at)
    note(user, "closed", at=at, by=by, username=user.username, reason=reason)
    return user


@action(may_change_account)
def reopen_account(user: User, *, reason: str, at: datetime, by: Any) -> User:
    """A closed account can be signed in to again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    note(user, "reopened", at=at, by=by, username=user.username, reason=reason)
    return user


@action(may_change_account)
def end_sessions_of(user: User, *, keys: Collection[str], reason: str, at: datetime, by: Any) -> int:
    """An administrator ends some or all sessions of someone; the reason stays in the history. Returns how many ended."""
    ended = 0
    for session in UserSession.objects.filter(user=user, session_key__in=keys):
        session.end()
        ended += 1
    note(user, "sessions_ended_for", at=at, by=by, username=user.username, number=ended, reason=reason)
    return ended


@action(may_change_account)
def unlock(user: User, *, reason: str, at: datetime, by: Any) -> User:
    """An account locked by failed attempts may be tried again at once. The attempts stay in the log."""
    lockout.lift(user, at=at)
    note(user, "unlocked", at=at, by=by, username=user.username, reason=reason)
    return user


@action(may_reset_second_factor)
def reset_second_factor(user: User, *, reason: str, at: datetime, by: Any) -> User:
    """Take the second factor away from someone who lost it: authenticator app, keys and recovery codes become void and all
    sessions end. Nobody does this to their own account."""
    found = Authenticator.objects.filter(user=user)
    kinds = sorted(set(found.values_list("type", flat=True)))
    found.delete()
    end_all(user, at)
    note(user, "second_factor_reset", at=at, by=by, username=user.username, kinds=kinds, reason=reason)
    return user


@action(may_change_account)
def invite(user: User, *, at: datetime, by: Any) -> str:
    """A link by which the owner chooses a first or a new password; it works once, and for PASSWORD_RESET_TIMEOUT. Raises
    AccountIsClosed. Returns the token of the link, which is kept nowhere."""
    if not user.is_active:
        raise AccountIsClosed
    note(user, "invited", at=at, by=by, username=user.username)
    return activation_token.make_token(user)


@action(may_change_own)
def choose_password(user: User, *, password: str, at: datetime, by: Any) -> User:
    """The owner of an account chooses the password, by the link they were given. All sessions end."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    end_all(user, at)
    note(user, "password_chosen", at=at, by=by, username=user.username)
    return user


@action(may_change_own)
def set_preferences(user: User, *, language: str, theme: str, at: datetime, by: Any) -> User:
    """The language and the look of one's pages."""
    user.language, user.theme = language, theme
    user.save(update_fields=["language", "theme"])
    note(user, "preferences_set", at=at, by=by, language=language, theme=theme)
    return user


class NoSuchScope(RuleBroken):
    message = _("Choose what the token may be used for.")


class NoSuchLifetime(RuleBroken):
    message = _("A token lasts a year at most. Choose how long it is needed.")


class TokenHasEnded(RuleBroken):
    message = _("This token has already ended.")


@action(may_change_own)
def make_token(
    user: User, *, name: str, scopes: Collection[str], days: int, at: datetime, by: Any
) -> tuple[AccessToken, str]:
    """A token for a machine that acts for its owner, and its secret, which is shown this once and not kept.
    Raises NoSuchScope, NoSuchLifetime."""
    wanted = [scope for scope in Scope.values if scope in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise NoSuchScope
    if days not in LIFETIMES:
        raise NoSuchLifetime
    secret = new_secret()
    token = AccessToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:PREFIX],
        digest=digest_of(secret),
        scopes=wanted,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    note(user, "token_made", at=at, by=by, name=name, prefix=token.prefix, scopes=wanted, days=days)
    return token, secret


@action(may_end_token)
def end_token(token: AccessToken, *, at: datetime, by: Any) -> AccessToken:
    """Nobody is heard with the token any more. Raises TokenHasEnded."""
    if token.ended_at:
        raise TokenHasEnded
    token.ended_at = at
    token.save(update_fields=["ended_at"])
    note(token.user, "token_ended", at=at, by=by, name=token.name, prefix=token.prefix)
    return token
