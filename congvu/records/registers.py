"""Giving numbers: continuous within a body, a series and a year, with no gap and no double (Decree 30/2020, art. 15 and 22)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.errors import RuleBroken
from congvu.directory.models import Organisation
from congvu.records.models import Record, Register, RegisterEntry


class AlreadyNumbered(RuleBroken):
    """This document already has a number in the register."""

    message = _("This document already has a number in the register.")


class NumberIsCancelled(RuleBroken):
    """The number is already cancelled."""

    message = _("The number is already cancelled.")


def register_of(organisation: Organisation, code: str, name: str, *, at: datetime) -> Register:
    """The book of the series for the year of `at` in the office's time zone; opened when the year's first document comes."""
    year = timezone.localdate(at).year
    register, _opened = Register.objects.get_or_create(
        organisation=organisation, code=code, year=year, defaults={"name": name}
    )
    return register


def enter(record: Record, *, register: Register, at: datetime, by: Actor) -> RegisterEntry:
    """Give the record the register's next number. The register's row stays locked until the transaction ends, so the number
    is given exactly when the record is registered. Raises AlreadyNumbered."""
    if RegisterEntry.objects.filter(record_id=record.pk).exists():
        raise AlreadyNumbered
    book = Register.objects.select_for_update().get(pk=register.pk)
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
