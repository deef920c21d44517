"""Who is here, in which language, on which day; and who may not be here without signing in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from congvu.accounts.requests import OfficeRequest
from congvu.accounts.sessions import seen, user_of
from congvu.core.addresses import own_address
from congvu.directory.roles import Role

Next = Callable[[Any], HttpResponse]

# The pages one may open without signing in. Everything else asks for it.
PUBLIC = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "accounts:demo_sign_in",
        "accounts:sign_in_with_identity",
        "openid_connect_callback",
        "accounts:activate",
        "core:set_language",
        "core:set_theme",
        "health",
    }
)
# What someone may still do who must first change a password or add a second factor.
PREPARING = PUBLIC | {
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
# Open to whoever has not signed in yet, but not to whoever still has to prepare.
PREPARED = frozenset({"idp:oidc:authorization"})
GUARDED_ROLES = (Role.LEADER, Role.CLERK, Role.ADMINISTRATOR)
LANGUAGES = dict(settings.LANGUAGES)


class SignedInMiddleware(AuthenticationMiddleware):
    """`request.user`, read with the session when first needed."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


def _user(request: Any) -> Any:
    if not hasattr(request, "_cached_user"):
        request._cached_user = user_of(request)  # where Django's own functions look for it
    return request._cached_user


class LanguageMiddleware:
    """The language of the page: the one chosen on this device, else that of the account, else Vietnamese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("django_language", "")
        if chosen not in LANGUAGES:
            chosen = request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ActorMiddleware:
    """Gives every request of a signed-in user its clock (`now`) and its actor: the user with the seats of the day."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.now = timezone.now()
        request.actor = request.user.actor(request.now) if request.user.is_authenticated else None
        return self.get_response(request)


class SignInRequiredMiddleware:
    """Nobody sees anything without signing in, but for the public pages; and who must first change the password an
    administrator made, or add the second factor of their role, is led there."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: OfficeRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: OfficeRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        is_open = not getattr(view, "login_required", True)  # marked by login_not_required (the gallery)
        if page in PUBLIC or (is_open and not (page in PREPARED and request.user.is_authenticated)):
            return None
        if not request.user.is_authenticated:
            return self._to_sign_in(request)
        if page in PREPARING:
            return None
        if request.user.must_change_password:
            return redirect("account_change_password")
        if self._lacks_second_factor(request):
            return redirect("mfa_index")
        return None

    def _to_sign_in(self, request: OfficeRequest) -> HttpResponse:
        """To the sign-in page and back: to the page one asked for, or to the one whose form was sent. A fragment's request makes
        the whole page go there."""
        if request.headers.get("HX-Request"):
            to_sign_in = redirect_to_login(_stood_on(request, "HX-Current-URL"), reverse(settings.LOGIN_URL))
            return HttpResponse(status=204, headers={"HX-Redirect": to_sign_in.url})
        asked = request.get_full_path() if request.method in {"GET", "HEAD"} else _stood_on(request, "Referer")
        return redirect_to_login(asked, reverse(settings.LOGIN_URL))

    def _lacks_second_factor(self, request: OfficeRequest) -> bool:
        if settings.SECOND_FACTOR != "required-roles" or not request.actor.holds(*GUARDED_ROLES):
            return False
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return not Authenticator.objects.filter(user=request.user, type__in=kinds).exists()


def _stood_on(request: HttpRequest, header: str) -> str:
    """The page of ours a request came from; the start when it does not say."""
    _scheme, _host, path, query, _fragment = urlsplit(own_address(request.headers.get(header), request))
    return urlunsplit(("", "", path, query, ""))


class LastSeenMiddleware:
    """Keeps when each session was last used, to the minute, for the list of one's own sessions."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: OfficeRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            seen(request.session, request.now)
        return response
