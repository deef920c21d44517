"""Giving numbers: continuous within a body, a series and a year, with no gap and no double (Decree 30/2020, art. 15 and 22)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from congvu.core import ending
from congvu.core.errors import RuleBroken
from congvu.core.journeys import Statement
from congvu.core.rows import Question
from congvu.records.history import Given
from congvu.records.models import Record, Register, RegisterEntry


class NumberIsCancelled(RuleBroken):
    """The number is already cancelled."""

    message = _("The number is already cancelled.")


BOOKS = {"incoming": _("Register of incoming documents")}  # the series a body keeps, and what their books are called


_IS_OPEN = "SELECT EXISTS (SELECT FROM records_register WHERE organisation_id = %s AND code = %s AND year = %s)"
# The book with its next number, its row locked, and the line that gives the number to the record. Without a book it fails.
_NEXT = Question(
    """
    WITH book AS (
        UPDATE records_register SET last_number = last_number + 1
        WHERE organisation_id = %s AND code = %s AND year = %s RETURNING *
    ), line AS (
        INSERT INTO records_registerentry (register_id, number, record_id, entered_at, cancelled_because)
        VALUES ((SELECT id FROM book), (SELECT last_number FROM book), %s, %s, '') RETURNING *
    )
    SELECT {columns} FROM book JOIN line ON line.register_id = book.id
    """,
    book=Register,
    line=RegisterEntry,
)
_NUMBER = "SELECT number::text FROM records_registerentry WHERE record_id = %s"


def whether_open(organisation_id: int, code: str, at: datetime) -> Statement:
    """Asks whether the body has its book of this series for the year of `at`."""
    return _IS_OPEN, [organisation_id, code, timezone.localdate(at).year]


def enter(record: Record, code: str, *, is_open: bool | None = None, at: datetime) -> dict[str, Any]:
    """Give the record the next number of the body's book of this series for the year of `at` in the office's time zone; the
    year's first document opens the book (`is_open`: what `whether_open` told). Returns what history keeps of it.

    It is said at the action's end, with the history and the commit: the book's row stays locked until the transaction ends, so a
    number is given exactly when its record is registered, and others wait for nothing but the database. Then the record knows its
    `entry`. A record has one number: the database refuses a second."""
    year = timezone.localdate(at).year
    if is_open is None:
        ((is_open,),) = ending.ask(*whether_open(record.organisation_id, code, at))
    if not is_open:
        _open(record.organisation_id, code, year)

    def heard(rows: ending.Rows) -> None:
        book, entry = _NEXT.read(rows)[0]
        entry.register, entry.record = book, record  # both ways: the record knows its number

    ending.say(_NEXT.statement, [record.organisation_id, code, year, record.pk, at], heard)
    return {"number": Given(_NUMBER, [record.pk]), "year": year}


def _open(organisation_id: int, code: str, year: int) -> None:
    """The year's first document opens the book."""
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[code])
    Register.objects.get_or_create(organisation_id=organisation_id, code=code, year=year, defaults={"name": name})


def cancel(entry: RegisterEntry, *, because: str, at: datetime) -> None:
    """Strike a number out. It stays in the register with its reason and is never given again. Raises NumberIsCancelled."""
    if entry.cancelled_at:
        raise NumberIsCancelled
    entry.cancelled_at, entry.cancelled_because = at, because
    entry.save(update_fields=["cancelled_at", "cancelled_because"])
