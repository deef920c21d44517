"""Secrets of webhooks: made, kept encrypted, and what is signed with them (Standard Webhooks, symmetric)."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from cryptography.fernet import Fernet
from django.conf import settings

SIGN = "whsec_"


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def shown(secret: bytes) -> str:
    """As the receiver enters it: whsec_ and base64."""
    return SIGN + base64.b64encode(secret).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"congvu.api.webhooks" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def locked(secret: bytes) -> bytes:
    """As it is kept: a copy of the database alone does not let anyone sign."""
    return _box().encrypt(secret)


def unlocked(kept: bytes) -> bytes:
    return _box().decrypt(bytes(kept))


def signed(kept: Iterable[bytes], *, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that prove from whom the message comes, that it was not altered and when it was sent; one signature for
    each secret that is valid, so that a receiver may change over in peace."""
    seconds = str(int(at.timestamp()))
    content = b".".join((message.encode(), seconds.encode(), body))
    digests = (hmac.new(unlocked(one), content, hashlib.sha256).digest() for one in kept)
    signatures = " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
    return {"webhook-id": message, "webhook-timestamp": seconds, "webhook-signature": signatures}
