"""Columns of a list: their headings in every language, and how a cell becomes a value."""

import functools
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_noop as _

from congvu.administration.importing.reading import FORMULA

EXCEL_DAY_ONE = date(1899, 12, 30)
DAYS_OF_EXCEL = range(1, 100_000)
YES, NO = {"1", "x", "có", "yes", "true", "ແມ່ນ"}, {"0", "không", "no", "false", "ບໍ່"}


class Wrong(Exception):
    """A cell that cannot be entered: the English words of the catalogue, and their values."""

    def __init__(self, why: str, column: str = "", **values: Any) -> None:
        super().__init__(why)
        self.why, self.column, self.values = why, column, values


def plain(words: Any) -> str:
    """Words without accents, cases, spaces and signs, for comparing headings."""
    bare = unicodedata.normalize("NFD", str(words)).replace("đ", "d").replace("Đ", "d")
    return "".join(c for c in bare.casefold() if c.isalnum())


def in_every_language(words: Any) -> set[str]:
    """The words in all languages of the house, plain."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(plain(words))
    return found


def a_text(cell: str) -> str:
    return cell


def a_day(cell: str) -> date | None:
    """A day as the office writes it, as machines write it, or as the number a spreadsheet keeps."""
    if not cell:
        return None
    if cell.isdigit() and int(cell) in DAYS_OF_EXCEL:
        return EXCEL_DAY_ONE + timedelta(days=int(cell))
    parts = cell.replace(".", "/").replace("-", "/").split("/")
    try:
        if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[0]) <= 2:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        found = parse_date(cell)
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("“%(cell)s” is not a day. Write it as 31/12/2026."), cell=cell)
    return found


def a_flag(cell: str) -> bool | None:
    """Yes, no, or nothing said: then what is there stays."""
    word = cell.casefold()
    if word and word not in YES | NO:
        raise Wrong(_("Write “x” for yes, “0” for no, or leave the cell empty."))
    return word in YES if word else None


def an_address(cell: str) -> str:
    if cell:
        try:
            validate_email(cell)
        except ValidationError as broken:
            raise Wrong(_("“%(cell)s” is not an e-mail address."), cell=cell) from broken
    return cell


def one_of(choices: Iterable[tuple[Any, Any]]) -> Callable[[str], str]:
    """One of some values, by its code or its word in any language."""
    pairs = [(str(value), label) for value, label in choices]

    @functools.cache
    def known_as() -> dict[str, str]:
        return {name: v for v, label in reversed(pairs) for name in (*in_every_language(label), plain(v))}

    def chosen(cell: str) -> str:
        if not cell:
            return ""
        found = known_as().get(plain(cell))
        if found is None:
            known = [str(label) for _value, label in pairs]
            raise Wrong(_("“%(cell)s” is not one of: %(known)s."), cell=cell, known=known)
        return found

    return chosen


@dataclass(frozen=True)
class Col:
    """A column: its key, its heading, whether it must be filled in, how a cell is read, and how much it holds."""

    key: str
    heading: Any
    required: bool = False
    read: Callable[[str], Any] = a_text
    most: int = 250
    example: str = ""
    names: dict[str, None] = field(default_factory=dict)

    def known_as(self) -> set[str]:
        return in_every_language(self.heading) | {plain(self.key)}

    def value_of(self, cell: str) -> Any:
        """The value of a cell. Raises Wrong."""
        if cell == FORMULA:
            raise Wrong(_("The cell holds a formula. Copy the sheet as values."))
        if self.required and not cell:
            raise Wrong(_("Nothing is written here."))
        if len(cell) > self.most:
            raise Wrong(_("The words are longer than %(most)s letters."), most=self.most)
        return self.read(cell)
