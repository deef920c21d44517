"""The page by which an administrator looks after the account of someone of the directory."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.accounts import lockout
from congvu.accounts.actions import (
    close_account,
    end_sessions_of,
    give_password,
    invite,
    new_password,
    open_account,
    reopen_account,
    reset_second_factor,
    unlock,
)
from congvu.accounts.devices import device_words
from congvu.accounts.forms import OpenAccountForm, ReasonForm
from congvu.accounts.models import SignInAttempt, User
from congvu.accounts.permissions import may_open_account, may_reset_second_factor
from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused, RuleBroken
from congvu.directory.models import Person


def _end_all(user: User, **who: Any) -> None:
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    end_sessions_of(user, keys=keys, **who)


REASONED: dict[str, tuple[Callable[..., Any], Any]] = {
    "close": (close_account, gettext_lazy("The account is closed.")),
    "reopen": (reopen_account, gettext_lazy("The account is open again.")),
    "end_sessions": (_end_all, gettext_lazy("All sessions have ended.")),
    "unlock": (unlock, gettext_lazy("The account may be tried again at once.")),
    "reset": (reset_second_factor, gettext_lazy("The second factor is taken away and all sessions have ended.")),
}
FACTORS = {
    Authenticator.Type.TOTP: gettext_lazy("authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey or security key"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


@require_http_methods(["GET", "POST"])
def person_account(request: OfficeRequest, handle: str) -> HttpResponse:
    """An administrator opens the account of someone of the directory, closes it, ends its sessions, unlocks it, takes the second
    factor away, makes a new password or a link to choose one."""
    person = get_object_or_404(Person, handle=handle)
    if not may_open_account(request.actor, person):
        raise Refused
    user = User.objects.filter(person=person).first()
    deed = request.POST.get("deed", "")
    form = OpenAccountForm(request.POST if deed == "open" else None)
    reason = ReasonForm(request.POST if deed in REASONED else None)
    password = link = ""
    who: dict[str, Any] = {"at": request.now, "by": request.actor}
    try:
        if deed == "open" and form.is_valid():
            password = new_password()
            given = {**form.cleaned_data, "password": password, "must_change_password": True}
            user = open_account(person, **given, **who)
        elif user and deed == "password":
            password = new_password()
            user = give_password(user, password=password, **who)
        elif user and deed == "invite":
            token = invite(user, **who)
            link = request.build_absolute_uri(reverse("accounts:activate", args=[user.handle, token]))
        elif user and deed in REASONED and reason.is_valid():
            act, told = REASONED[deed]
            act(user, reason=reason.cleaned_data["reason"], **who)
            messages.info(request, str(told))
            return redirect("accounts:person_account", user.person.handle)
    except Refused:
        raise
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        password = ""
    context = {"person": person, "account": user, "form": form, "reason": reason, "password": password, "link": link}
    context |= _standing(request, user) if user else {}
    response = render(request, "accounts/person_account.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _standing(request: OfficeRequest, user: User) -> dict[str, Any]:
    """How the account stands: where it is signed in, whether it is locked, what guards it, who tried."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    sessions = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True)
    attempts = SignInAttempt.objects.filter(user=user).order_by("-at")[:8]
    return {
        "sessions": [(one, device_words(one.user_agent)) for one in sessions],
        "locked_until": lockout.locked_until(typed=user.username, user=user, address=None, at=request.now),
        "factors": ", ".join(str(FACTORS[kind]) for kind in FACTORS if kind in set(kinds)),
        "may_reset": may_reset_second_factor(request.actor, user),
        "attempts": [(one, device_words(one.device) if one.device else _("no device")) for one in attempts],
    }
