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
    year = timezone.localdate(at).year
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[code])
    book, _opened = Register.objects.select_for_update().get_or_create(
        organisation_id=record.organisation_id, code=code, year=year, defaults={"name": name}
    )
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return RegisterEntry.objects.create(
        register=book, number=book.last_number, record_id=record.pk, entered_at=at, entered_by=by.person
    )


def cancel(entry: RegisterEntry, *, because: str, at: datetime) -> None:
    """Strike a number out. It stays in the register with its reason and is never given again. Raises NumberIsCancelled."""
    if entry.cancelled_at:
        raise NumberIsCancelled
    entry.cancelled_at, entry.cancelled_because = at, because
    entry.save(update_fields=["cancelled_at", "cancelled_because"])
