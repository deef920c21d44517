"""The ladder of reminders as arithmetic: which rungs a work item has, when each falls, and up to which deadline it has fallen.

A rung in working hours lies so many of them before or after the deadline; one in working days lies at the opening of that
working day, so that people find it in the morning.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from congvu.notifications.models import ReminderRule, Stage
from congvu.records.models import Urgency
from congvu.workdays.calendar import CalendarMissing, WorkCalendar
from congvu.workdays.models import TimeUnit

MOMENT = timedelta(microseconds=1)
AFTER_CLOSE = timedelta(minutes=30)  # a deadline at the close of the day is still told on that day


@dataclass(frozen=True)
class Rung:
    """A rung of a ladder: when it falls, and who is told."""

    stage: Stage
    amount: int
    unit: str
    to: tuple[str, ...]

    def moment(self, due_at: datetime, calendar: WorkCalendar) -> datetime:
        """When the rung falls for a deadline. Raises CalendarMissing."""
        if self.stage == Stage.DUE:
            return due_at
        if self.unit == TimeUnit.WORKING_HOURS:
            if self.stage.is_before:
                return calendar.take_working_hours(due_at, self.amount)
            return calendar.add_working_hours(due_at, self.amount).due_at
        days = -self.amount if self.stage.is_before else self.amount
        return calendar.opening(calendar.add_working_days(due_at, days).due_on)

    def reached(self, now: datetime, calendar: WorkCalendar) -> datetime | None:
        """The latest deadline for which the rung has fallen at `now`, a moment in the daytime of a working day; nothing when
        it leads into a year whose calendar is not entered. `moment(due) <= now` just when `due <= reached(now)`."""
        if self.stage == Stage.DUE:
            return now
        try:
            if self.unit == TimeUnit.WORKING_HOURS:
                if self.stage.is_before:
                    last = calendar.add_working_hours(now, self.amount).due_at
                    # at noon and after the close the clock stands still: the rung falls when the office opens again
                    return last if calendar.is_at_work(now) else last - MOMENT
                return calendar.take_working_hours(now, self.amount)
            today = calendar.day_of(now)
            days = self.amount + 1 if self.stage.is_before else 1 - self.amount
            first_not = calendar.add_working_days(today, days).due_on
        except CalendarMissing:
            return None
        return _midnight(first_not, calendar) - MOMENT


def _midnight(day: date, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, time.min, calendar.zone)


class Ladders:
    """The ladders in force on a day."""

    def __init__(self, rules: Iterable[ReminderRule]) -> None:
        self._of: dict[tuple[str, str], list[Rung]] = {}
        for rule in rules:
            rung = Rung(Stage(rule.stage), rule.amount, rule.unit, tuple(rule.to))
            self._of.setdefault((rule.act, rule.urgency), []).append(rung)

    @classmethod
    def on(cls, day: date) -> "Ladders":
        """One query."""
        return cls(ReminderRule.objects.valid_on(day))

    def of(self, act: str, urgency: str) -> list[Rung]:
        """The rungs for work of this act and urgency: the nearest fit."""
        for key in ((act, urgency), (act, ""), ("", urgency), ("", "")):
            if key in self._of:
                return sorted(self._of[key], key=lambda rung: rung.stage)
        return []

    def reached(
        self, acts: Iterable[str], now: datetime, calendar: WorkCalendar
    ) -> list[tuple[str, str, int, datetime]]:
        """For every act and urgency the rungs with the latest deadline they have fallen for."""
        answers: dict[Rung, datetime | None] = {}
        found = []
        for act in acts:
            for urgency in Urgency.values:
                for rung in self.of(act, urgency):
                    if rung not in answers:
                        answers[rung] = rung.reached(now, calendar)
                    threshold = answers[rung]
                    if threshold is not None:
                        found.append((act, urgency, int(rung.stage), threshold))
        return found
