"""The working calendar as arithmetic: read once, then pure. Every answer carries how it was reckoned, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core import ending
from congvu.core.errors import RuleBroken
from congvu.workdays.models import CalendarDay, DayKind, DeadlineRule, Origin, TimeUnit, WorkingHours
from congvu.workdays.reckoning import WEEKEND, Deadline, Skipped, Span

ONE_DAY = timedelta(days=1)


class CalendarMissing(RuleBroken):
    """The calendar of a year is not yet entered, so no deadline can be reckoned into it."""

    message = _("The calendar of this year is not yet entered.")

    def __init__(self, year: int) -> None:
        super().__init__(_("The calendar of %(year)s is not yet entered.") % {"year": year}, year=year)


class HoursMissing(RuleBroken):
    """No working hours are entered for the day."""

    message = _("The working hours of this day are not yet entered.")


class DeadlineRuleMissing(RuleBroken):
    """No rule says how long this work may take."""

    message = _("No rule in force on this day says how long this work may take.")


@dataclass(frozen=True)
class DayMark:
    """What the calendar says of one day that differs from the week."""

    kind: str
    occasion: str
    name: str
    source: str = ""
    confirmed: bool = True
    in_place_of: date | None = None
    decided: bool = False

    @property
    def is_off(self) -> bool:
        return self.kind != DayKind.MAKE_UP


@dataclass(frozen=True)
class Hours:
    """The working hours of a day from `first` up to, not including, `end` (None: open)."""

    morning_from: time
    morning_to: time
    afternoon_from: time
    afternoon_to: time
    first: date | None = None
    end: date | None = None

    @property
    def parts(self) -> tuple[tuple[time, time], tuple[time, time]]:
        return (self.morning_from, self.morning_to), (self.afternoon_from, self.afternoon_to)


@dataclass(frozen=True)
class Rule:
    """How long a kind of work may take."""

    code: str
    urgency: str
    amount: int
    unit: str
    source: str
    confirmed: bool = True
    first: date | None = None
    end: date | None = None


def _in_force(row: Hours | Rule, day: date) -> bool:
    return (row.first is None or row.first <= day) and (row.end is None or day < row.end)


@dataclass(frozen=True)
class WorkCalendar:
    """The calendar of the entered years. Days are days of the office's time zone."""

    years: frozenset[int]
    days: Mapping[date, DayMark]
    hours: tuple[Hours, ...]
    rules: tuple[Rule, ...] = ()
    zone: tzinfo = field(default_factory=timezone.get_default_timezone)
    unconfirmed_years: frozenset[int] = frozenset()

    # -- questions about one day ------------------------------------------------------------------------------------
    def covers(self, day: date) -> bool:
        """Whether the day's year is entered."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday unless the calendar gives the day off; at the weekend only when made up.

        Raises CalendarMissing."""
        if day.year not in self.years:
            raise CalendarMissing(day.year)
        mark = self.days.get(day)
        return day.weekday() < 5 if mark is None else not mark.is_off

    def hours_on(self, day: date) -> Hours:
        """The hours in force on the day. Raises HoursMissing."""
        for row in self.hours:
            if _in_force(row, day):
                return row
        raise HoursMissing

    def end_of_working_day(self, day: date) -> datetime:
        """When the office closes on the day (aware, office time zone)."""
        return datetime.combine(day, self.hours_on(day).afternoon_to, self.zone)

    def day_of(self, moment: date) -> date:
        """The office's day of a moment; a day is its own."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    # -- arithmetic -------------------------------------------------------------------------------------------------
    def add_working_days(self, start: date, amount: int, *, source: str = "") -> Deadline:
        """The end of the `amount`-th working day after the day of `start`, which does not count; negative: before it.

        0 means the day itself, or the next working day when the office is closed. Raises CalendarMissing.
        Civil Code 2015 (91/2015/QH13), art. 147(2) and 148(5).
        """
        first = self.day_of(start)
        step = -ONE_DAY if amount < 0 else ONE_DAY
        day, left = (first, 1) if amount == 0 else (first + step, abs(amount))
        skipped: list[date] = []
        made_up: list[date] = []
        while True:
            if self.is_working_day(day):
                left -= 1
                if day.weekday() >= 5:
                    made_up.append(day)
                if left == 0:
                    break
            else:
                skipped.append(day)
            day += step
        return Deadline(
            start=start,
            due_at=self.end_of_working_day(day),
            amount=amount,
            unit=TimeUnit.WORKING_DAYS,
            skipped=self.runs(skipped),
            made_up=tuple(sorted(made_up)),
            source=source,
        )

    def working_days_between(self, earlier: date, later: date) -> Span:
        """How many working days after `earlier` up to and with `later`; negative when `later` comes first.

        The inverse of `add_working_days`: between(day, add(day, n)) is n. Raises CalendarMissing.
        """
        a, b = self.day_of(earlier), self.day_of(later)
        sign, low, high = (1, a + ONE_DAY, b) if b >= a else (-1, b, a - ONE_DAY)
        closed = [day for day in _days(low, high) if not self.is_working_day(day)]
        total = (high - low).days + 1
        made_up = tuple(
            day for day in _days(low, high) if day.weekday() >= 5 and day in self.days and not self.days[day].is_off
        )
        return Span(a, b, sign * (total - len(closed)), self.runs(closed), made_up)

    def add_working_hours(self, start: datetime, amount: int | float, *, source: str = "") -> Deadline:
        """The moment when `amount` working hours have passed since `start` (aware).

        Outside working hours the clock stands still; a count that ends with the morning ends at its close.
        Raises CalendarMissing, HoursMissing.
        """
        if amount < 0:
            raise ValueError("working hours are only added, never taken away")
        left = timedelta(hours=amount)
        day = self.day_of(start)
        skipped: list[date] = []
        made_up: list[date] = []
        while True:
            if self.is_working_day(day):
                open_times = list(self._open_times(day, start))
                if open_times and day.weekday() >= 5:
                    made_up.append(day)
                for opens, closes in open_times:
                    if left <= closes - opens:
                        return Deadline(
                            start=start,
                            due_at=opens + left,
                            amount=amount,
                            unit=TimeUnit.WORKING_HOURS,
                            skipped=self.runs(skipped),
                            made_up=tuple(made_up),
                            source=source,
                        )
                    left -= closes - opens
            else:
                skipped.append(day)
            day += ONE_DAY

    def _open_times(self, day: date, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The day's opening times that are still to come at `since`."""
        for opens_at, closes_at in self.hours_on(day).parts:
            opens = max(datetime.combine(day, opens_at, self.zone), since.astimezone(self.zone))
            closes = datetime.combine(day, closes_at, self.zone)
            if opens < closes:
                yield opens, closes

    def take_working_hours(self, end: datetime, amount: int | float) -> datetime:
        """The moment since which `amount` working hours have passed until `end` (aware): `add_working_hours` backwards.
        Raises CalendarMissing, HoursMissing."""
        left = timedelta(hours=amount)
        day = self.day_of(end)
        while True:
            parts = self.hours_on(day).parts if self.is_working_day(day) else ()
            for opens_at, closes_at in reversed(parts):
                opens = datetime.combine(day, opens_at, self.zone)
                closes = min(datetime.combine(day, closes_at, self.zone), end.astimezone(self.zone))
                if opens < closes:
                    if left <= closes - opens:
                        return closes - left
                    left -= closes - opens
            day -= ONE_DAY

    # -- when the office is there -----------------------------------------------------------------------------------
    def is_daytime(self, moment: datetime, *, grace: timedelta = timedelta()) -> bool:
        """Whether the moment lies between the opening and the close of a working day, the noon break included; `grace`: so
        long after the close as well. Of a year that is not entered only the week is known."""
        local = moment.astimezone(self.zone)
        day = local.date()
        works = self.is_working_day(day) if self.covers(day) else day.weekday() < 5
        hours = self.hours_on(day)
        opens, closes = (datetime.combine(day, at, self.zone) for at in (hours.morning_from, hours.afternoon_to))
        return works and opens <= local <= closes + grace

    def is_at_work(self, moment: datetime) -> bool:
        """Whether working hours run at the moment: not at noon, nor at the very close. Raises CalendarMissing."""
        local = moment.astimezone(self.zone)
        day = local.date()
        return self.is_working_day(day) and any(
            datetime.combine(day, opens, self.zone) <= local < datetime.combine(day, closes, self.zone)
            for opens, closes in self.hours_on(day).parts
        )

    def opening(self, day: date) -> datetime:
        """When the office opens on the day (aware, office time zone)."""
        return datetime.combine(day, self.hours_on(day).morning_from, self.zone)

    def with_days(self, changed: Mapping[date, DayMark | None]) -> "WorkCalendar":
        """The calendar as it would be with other marks on some days; None: a plain day of the week."""
        days = {day: mark for day, mark in {**self.days, **changed}.items() if mark is not None}
        return replace(self, days=days)

    # -- how it was reckoned ----------------------------------------------------------------------------------------
    def runs(self, closed: list[date]) -> tuple[Skipped, ...]:
        """Closed days gathered into unbroken runs, each with the occasions it was closed for ("weekend" when none)."""
        runs: list[list[date]] = []
        for day in sorted(closed):
            if runs and day - runs[-1][-1] == ONE_DAY:
                runs[-1].append(day)
            else:
                runs.append([day])
        return tuple(Skipped(run[0], run[-1], self._occasions(run)) for run in runs)

    def _occasions(self, run: list[date]) -> tuple[str, ...]:
        marks = [self.days[day] for day in run if day in self.days]
        return tuple(dict.fromkeys(mark.occasion for mark in marks)) or (WEEKEND,)

    def rule(self, code: str, *, urgency: str = "", on: date) -> Rule:
        """The rule in force on the day: that of the urgency, else that for all. Raises DeadlineRuleMissing."""
        for wanted in (urgency, ""):
            for row in self.rules:
                if row.code == code and row.urgency == wanted and _in_force(row, on):
                    return row
        raise DeadlineRuleMissing


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


