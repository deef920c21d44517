"""The forms of signing in, with our labels and what the browser needs to fill them in."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from congvu.accounts import lockout
from congvu.accounts.adapters import SignInAdapter, device_of, locked
from congvu.accounts.models import Scope, SignInOutcome, User
from congvu.accounts.passwords import OfficePassword
from congvu.accounts.tokens import LIFETIMES

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


def dress(form: Any, name: str, label: Any, **attrs: Any) -> None:
    """Give a field of allauth our label and attributes instead of its placeholder."""
    field = form.fields[name]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({key: value for key, value in attrs.items() if value not in (False, None)})


class OneTimeCode(forms.TextInput):
    """A wrong code is not shown again: nobody types the next one after it."""

    def format_value(self, value: Any) -> None:
        return None


def ask_code(form: Any, label: Any) -> None:
    """The field of a code that is good once."""
    field = form.fields["code"]
    field.widget = OneTimeCode(field.widget.attrs)
    dress(form, "code", label, **ONE_TIME)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(
            self,
            "login",
            _("User name or e-mail"),
            autocomplete="username webauthn",
            autocapitalize="none",
            autofocus=True,
        )
        dress(self, "password", _("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "password", _("Password"), autofocus=True)
        self.fields["password"].help_text = ""


class ChangePasswordForm(AllauthChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "oldpassword", _("Current password"))
        dress(self, "password1", _("New password"))
        dress(self, "password2", _("New password, once more"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = OfficePassword().get_help_text()

    def save(self) -> None:
        super().save()
        _own_password_now(self.user)


class SetPasswordForm(AllauthSetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "password1", _("New password"))
        dress(self, "password2", _("New password, once more"))
        self.fields["password1"].help_text = OfficePassword().get_help_text()

    def save(self) -> None:
        super().save()
        _own_password_now(self.user)


class SecondFactorForm(AuthenticateForm):
    """The code after the password: wrong codes count towards the lock like wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, _("Code"))

    def clean_code(self) -> str:
        request = context.request
        address = SignInAdapter(request).get_client_ip(request)
        who = {"typed": self.user.username, "user": self.user, "address": address}
        until = lockout.locked_until(**who, at=timezone.now())
        if until:
            raise locked(until)
        try:
            return super().clean_code()
        except ValidationError:
            lockout.record(SignInOutcome.WRONG_CODE, **who, device=device_of(request), at=timezone.now())
            raise


class ConfirmCodeForm(CodeReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, _("Code"))


class ActivateCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, _("Code shown by the app"))


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "name", _("Name of the key"))
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Passkey: signs in by itself, without user name and password")
        passwordless.help_text = _("Without the tick the key is asked for after the password.")
        passwordless.initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "name", _("Name of the key"))


class PreferencesForm(forms.ModelForm):
    """Language and theme of one's own pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("language", "theme")
        labels = {"theme": _("Theme")}


class OpenAccountForm(forms.Form):
    username = forms.SlugField(
        label=_("User name"),
        max_length=80,
        help_text=_("Small letters, figures, - and _."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class TokenForm(forms.Form):
    """A token: what it is called, what it is for, how long it is needed."""

    name = forms.CharField(
        label=_("Name of the token"), max_length=80, help_text=_("Say which machine uses it: scanner of the registry.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long it is needed"),
        choices=[(days, ngettext_lazy("%d day", "%d days", days) % days) for days in LIFETIMES],
        initial=90,
        coerce=int,
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "scopes", "days")}


class ViewForm(forms.Form):
    """A view of a list: what it is called, and whether to be told of what is new in it where that can be."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    watched = forms.BooleanField(label=_("Tell me of what is new"), required=False)

    def __init__(self, *args: Any, may_watch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_watch:
            del self.fields["watched"]

    def values(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "watched": self.cleaned_data.get("watched", False)}


class SystemForm(forms.Form):
    """A system into which people sign in with an account of ours."""

    name = forms.CharField(
        label=_("Name of the system"), max_length=100, help_text=_("People read it when they are asked to agree.")
    )
    redirect_uris = forms.CharField(
        label=_("Return addresses"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where people are sent back to, https://…, one a line."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the system may learn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("profile", _("Name and user name")),
            ("email", _("E-mail address")),
            ("posts", _("Posts held today")),
        ],
    )

    def clean_redirect_uris(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["redirect_uris"].splitlines() if line.strip()]


def _own_password_now(user: User) -> None:
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
