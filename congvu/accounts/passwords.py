"""What a password must be like (information system of level 3: at least eight mixed characters; here ten)."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH = 10


class OfficePassword:
    """At least ten characters, letters and figures, not the user name, not one of the twenty thousand best known."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < LENGTH:
            raise ValidationError(_("The password needs at least %(number)d characters.") % {"number": LENGTH})
        if password.isdigit() or password.isalpha():
            raise ValidationError(_("The password needs letters and figures."))
        if password.lower() in self.common.passwords:
            raise ValidationError(_("This password is known to everyone who guesses passwords."))
        if user is not None and len(user.username) > 3 and user.username.lower() in password.lower():
            raise ValidationError(_("The password must not contain the user name."))

    def get_help_text(self) -> str:
        return _("At least %(number)d characters with letters and figures. A short sentence is easy to remember.") % {
            "number": LENGTH
        }
