"""Who has a page open: read from the session, and read again from time to time."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare


@dataclass(frozen=True)
class Visitor:
    """Someone signed in, by one of their sessions."""

    person_id: int
    user_id: int
    session_key: str


def visitor_of(session_key: str) -> Visitor | None:
    """Whose session this is; nobody's when it has ended, the password was changed, or the account was closed."""
    try:
        request = HttpRequest()
        request.session = SessionStore(session_key)
        user = get_user(request)
        if not user.is_authenticated:
            return None
        return Visitor(user.person_id, user.pk, session_key)
    finally:
        connection.close()


def still_here(visitors: Collection[Visitor]) -> set[Visitor]:
    """Those whose session still holds. Two queries, however many they are."""
    try:
        users = get_user_model()._default_manager.in_bulk({visitor.user_id for visitor in visitors})
        rows = SessionStore.get_model_class().objects.filter(
            session_key__in={visitor.session_key for visitor in visitors}, expire_date__gt=timezone.now()
        )
        kept = {row.session_key: row.get_decoded() for row in rows}
    finally:
        connection.close()
    return {
        visitor
        for visitor in visitors
        if (user := users.get(visitor.user_id))
        and user.is_active
        and _holds(kept.get(visitor.session_key, {}), str(user.pk), user.get_session_auth_hash())
    }


def _holds(session: dict[str, str], user_key: str, auth_hash: str) -> bool:
    same = session.get(SESSION_KEY) == user_key
    return same and constant_time_compare(session.get(HASH_SESSION_KEY, ""), auth_hash)


def cookie_name() -> str:
    return settings.SESSION_COOKIE_NAME
