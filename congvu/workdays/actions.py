"""Commands on the working calendar: enter a decision about a day, withdraw it, confirm a year."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import period
from congvu.workdays.models import (
    CalendarChange,
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineRule,
    Occasion,
    Origin,
    WorkingHours,
)
from congvu.workdays.permissions import may_change_calendar


class DayOfAnotherYear(RuleBroken):
    """A day is entered in the calendar of its own year."""

    message = _("This day does not belong to the year being changed.")


class NothingDecided(RuleBroken):
    """There is no decision about the day that could be withdrawn."""

    message = _("No decision about this day has been entered.")


class MakeUpNotAtWeekend(RuleBroken):
    """Only a day that would be free can become a make-up working day."""

    message = _("This day is a working day already: only a day off can become a make-up working day.")


class DocumentNotNamed(RuleBroken):
    """Every day of the calendar names the document that decided it."""

    message = _("Name the document that decided this.")


class RuleInThePast(RuleBroken):
    """What was in force stays as it was."""

    message = _("A new rule begins today or later: deadlines of the past are not changed.")


class HoursNotInOrder(RuleBroken):
    """Morning before afternoon."""

    message = _("The morning comes before the afternoon, and each begins before it ends.")


@action(may_change_calendar)
def declare_day(
    year: CalendarYear,
    *,
    day: date,
    kind: str,
    name: str,
    source: str,
    occasion: str = Occasion.OTHER,
    in_place_of: date | None = None,
    at: datetime,
    by: Actor,
) -> CalendarDay:
    """Enter what was decided about a day: a holiday, a day off in lieu or swapped, or a make-up working day (DayKind).

    `source` is the deciding document's reference. It covers what was loaded and replaces an earlier decision.
    Raises DayOfAnotherYear, DocumentNotNamed, MakeUpNotAtWeekend. Labour Code 2019 (45/2019/QH14), art. 111 and 112.
    """
    if day.year != year.year:
        raise DayOfAnotherYear
    declared, is_new = _keep(day, kind=kind, name=name, source=source, occasion=occasion, in_place_of=in_place_of)
    _renew(year)
    _leave("declare_day", [day], name, source, at=at, by=by)
    note(
        year,
        "declare_day",
        at=at,
        by=by,
        day=day.isoformat(),
        kind=str(kind),
        name=name,
        source=source,
        in_place_of=in_place_of.isoformat() if in_place_of else None,
        replaces_an_earlier_decision=not is_new,
    )
    return declared


@action(may_change_calendar)
def swap_days(
    year: CalendarYear,
    *,
    day_off: date,
    made_up_on: date,
    name: str,
    source: str,
    occasion: str = Occasion.OTHER,
    at: datetime,
    by: Actor,
) -> CalendarDay:
    """A working day becomes free and is made up on a weekend day, by one decision. `year` is that of the day off.

    Raises DayOfAnotherYear, DocumentNotNamed, MakeUpNotAtWeekend.
    """
    if day_off.year != year.year:
        raise DayOfAnotherYear
    kept, _is_new = _keep(
        day_off, kind=DayKind.SWAPPED, name=name, source=source, occasion=occasion, in_place_of=made_up_on
    )
    _keep(made_up_on, kind=DayKind.MAKE_UP, name=name, source=source, occasion=occasion, in_place_of=day_off)
    _renew(year)
    if made_up_on.year != year.year:
        CalendarYear.objects.filter(year=made_up_on.year).update(version=uuid.uuid4())
    _leave("swap_days", [day_off, made_up_on], name, source, at=at, by=by)
    note(
        year,
        "swap_days",
        at=at,
        by=by,
        day_off=day_off.isoformat(),
        made_up_on=made_up_on.isoformat(),
        name=name,
        source=source,
    )
    return kept


@action(may_change_calendar)
def withdraw_day(year: CalendarYear, *, day: date, reason: str, at: datetime, by: Actor) -> CalendarYear:
    """Take back the decision about a day, with the reason; what was loaded shows again.

    The other day of a swap is taken back with it, since one decision made both. Raises NothingDecided.
    """
    decided = CalendarDay.objects.filter(day=day, day__year=year.year, origin=Origin.DECISION).first()
    if decided is None:
        raise NothingDecided
    other = None
    if decided.in_place_of:
        other = CalendarDay.objects.filter(day=decided.in_place_of, in_place_of=day, origin=Origin.DECISION).first()
    decided.delete()
    _renew(year)
    if other is not None:
        other.delete()
        CalendarYear.objects.filter(year=other.day.year).exclude(pk=year.pk).update(version=uuid.uuid4())
    _leave("withdraw_day", [day, *([other.day] if other else [])], decided.name, reason, at=at, by=by)
    note(
        year,
        "withdraw_day",
        at=at,
        by=by,
        day=day.isoformat(),
        kind=decided.kind,
        name=decided.name,
        source=decided.source,
        other_day=other.day.isoformat() if other else None,
        reason=reason,
    )
    return year


@action(may_change_calendar)
def confirm_year(year: CalendarYear, *, source: str, at: datetime, by: Actor) -> CalendarYear:
    """The yearly notice on public holidays is out and the days agree with it; `source` is its reference.

    Raises DocumentNotNamed.
    """
    if not source.strip():
        raise DocumentNotNamed
    year.confirmed, year.source = True, source
    CalendarDay.objects.filter(day__year=year.year).update(confirmed=True)
    _renew(year)
    note(year, "confirm_year", at=at, by=by, year=year.year, source=source)
    return year


@action(may_change_calendar)
def set_rule(
    code: str,
    *,
    urgency: str = "",
    amount: int,
    unit: str,
    source: str,
    from_on: date,
    at: datetime,
    by: Actor,
) -> DeadlineRule:
    """How long a kind of work may take from a day on, by its deciding document. The rule in force until then ends on that day;
    what lies before it is never changed. Raises DocumentNotNamed, RuleInThePast."""
    if not source.strip():
        raise DocumentNotNamed
    same = DeadlineRule.objects.select_for_update().filter(code=code, urgency=urgency)
    _supersede(same, from_on, at)
    rule = DeadlineRule.objects.create(
        code=code, urgency=urgency, amount=amount, unit=unit, source=source, valid=period(from_on), confirmed=True
    )
    _everyone_reads_again()
    told = {"code": str(code), "urgency": urgency, "amount": amount, "unit": str(unit), "source": source}
    note(rule, "set_rule", at=at, by=by, from_on=from_on.isoformat(), **told)
    return rule


@action(may_change_calendar)
def set_hours(
    source: str,
    *,
    morning_from: time,
    morning_to: time,
    afternoon_from: time,
    afternoon_to: time,
    from_on: date,
    at: datetime,
    by: Actor,
) -> WorkingHours:
    """The hours of a working day from a day on, by the deciding document `source`. Raises DocumentNotNamed, RuleInThePast,
    HoursNotInOrder."""
    if not source.strip():
        raise DocumentNotNamed
    if not morning_from < morning_to <= afternoon_from < afternoon_to:
        raise HoursNotInOrder
    _supersede(WorkingHours.objects.select_for_update(), from_on, at)
    hours = WorkingHours.objects.create(
        morning_from=morning_from,
        morning_to=morning_to,
        afternoon_from=afternoon_from,
        afternoon_to=afternoon_to,
        source=source,
        valid=period(from_on),
    )
    _everyone_reads_again()
    _leave("set_hours", [from_on], str(hours), source, at=at, by=by)
    note(hours, "set_hours", at=at, by=by, hours=str(hours), source=source, from_on=from_on.isoformat())
    return hours


def _supersede(rows: QuerySet[Any], from_on: date, at: datetime) -> None:
    """End on the day what is in force; what was to begin on it or later gives way. The past is never changed."""
    if from_on < timezone.localdate(at):
        raise RuleInThePast
    rows.filter(valid__startswith__gte=from_on).delete()
    for row in rows.filter(valid__contains=from_on):
        row.valid = period(row.valid.lower, from_on)
        row.save(update_fields=["valid"])


def _leave(verb: str, days: list[date], name: str, source: str, *, at: datetime, by: Actor) -> None:
    """Running deadlines are reckoned again by whoever keeps them: the change is left for them."""
    CalendarChange.objects.create(
        verb=verb, days=sorted(days), name=name[:250], source=source[:250], made_at=at, made_by=by.person
    )


def _everyone_reads_again() -> None:
    """Every process reads calendar, hours and rules again."""
    CalendarYear.objects.update(version=uuid.uuid4())


def _renew(year: CalendarYear) -> None:
    """Every process reads the calendar again."""
    year.version = uuid.uuid4()
    year.save(update_fields=["version", "confirmed", "source"])


def _keep(
    day: date, *, kind: str, name: str, source: str, occasion: str, in_place_of: date | None
) -> tuple[CalendarDay, bool]:
    if not source.strip():
        raise DocumentNotNamed
    loaded = CalendarDay.objects.filter(day=day, origin=Origin.SEED).first()
    if kind == DayKind.MAKE_UP and day.weekday() < 5 and not (loaded and loaded.is_off):
        raise MakeUpNotAtWeekend
    values = {"kind": kind, "occasion": occasion, "name": name, "source": source, "in_place_of": in_place_of}
    return CalendarDay.objects.update_or_create(day=day, origin=Origin.DECISION, defaults={**values, "confirmed": True})
