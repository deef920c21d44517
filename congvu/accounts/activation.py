"""The page behind the link an administrator gave: its owner chooses the password. No account is needed to open it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.accounts.actions import activation_token, choose_password
from congvu.accounts.models import User
from congvu.accounts.passwords import OfficePassword
from congvu.accounts.requests import OfficeRequest

HIDDEN = {"autocomplete": "new-password"}


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("New password"), strip=False, widget=forms.PasswordInput(attrs=HIDDEN)
    )
    again = forms.CharField(
        label=gettext_lazy("New password, once more"), strip=False, widget=forms.PasswordInput(attrs=HIDDEN)
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = OfficePassword().get_help_text()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return given


@require_http_methods(["GET", "POST"])
def activate(request: OfficeRequest, handle: str, token: str) -> HttpResponse:
    """Choose the password. A link that was used, is too old or was never given leads to the same words."""
    user = User.objects.select_related("person").filter(handle=handle, is_active=True).first()
    if user is None or not activation_token.check_token(user, token):
        return _private(render(request, "accounts/activate.html", {"form": None}, status=404))
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        choose_password(user, password=form.cleaned_data["password"], at=request.now, by=user.actor(request.now))
        messages.info(request, _("The password is set. Sign in with it now."))
        return redirect(settings.LOGIN_URL)
    return _private(render(request, "accounts/activate.html", {"form": form, "account": user}))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    return response
