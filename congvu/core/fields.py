"""Columns that keep text the way the house wants it: Unicode NFC, trimmed; and handles nobody can guess."""

import secrets
import unicodedata
from typing import Any

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_HANDLES = len(_ALPHABET) ** 12


def nfc(text: str) -> str:
    """The text in Unicode NFC with single spaces and no space around it; line breaks are kept."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def new_handle() -> str:
    """Twelve random letters and figures (59 bits): what a record is called in an address, so that none can be guessed."""
    number = secrets.randbelow(_HANDLES)
    pairs = []
    for _place in range(6):
        number, pair = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[pair])
    return "".join(pairs)


class NfcCharField(models.CharField):
    """A line of text in Unicode NFC."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value


class NfcTextField(models.TextField):
    """Text in Unicode NFC."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value


class HandleField(models.CharField):
    """The unguessable name of a row in addresses."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(max_length=12, unique=True, editable=False, default=new_handle)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable", "default"):
            kwargs.pop(key, None)
        return name, path, args, kwargs
