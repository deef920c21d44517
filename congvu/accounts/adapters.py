"""The office's rules laid over allauth: nobody signs up, guessing is stopped, and what is said is said in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.accounts import lockout
from congvu.accounts.models import SignInOutcome, User

WRONG = gettext_lazy("The user name or the password is not right.")
SAID = {
    "account/messages/password_changed.txt": gettext_lazy("The password is changed. Other sessions have ended."),
    "account/messages/password_set.txt": gettext_lazy("The password is set."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app now guards the account."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app no longer guards the account."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Recovery codes are made; any older ones are void."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The key is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The key is removed."),
}


def device_of(request: HttpRequest) -> str:
    return request.META.get("HTTP_USER_AGENT", "")[:200]


class SignInAdapter(DefaultAccountAdapter):
    """Sign-in with the office's lock-out and log."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "enter_current_password": gettext_lazy("This is not the current password."),
        "incorrect_password": gettext_lazy("This is not the password."),
        "incorrect_code": gettext_lazy("This is not the code, or it has passed."),
        "invalid_login": WRONG,
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a while before you try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a while before you try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by administrators for people of the directory."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nobody is heard while the account or the address is locked."""
        typed, user = _who(credentials)
        until = lockout.locked_until(typed=typed, user=user, address=self.get_client_ip(request), at=timezone.now())
        if until:
            self._record(request, SignInOutcome.REFUSED, typed, user)
            raise locked(until)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed, user = _who(credentials)
        self._record(request, SignInOutcome.WRONG_PASSWORD, typed, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        self._record(request, SignInOutcome.SIGNED_IN, user.username, user)
        return super().post_login(request, user, **kwargs)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what is worth saying, in our words."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use the password"),
            "mfa_reauthenticate": _("Use the authenticator app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey or security key"),
        }
        return [
            method | {"description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def _record(self, request: HttpRequest, outcome: str, typed: str, user: User | None) -> None:
        lockout.record(
            outcome,
            typed=typed,
            user=user,
            address=self.get_client_ip(request),
            device=device_of(request),
            at=timezone.now(),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code, or it has passed."),
        "cannot_delete_authenticator": gettext_lazy("The second factor cannot be taken away from this account."),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes come with a second factor: add one first."),
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new key is called unless its owner says otherwise."""
        return _("Key of %(day)s") % {"day": date_format(timezone.localdate(), "SHORT_DATE_FORMAT")}


def locked(until: Any) -> ValidationError:
    """What is said to someone who is not heard."""
    local = timezone.localtime(until)
    return ValidationError(
        _("Too many failed attempts. Signing in is locked until %(time)s.")
        % {"time": date_format(local, "SHORT_DATETIME_FORMAT")},
        code="locked",
    )


def _who(credentials: dict[str, Any]) -> tuple[str, User | None]:
    typed = str(credentials.get("username") or credentials.get("email") or "").strip()
    return typed, lockout.user_of(typed)
