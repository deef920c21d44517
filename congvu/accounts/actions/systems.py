"""Systems that let people sign in with an account of ours (OpenID Connect)."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from congvu.accounts.permissions import may_keep_systems
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken

ALWAYS = "openid"
OFFERED = (ALWAYS, "profile", "email", "posts")


class NotAReturnAddress(RuleBroken):
    message = _("Write whole return addresses, https://…, one a line, without wildcards.")


@action(may_keep_systems)
def register_system(
    name: str, *, redirect_uris: Collection[str], scopes: Collection[str], at: datetime, by: Any
) -> tuple[Client, str]:
    """A system may ask people to sign in with their account here; returns its secret, shown this once.
    Raises NotAReturnAddress."""
    if not redirect_uris or not all(_is_return_address(uri) for uri in redirect_uris):
        raise NotAReturnAddress
    secret = secrets.token_urlsafe(32)
    client = Client(name=name, created_at=at)
    client.set_secret(secret)
    client.set_redirect_uris(list(redirect_uris))
    client.set_scopes([scope for scope in OFFERED if scope == ALWAYS or scope in scopes])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.save()
    note(client, "system_registered", at=at, by=by, name=name, addresses=list(redirect_uris), scopes=list(scopes))
    return client, secret


@action(may_keep_systems)
def renew_system_secret(client: Client, *, at: datetime, by: Any) -> tuple[Client, str]:
    """A new secret; the old one is void at once."""
    secret = secrets.token_urlsafe(32)
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    note(client, "system_secret_renewed", at=at, by=by, name=client.name)
    return client, secret


@action(may_keep_systems)
def end_system(client: Client, *, at: datetime, by: Any) -> None:
    """The system and everything it was given end."""
    note(client, "system_ended", at=at, by=by, name=client.name)
    client.delete()


def _is_return_address(uri: str) -> bool:
    parts = urlsplit(uri)
    plain = parts.scheme == "http" and (settings.DEBUG or settings.TESTING or parts.hostname == "localhost")
    return bool(parts.netloc) and "*" not in uri and not parts.fragment and (parts.scheme == "https" or plain)
