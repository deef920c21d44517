"""Giving numbers: continuous within a body, a series and a year, with no gap and no double (Decree 30/2020, art. 15 and 22)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.errors import RuleBroken
from congvu.core.rows import Question
from congvu.records.models import Record, Register, RegisterEntry


class NumberIsCancelled(RuleBroken):
    """The number is already cancelled."""

    message = _("The number is already cancelled.")


BOOKS = {"incoming": _("Register of incoming documents")}  # the series a body keeps, and what their books are called


# The book with its next number, its row locked, and the line that gives the number to the record: `made`, of whom this makes
# a statement.
GIVING = """
    book AS (
        UPDATE records_register SET last_number = last_number + 1
        WHERE organisation_id = %s AND code = %s AND year = %s RETURNING *
    ), line AS (
        INSERT INTO records_registerentry (register_id, number, record_id, entered_at, entered_by_id, cancelled_because)
        SELECT book.id, book.last_number, made.id, %s, %s, '' FROM book, made RETURNING *
    )
"""
GIVEN = Question(
    " ".join(["WITH made AS (SELECT %s::bigint AS id),", GIVING, "SELECT {columns} FROM book, line"]),
    book=Register,
    line=RegisterEntry,
)


def enter(record: Record, code: str, *, at: datetime, by: Actor) -> RegisterEntry:
    """Give the record the next number of the body's book of this series for the year of `at` in the office's time zone; the
    year's first document opens the book. The book's row stays locked until the transaction ends, so a number is given exactly
    when its record is registered. A record has one number: the database refuses a second."""
    values = [record.pk, *wanted(record, code, at=at, by=by)]
    found = GIVEN.ask(*values)
    if not found:
        _open(record.organisation_id, code, timezone.localdate(at).year)
        found = GIVEN.ask(*values)
    return given(record, *found[0], by=by)


def wanted(record: Record, code: str, *, at: datetime, by: Actor) -> list[Any]:
    """The values of `GIVING`."""
    return [record.organisation_id, code, timezone.localdate(at).year, at, by.person.pk]


def given(record: Record, book: Register, entry: RegisterEntry, *, by: Actor) -> RegisterEntry:
    """The line with its book and its record, which now knows its number."""
    entry.register, entry.entered_by = book, by.person
    entry.record = record  # both ways
    return entry


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
