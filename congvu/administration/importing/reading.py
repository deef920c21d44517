"""Reading the lines of a spreadsheet (XLSX) or of text with separators (CSV), as a stream and within bounds.

The file has passed the door of `files` before (bombs, macros, disguises, secrecy marks). Encodings as offices have them: UTF-8
with or without its mark, UTF-16, and the Vietnamese encodings from before Unicode.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from congvu.core.errors import RuleBroken
from congvu.core.fields import nfc
from congvu.files.decoding import decoded

MOST_LINES = 20_000
MOST_COLUMNS = 60
MOST_LETTERS = 1_000
MOST_BYTES = 10 * 1024 * 1024
FORMULA = "\ue000"  # stands for a cell that holds a formula: what it would show is not known

Row = tuple[int, list[str]]


class ListRefused(RuleBroken):
    message = _("This list cannot be read.")


class NotAList(ListRefused):
    message = _("Bring a spreadsheet (XLSX) or text with separators (CSV), as the template is.")


class TooLong(ListRefused):
    message = _("The list is longer than 20,000 lines or 10 MB. Bring it in parts.")


def rows_of(content: bytes, name: str) -> Iterator[Row]:
    """The rows with their numbers as the file counts them; empty rows are left out. Raises a child of ListRefused."""
    if len(content) > MOST_BYTES:
        raise TooLong
    rows = _of_xlsx(content) if content.startswith(b"PK") else _of_csv(content)
    for count, (number, cells) in enumerate((row for row in rows if any(row[1])), start=1):
        if count > MOST_LINES + 1:
            raise TooLong
        yield number, cells


def _of_xlsx(content: bytes) -> Iterator[Row]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size is not believed
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            yield number, [_words(cell.value, getattr(cell, "data_type", "")) for cell in row]
    except (KeyError, IndexError, ValueError, OSError, TypeError, AttributeError) as broken:
        raise NotAList from broken


def _of_csv(content: bytes) -> Iterator[Row]:
    text = decoded(content)
    if text is None or not text.strip():
        raise NotAList
    head = text.lstrip().splitlines()[0]
    separator = max(";,\t|", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, [_words(cell, "") for cell in cells[:MOST_COLUMNS]]
    except csv.Error as broken:
        raise NotAList from broken


def _words(value: Any, data_type: str) -> str:
    """A cell as words: days as 2026-12-31, whole numbers without a point."""
    if value is None:
        return ""
    if data_type == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    words = nfc(str(value)).replace("\x00", "").replace(FORMULA, "")[:MOST_LETTERS]
    if words.startswith(("=", "@")):
        return FORMULA
    return words[1:] if words.startswith("'") and words[1:2] in "=+-@" else words
