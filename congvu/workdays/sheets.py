"""The year drawn as twelve months: what each square of the sheet says."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import pgettext_lazy

from congvu.workdays.calendar import DayMark, WorkCalendar
from congvu.workdays.models import DayKind
from congvu.workdays.reckoning import WEEKDAYS

MONTHS = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)
WEEKDAY_LETTERS = (
    pgettext_lazy("weekday letters", "Mo"),
    pgettext_lazy("weekday letters", "Tu"),
    pgettext_lazy("weekday letters", "We"),
    pgettext_lazy("weekday letters", "Th"),
    pgettext_lazy("weekday letters", "Fr"),
    pgettext_lazy("weekday letters", "Sa"),
    pgettext_lazy("weekday letters", "Su"),
)


@dataclass(frozen=True)
class Square:
    """A day of a month's sheet; `drawn` names how: working, weekend, or the kind of a marked day."""

    day: date
    drawn: str
    is_today: bool
    mark: DayMark | None

    @property
    def kind_label(self) -> str:
        return str(DayKind(self.mark.kind).label) if self.mark else ""


@dataclass(frozen=True)
class Month:
    """A month's sheet: weeks of seven places, empty (None) where another month's days would stand."""

    number: int
    name: object
    weeks: list[list[Square | None]]
    working_days: int
    is_current: bool


@dataclass(frozen=True)
class MarkedDay:
    """A line of the list beneath: the day, its weekday and what the calendar says of it."""

    day: date
    weekday: object
    mark: DayMark

    @property
    def kind_label(self) -> str:
        return str(DayKind(self.mark.kind).label)


def weekday_heads() -> list[tuple[object, object]]:
    """The letters over the columns, Monday first, with the words they stand for."""
    return list(zip(WEEKDAY_LETTERS, WEEKDAYS, strict=True))


def year_sheet(calendar: WorkCalendar, year: int, today: date) -> list[Month]:
    """The twelve months of an entered year."""
    return [_month(calendar, year, number, today) for number in range(1, 13)]


def _month(calendar: WorkCalendar, year: int, number: int, today: date) -> Month:
    weeks = [
        [_square(calendar, date(year, number, day), today) if day else None for day in week]
        for week in months_of.Calendar(firstweekday=0).monthdayscalendar(year, number)
    ]
    working = sum(calendar.is_working_day(square.day) for week in weeks for square in week if square)
    return Month(number, MONTHS[number - 1], weeks, working, (today.year, today.month) == (year, number))


def _square(calendar: WorkCalendar, day: date, today: date) -> Square:
    mark = calendar.days.get(day)
    drawn = mark.kind if mark else "weekend" if day.weekday() >= 5 else "working"
    return Square(day, drawn, day == today, mark)


def marked_days(calendar: WorkCalendar, year: int) -> list[MarkedDay]:
    """Every day of the year that differs from the week, in order."""
    return [
        MarkedDay(day, WEEKDAYS[day.weekday()], mark) for day, mark in sorted(calendar.days.items()) if day.year == year
    ]


def working_days_of(calendar: WorkCalendar, year: int) -> int:
    """How many days the office works in the year."""
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(length))
