"""The secrets of access tokens: how they are made, and whose token is shown."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef

from congvu.accounts.actors import Actor
from congvu.accounts.middleware import GUARDED_ROLES
from congvu.accounts.models import AccessToken

SIGN = "cv_"  # by which scanners of leaked secrets know ours
PREFIX = 9  # characters of a token that are shown
LIFETIMES = (7, 30, 90, 180, 365)  # days
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_MINUTE = timedelta(minutes=1)


def new_secret() -> str:
    """256 random bits: nothing that can be guessed, so a plain digest of it can be kept."""
    return SIGN + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_token(secret: str, at: datetime) -> AccessToken | None:
    """The valid token with its owner, who may sign in: an open account that need not change its password first. One query, and
    once a minute another that keeps when it was last used."""
    if not secret.startswith(SIGN) or not secret.isascii():
        return None
    guarded = Exists(Authenticator.objects.filter(user=OuterRef("user_id"), type__in=_FACTORS))
    found = AccessToken.objects.valid(at).select_related("user__person").annotate(has_second_factor=guarded)
    token = found.filter(digest=digest_of(secret), user__is_active=True, user__must_change_password=False).first()
    if token and (token.last_used_at is None or token.last_used_at < at - _MINUTE):
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def lacks_second_factor(token: AccessToken, actor: Actor) -> bool:
    """Whoever must have a second factor to sign in must still have it for their tokens to be heard. `token` as `shown_token`
    found it."""
    if settings.SECOND_FACTOR != "required-roles" or token.has_second_factor:
        return False
    return actor.holds(*GUARDED_ROLES) is not None
