"""Identities: signing in here with a national identity, and signing in elsewhere with an account of ours (OpenID Connect).

Nobody gets an account by an identity. It opens the account to which its owner, signed in, has linked it; any other is turned
away."""

from collections.abc import Iterable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.accounts.actions import link_identity
from congvu.accounts.models import User
from congvu.accounts.oidc_key import signing_key
from congvu.core.errors import RuleBroken


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Coming in with an identity from elsewhere."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """No account is made for whoever comes with an identity."""
        return False

    def pre_social_login(self, request: Any, sociallogin: SocialLogin) -> None:
        """What the identity provider told has been verified. Link it, let its account in, or turn it away. Nothing but the
        identifier is kept."""
        process = sociallogin.state.get("process")
        sociallogin.account.extra_data = {}
        if process == "connect" and request.user.is_authenticated:
            raise ImmediateHttpResponse(_linked(request, sociallogin))
        if process != "login" or not sociallogin.is_existing:
            raise ImmediateHttpResponse(turned_away(request))
        SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        """The provider did not tell who it is, or it was cancelled there."""
        raise ImmediateHttpResponse(render(request, "accounts/identity_failed.html", status=403))


def turned_away(request: HttpRequest) -> HttpResponse:
    """To whoever comes with an identity that is not linked."""
    return render(request, "accounts/identity_unknown.html", {"identity": settings.OIDC_NAME}, status=403)


def _linked(request: Any, sociallogin: SocialLogin) -> HttpResponse:
    account = sociallogin.account
    now = request.now
    try:
        link_identity(request.actor.user, provider=account.provider, uid=account.uid, at=now, by=request.actor)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.info(request, _("The identity is linked: it opens this account from now on."))
    return redirect("accounts:me")


SCOPES = {
    "openid": gettext_lazy("Know that it is you, by a number that means nothing elsewhere"),
    "profile": gettext_lazy("Read your name and user name"),
    "email": gettext_lazy("Read your e-mail address"),
    "posts": gettext_lazy("Read the posts you hold today"),
}


class ProviderAdapter(DefaultOIDCAdapter):
    """What other systems are told of whoever signs in with an account of ours."""

    scope_display = SCOPES

    def list_private_keys(self, **wanted: Any) -> list[PrivateKey]:
        return [PrivateKey(pem=signing_key(settings.OIDC_KEY_FILE))]

    def get_user_sub(self, client: Client, user: Any) -> str:
        return str(user.handle)

    def get_user_by_sub(self, client: Client, sub: str) -> Any:
        return User.objects.filter(handle=sub, is_active=True).first()

    def get_claims(
        self, purpose: Any, user: Any, client: Client, scopes: Iterable[str], email: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """By the scopes its owner agreed to; posts are those of today."""
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes:
            claims |= {"name": user.person.full_name, "preferred_username": user.username, "locale": user.language}
        if "email" in scopes and user.email:
            claims |= {"email": user.email, "email_verified": False}
        if "posts" in scopes:
            claims["posts"] = [
                {"title": seat.title, "role": seat.role, "unit": seat.unit.handle, "body": seat.organisation.handle}
                for seat in user.actor(timezone.now()).seats
                if seat.for_person is None
            ]
        return claims

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Only what is offered here."""
        for missing in ("device_authorization_endpoint", "end_session_endpoint"):
            data.pop(missing, None)
        data["grant_types_supported"] = ["authorization_code", "refresh_token"]
        data["response_types_supported"] = ["code"]
        data["scopes_supported"] = list(SCOPES)
