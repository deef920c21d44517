"""The secrets of access tokens: how they are made, and whose token is shown."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from congvu.accounts.actors import Actor, seating
from congvu.accounts.middleware import GUARDED_ROLES
from congvu.accounts.models import AccessToken, User
from congvu.core import ending
from congvu.core.rows import Question
from congvu.directory.models import Person

SIGN = "cv_"  # by which scanners of leaked secrets know ours
PREFIX = 9  # characters of a token that are shown
LIFETIMES = (7, 30, 90, 180, 365)  # days
_MINUTE = timedelta(minutes=1)
_TOKEN = Question(
    """
    SELECT {columns},
        EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN ('totp', 'webauthn'))
    FROM accounts_accesstoken t
    JOIN accounts_user u ON u.id = t.user_id
    JOIN directory_person p ON p.id = u.person_id
    WHERE t.digest = %s AND t.ended_at IS NULL AND t.expires_at > %s AND u.is_active AND NOT u.must_change_password
    """,
    t=AccessToken,
    u=User,
    p=Person,
)
_SEATING = seating(
    "(SELECT u.person_id FROM accounts_accesstoken t JOIN accounts_user u ON u.id = t.user_id WHERE t.digest = %s)"
)


def new_secret() -> str:
    """256 random bits: nothing that can be guessed, so a plain digest of it can be kept."""
    return SIGN + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_token(secret: str, at: datetime) -> AccessToken | None:
    """The valid token with its owner, who may sign in: an open account that need not change its password first; and the owner's
    seats of the day. One journey, and once a minute another that keeps when it was last used."""
    if not secret.startswith(SIGN) or not secret.isascii():
        return None
    digest, day = digest_of(secret), timezone.localdate(at)
    found, seats = ending.ask_all((_TOKEN.statement, [digest, at]), (_SEATING.statement, [digest, day, day]))
    if not found:
        return None
    ((token, token.user, token.user.person, token.has_second_factor),) = _TOKEN.read(found)
    token.user.seat(day, seats)
    if token.last_used_at is None or token.last_used_at < at - _MINUTE:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def lacks_second_factor(token: AccessToken, actor: Actor) -> bool:
    """Whoever must have a second factor to sign in must still have it for their tokens to be heard. `token` as `shown_token`
    found it."""
    if settings.SECOND_FACTOR != "required-roles" or token.has_second_factor:
        return False
    return actor.holds(*GUARDED_ROLES) is not None
