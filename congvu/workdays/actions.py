"""Commands on the working calendar: enter a decision about a day, withdraw it, confirm a year."""

import uuid
from datetime import date, datetime

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


class RuleFromThePast(RuleBroken):
    """A rule begins today or later: what was set by the rule before it stays."""

    message = _("A rule begins today or later.")


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
    rule: DeadlineRule, *, amount: int, unit: str, from_on: date, source: str, at: datetime, by: Actor
) -> DeadlineRule:
    """From a day on a kind of work may take another time, by a document (`source`). `rule`: the one in force until then, or
    a new one not yet kept, which says the kind of work and the urgency. What runs already keeps its deadline.
    Raises DocumentNotNamed, RuleFromThePast."""
    if not source.strip():
        raise DocumentNotNamed
    if from_on < by.on:
        raise RuleFromThePast
    before = DeadlineRule.objects.select_for_update().filter(code=rule.code, urgency=rule.urgency)
    before.filter(valid__startswith__gte=from_on).delete()  # what was meant to begin on that day or later is overruled
    for row in before.valid_on(from_on):
        row.valid = period(row.valid.lower, from_on)
        row.save(update_fields=["valid"])
    kept = DeadlineRule.objects.create(
        code=rule.code, urgency=rule.urgency, amount=amount, unit=unit, source=source, valid=period(from_on)
    )
    CalendarYear.objects.filter(year=by.on.year).update(version=uuid.uuid4())
    note(
        kept,
        "set_rule",
        at=at,
        by=by,
        code=str(kept.code),
        urgency=kept.urgency,
        amount=amount,
        unit=str(unit),
        from_on=from_on.isoformat(),
        source=source,
    )
    return kept


def _leave(verb: str, days: list[date], name: str, source: str, *, at: datetime, by: Actor) -> None:
    """Running deadlines are reckoned again by whoever keeps them: the change is left for them."""
    CalendarChange.objects.create(
        verb=verb, days=sorted(days), name=name[:250], source=source[:250], made_at=at, made_by=by.person
    )


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
