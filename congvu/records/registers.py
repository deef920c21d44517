"""Giving numbers: continuous within a body, a series and a year, with no gap and no double (Decree 30/2020, art. 15 and 22)."""

from datetime import datetime

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


# The book with its next number, its row locked, and the line that gives the number to the record.
_NEXT = Question(
    """
    WITH book AS (
        UPDATE records_register SET last_number = last_number + 1
        WHERE organisation_id = %s AND code = %s AND year = %s RETURNING *
    ), line AS (
        INSERT INTO records_registerentry (register_id, number, record_id, entered_at, entered_by_id, cancelled_because)
        SELECT id, last_number, %s, %s, %s, '' FROM book RETURNING *
    )
    SELECT {columns} FROM book JOIN line ON line.register_id = book.id
    """,
    book=Register,
    line=RegisterEntry,
)


def enter(record: Record, code: str, *, at: datetime, by: Actor) -> RegisterEntry:
    """Give the record the next number of the body's book of this series for the year of `at` in the office's time zone; the
    year's first document opens the book. The book's row stays locked until the transaction ends, so a number is given exactly
    when its record is registered. A record has one number: the database refuses a second."""
    year = timezone.localdate(at).year
    values = [record.organisation_id, code, year, record.pk, at, by.person.pk]
    found = _NEXT.ask(*values)
    if not found:
        _open(record.organisation_id, code, year)
        found = _NEXT.ask(*values)
    book, entry = found[0]
    entry.register, entry.entered_by = book, by.person
    entry.record = record  # both ways: the record knows its number
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
