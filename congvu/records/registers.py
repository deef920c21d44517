"""Giving numbers: continuous within a body, a series and a year, with no gap and no double (Decree 30/2020, art. 15 and 22)."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.errors import RuleBroken
from congvu.records.models import Record, Register, RegisterEntry


class NumberIsCancelled(RuleBroken):
    """The number is already cancelled."""

    message = _("The number is already cancelled.")


BOOKS = {"incoming": _("Register of incoming documents")}  # the series a body keeps, and what their books are called


def enter(record: Record, code: str, *, at: datetime, by: Actor) -> RegisterEntry:
    """Give the record the next number of the body's book of this series for the year of `at` in the office's time zone; the
    year's first document opens the book. The book's row stays locked until the transaction ends, so a number is given exactly
    when its record is registered. A record has one number: the database refuses a second."""
    book = _next(record.organisation_id, code, timezone.localdate(at).year)
    return RegisterEntry.objects.create(
        register=book, number=book.last_number, record=record, entered_at=at, entered_by=by.person
    )


def _next(organisation_id: int, code: str, year: int) -> Register:
    """The book with its next number, its row locked. One statement, but for the first document of a year."""
    counted = """
        UPDATE records_register SET last_number = last_number + 1
        WHERE organisation_id = %s AND code = %s AND year = %s RETURNING *
    """
    found = list(Register.objects.raw(counted, [organisation_id, code, year]))
    if found:
        return found[0]
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[code])
    Register.objects.get_or_create(organisation_id=organisation_id, code=code, year=year, defaults={"name": name})
    return _next(organisation_id, code, year)


def cancel(entry: RegisterEntry, *, because: str, at: datetime) -> None:
    """Strike a number out. It stays in the register with its reason and is never given again. Raises NumberIsCancelled."""
    if entry.cancelled_at:
        raise NumberIsCancelled
    entry.cancelled_at, entry.cancelled_because = at, because
    entry.save(update_fields=["cancelled_at", "cancelled_because"])
