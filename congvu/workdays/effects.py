"""What a decision about the calendar would change: the calendar as it would be, handed to whoever keeps running deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.core import stores
from congvu.workdays.calendar import DayMark, WorkCalendar
from congvu.workdays.models import CalendarDay, DayKind, Origin

Marks = Mapping[date, DayMark | None]


@dataclass(frozen=True)
class WhatIf:
    """The calendar as it would be, and the first day on which it differs."""

    calendar: WorkCalendar
    since: date


def marks_if_declared(said: Mapping[str, Any]) -> dict[date, DayMark | None]:
    """The days a decision would mark."""
    words = (said["occasion"], said["name"], said["source"], True)
    marks: dict[date, DayMark | None] = {said["day"]: DayMark(said["kind"], *words)}
    if said["kind"] == DayKind.SWAPPED:
        marks[said["made_up_on"]] = DayMark(DayKind.MAKE_UP, *words)
    return marks


def marks_if_withdrawn(mark: DayMark, day: date) -> dict[date, DayMark | None]:
    """The days as they were loaded: what shows again when the decision about the day is withdrawn. One query."""
    days = {day} | ({mark.in_place_of} if mark.in_place_of else set())
    loaded = {row.day: row for row in CalendarDay.objects.filter(day__in=days, origin=Origin.SEED)}
    return {
        one: DayMark(row.kind, row.occasion, row.name, row.source, row.confirmed, row.in_place_of)
        if (row := loaded.get(one))
        else None
        for one in days
    }


def effects(request: Any, calendar: WorkCalendar, marks: Marks) -> list[tuple[str, dict[str, Any]]]:
    """What other apps say would change: templates with their context."""
    what_if = WhatIf(calendar.with_days(marks), min(marks))
    return stores.drawn_from(stores.calendar_effects, request, what_if)
