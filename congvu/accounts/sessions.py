"""Sessions in the database, read together with whose they are and where they sit: one journey where Django goes three times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from congvu.accounts.actors import seating
from congvu.accounts.models import User
from congvu.core import ending
from congvu.core.rows import Question
from congvu.directory.models import Person

_MINUTE = timedelta(minutes=1)

# outer joins: a session need not be anybody's
_SESSION = Question(
    """
    SELECT {columns}, us.last_seen_at
    FROM django_session s
    LEFT JOIN usersessions_usersession us ON us.session_key = s.session_key
    LEFT JOIN accounts_user u ON u.id = us.user_id
    LEFT JOIN directory_person p ON p.id = u.person_id
    WHERE s.session_key = %s AND s.expire_date > %s
    """,
    s=Session,
    u=User,
    p=Person,
)


_SEATING = seating(
    "(SELECT person_id FROM usersessions_usersession us JOIN accounts_user u ON u.id = us.user_id WHERE us.session_key = %s)"
)


@dataclass(frozen=True)
class Owner:
    """Whose session it is by the list of sessions, and when it was last used."""

    user: User
    seen_at: datetime


class SessionStore(db.SessionStore):
    """Django's own, but for how it is read."""

    owner: Owner | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        now, key = timezone.now(), self.session_key
        day = timezone.localdate(now)
        sessions, seats = ending.ask_all((_SESSION.statement, (key, now)), (_SEATING.statement, (key, day, day)))
        found = _SESSION.read(sessions)
        if not found:
            self._session_key: str | None = None
            return None
        session, user, person, seen_at = found[0]
        if user is not None:
            user.person = person
            user.seat(day, seats)
            self.owner = Owner(user, seen_at)
        return session


# for a session that is not in the list of sessions
_USER = Question(
    "SELECT {columns} FROM accounts_user u JOIN directory_person p ON p.id = u.person_id WHERE u.id = %s",
    u=User,
    p=Person,
)


def user_of(request: Any) -> Any:
    """Who is signed in. Where anything is unlike the rule (a closed account, another password, another way of signing in)
    Django's own answer."""
    session = request.session
    known = session.get(SESSION_KEY)  # reads the session
    user = _owner_of(session, known)
    if (
        user is not None
        and user.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    ):
        return user
    return get_user(request)


def _owner_of(session: Any, known: str | None) -> User | None:
    """The user the session names: read with it, else asked for."""
    owner = getattr(session, "owner", None)
    if owner is not None and known == str(owner.user.pk):
        return owner.user
    if known is None or not known.isdecimal():
        return None
    for user, person in _USER.ask(int(known)):
        user.person = person
        return user
    return None


def seen(session: Any, now: datetime) -> None:
    """Keep that the session is in use, where a minute has passed since that was last kept."""
    owner = getattr(session, "owner", None)
    if owner is not None and owner.seen_at < now - _MINUTE:
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)
