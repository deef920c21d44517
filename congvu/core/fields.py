"""Columns that keep text the way the house wants it: Unicode NFC, trimmed; and handles nobody can guess."""

import os
import unicodedata
from typing import Any

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_MANY = len(_PAIRS)
_EVEN = 0x10000 // _MANY * _MANY  # numbers of 16 bits below it fall on every pair as often


def nfc(text: str) -> str:
    """The text in Unicode NFC with single spaces and no space around it; line breaks are kept."""
    text = unicodedata.normalize("NFC", text)
    if "\n" not in text:
        return " ".join(text.split())
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def new_handle() -> str:
    """Twelve random letters and figures (59 bits): what a record is called in an address, so that none can be guessed."""
    return new_handles(1)[0]


def new_handles(count: int) -> list[str]:
    """So many of them, with one question to the system for all."""
    pairs: list[str] = []
    while (missing := 6 * count - len(pairs)) > 0:
        drawn = memoryview(os.urandom(2 * missing + 8)).cast("H")
        pairs += [_PAIRS[number % _MANY] for number in drawn if number < _EVEN]
    return ["".join(pairs[place : place + 6]) for place in range(0, 6 * count, 6)]


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
