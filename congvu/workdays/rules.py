"""Deadlines that rules give: which rule is in force on the day, and the deadline it makes."""

from dataclasses import replace
from datetime import date, datetime

from congvu.workdays.calendar import WorkCalendar
from congvu.workdays.models import RuleCode, TimeUnit
from congvu.workdays.reckoning import Deadline


def rule_deadline(code: str, start: datetime, calendar: WorkCalendar, *, urgency: str = "") -> Deadline:
    """The deadline the rule in force on the day of `start` gives. Raises DeadlineRuleMissing, CalendarMissing."""
    rule = calendar.rule(code, urgency=urgency, on=calendar.day_of(start))
    if rule.unit == TimeUnit.WORKING_HOURS:
        return calendar.add_working_hours(start, rule.amount, source=rule.source)
    return calendar.add_working_days(start, rule.amount, source=rule.source)


def handling_deadline(urgency: str, start: datetime, calendar: WorkCalendar) -> Deadline:
    """By when an incoming document of this urgency, received at `start`, is to be handled: the office's own rule."""
    return rule_deadline(RuleCode.HANDLE_INCOMING, start, calendar, urgency=urgency)


def presenting_deadline(urgency: str, start: datetime, calendar: WorkCalendar) -> Deadline:
    """By when the registry presents an incoming document: the same day, at the latest the next working day; urgent ones
    the same working day. Decree 30/2020/NĐ-CP, art. 23."""
    return rule_deadline(RuleCode.PRESENT_INCOMING, start, calendar, urgency=urgency)


def reckon_again(deadline: Deadline, calendar: WorkCalendar) -> Deadline:
    """The same deadline by a calendar that may have changed since it was set; equal to the old one when nothing did.
    A deadline set as a day stays on its day; when the office is closed on it, it ends with the next working day
    (Civil Code 2015, art. 148(5)). Raises CalendarMissing."""
    if deadline.on is not None:
        return replace(deadline_on(deadline.on, deadline.start, calendar), source=deadline.source)
    if deadline.unit == TimeUnit.WORKING_HOURS and isinstance(deadline.start, datetime):
        return calendar.add_working_hours(deadline.start, deadline.amount, source=deadline.source)
    return calendar.add_working_days(deadline.start, int(deadline.amount), source=deadline.source)


def deadline_on(day: date, start: date, calendar: WorkCalendar) -> Deadline:
    """A deadline set as a day: the close of that day, or of the next working day when the office is closed on it, with the
    working days from `start` to it counted. Raises CalendarMissing."""
    last = calendar.day_of(calendar.add_working_days(day, 0).due_at)
    span = calendar.working_days_between(start, last)
    return Deadline(
        start=start,
        due_at=calendar.end_of_working_day(last),
        amount=span.count,
        unit=TimeUnit.WORKING_DAYS,
        skipped=span.skipped,
        made_up=span.made_up,
        on=day,
    )