# -- read once per process, and again when a year's version has changed ------------------------------------------------
_read: list[tuple[Any, WorkCalendar]] = []


YEARS = ("SELECT year, version, confirmed FROM workdays_calendaryear ORDER BY year", ())


def current_calendar() -> WorkCalendar:
    """The office's calendar. One small query tells whether the copy in this process still holds."""
    return calendar_of(ending.ask(*YEARS))


def calendar_of(years: ending.Rows) -> WorkCalendar:
    """The same by what `YEARS` gave, for who asks something else in the same journey."""
    version = (tuple(years), timezone.get_default_timezone())
    if _read and _read[0][0] == version:
        return _read[0][1]
    calendar = _read_calendar(years)
    _read[:] = [(version, calendar)]
    return calendar


def _read_calendar(years: list[tuple[int, Any, bool]]) -> WorkCalendar:
    days: dict[date, DayMark] = {}
    rows = sorted(CalendarDay.objects.all(), key=lambda row: row.origin == Origin.DECISION)
    for row in rows:  # decisions come last and cover what was loaded
        days[row.day] = DayMark(
            row.kind,
            row.occasion,
            row.name,
            row.source,
            row.confirmed,
            row.in_place_of,
            row.origin == Origin.DECISION,
        )
    return WorkCalendar(
        years=frozenset(year for year, _version, _confirmed in years),
        unconfirmed_years=frozenset(year for year, _version, confirmed in years if not confirmed),
        days=days,
        hours=tuple(
            Hours(
                row.morning_from, row.morning_to, row.afternoon_from, row.afternoon_to, row.valid.lower, row.valid.upper
            )
            for row in WorkingHours.objects.all()
        ),
        rules=tuple(
            Rule(
                row.code,
                row.urgency,
                row.amount,
                row.unit,
                row.source,
                row.confirmed,
                row.valid.lower,
                row.valid.upper,
            )
            for row in DeadlineRule.objects.all()
        ),
    )
