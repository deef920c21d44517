"""One's own page, sessions, accounts of others, and the one-click sign-in of a demonstration."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.actions import (
    end_sessions,
    set_preferences,
)
from congvu.accounts.devices import device_words
from congvu.accounts.forms import PreferencesForm
from congvu.accounts.models import SignInAttempt, User
from congvu.accounts.requests import OfficeRequest
from congvu.core import stores
from congvu.core.views import YEAR
from congvu.directory.models import PostHolding


@require_http_methods(["GET", "POST"])
def me(request: OfficeRequest) -> HttpResponse:
    """My posts, whom I act for, language and theme, and what guards my account."""
    user = request.actor.user
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        set_preferences(user, language=chosen["language"], theme=chosen["theme"], at=request.now, by=request.actor)
        response = redirect("accounts:me")
        for cookie, value in (("django_language", chosen["language"]), ("theme", chosen["theme"])):
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
        return response
    attempts = SignInAttempt.objects.filter(user=user).order_by("-at")[:8]
    context = {
        "form": form,
        "holdings": PostHolding.objects.filter(person=user.person).with_places().order_by("-valid"),
        "authenticators": {one.type for one in Authenticator.objects.filter(user=user)},
        "identity": settings.OIDC_NAME if settings.OIDC_URL else "",
        "attempts": [(attempt, device_words(attempt.device)) for attempt in attempts],
    }
    return render(request, "accounts/me.html", context)


@require_http_methods(["GET", "POST"])
def sessions(request: OfficeRequest) -> HttpResponse:
    """Where I am signed in. POST ends one session (`key`), or all but this one."""
    here = request.session.session_key
    mine = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        wanted = request.POST.get("key", "")
        keys = {str(one.pk): one.session_key for one in mine if one.session_key != here}
        ended = [keys[wanted]] if wanted in keys else ([] if wanted else list(keys.values()))
        end_sessions(request.actor.user, keys=ended, at=request.now, by=request.actor)
        return redirect("accounts:sessions")
    rows = [(one, device_words(one.user_agent), one.session_key == here) for one in mine]
    rows.sort(key=lambda row: (not row[2], -row[0].last_seen_at.timestamp()))
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def demo_sign_in(request: OfficeRequest) -> HttpResponse:
    """Be one of the cast: in a demonstration only; elsewhere this page does not exist."""
    username = request.POST.get("username", "")
    if not settings.DEMO or username not in stores.demo_cast:
        raise Http404
    user = get_object_or_404(User, username=username, is_active=True)
    adapter = get_adapter(request)
    adapter.login(request, user)
    UserSession.objects.create_from_request(request)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)


def sign_in_context(request: OfficeRequest) -> dict[str, Any]:
    """The cast of a demonstration, for the sign-in page."""
    identity = {"identity": settings.OIDC_NAME if settings.OIDC_URL else ""}
    if not settings.DEMO:
        return {"cast": [], **identity}
    shown = {member.username: member for member in stores.demo_cast}
    users = {user.username: user for user in User.objects.filter(username__in=shown).select_related("person")}
    present = [(users[name], member) for name, member in shown.items() if name in users]
    return {"cast": [(user, user.actor(request.now), member) for user, member in present], **identity}
