"""The hours of the story: when things happen in an office that opens in the morning and closes in the evening."""

import random
from datetime import date, datetime, timedelta

from congvu.workdays.calendar import WorkCalendar

ONE_DAY = timedelta(days=1)
_SPREAD = (
    (8, 9.5, 40),
    (9.5, 11.8, 30),
    (13.1, 15, 18),
    (15, 16.8, 12),
)  # from, to (hours), share: mornings are heavier


class Clock:
    """Working time around `present`: the last working moment not after `now`."""

    def __init__(self, calendar: WorkCalendar, now: datetime, chance: random.Random) -> None:
        self.calendar = calendar
        self.now = now
        self._chance = chance
        self.present = self._last_working_moment(now)
        today = calendar.day_of(self.present)
        self.days = [today]
        while len(self.days) < 90:
            self.days.append(self._working_day_before(self.days[-1]))
        closes = calendar.end_of_working_day(today)
        # the day that the desk calls today: on a day off or in the evening it is the next working day
        self.today = today if now < closes and calendar.day_of(now) == today else self.day_after(today, 1)

    def day_before(self, count: int) -> date:
        """The day `count` working days before the present one."""
        return self.days[count]

    def day_after(self, day: date, count: int) -> date:
        return self.calendar.day_of(self.calendar.add_working_days(day, count).due_at)

    def moment_on(self, day: date) -> datetime:
        """Some moment of the working day, rather in the morning."""
        start, end, _share = self._chance.choices(_SPREAD, [share for _start, _end, share in _SPREAD])[0]
        return self._at(day, self._chance.uniform(start, end))

    def _at(self, day: date, hours: float) -> datetime:
        midnight = datetime.combine(day, datetime.min.time(), self.calendar.zone)
        return midnight + timedelta(seconds=int(hours * 3600), microseconds=self._chance.randrange(1_000_000))

    def later(self, moment: datetime, hours: float) -> datetime:
        """After so many working hours, give or take some minutes; never in the same second."""
        due = self.calendar.add_working_hours(moment, hours).due_at
        if due < moment:
            due = moment
        closes = self.calendar.end_of_working_day(self.calendar.day_of(due))
        slack = max((closes - due).total_seconds(), 0)
        return due + timedelta(
            seconds=self._chance.uniform(1, max(2.0, min(900.0, slack))), microseconds=self._chance.randrange(1000)
        )

    def between(self, start: datetime, end: datetime) -> datetime:
        """Some working moment between two."""
        for _attempt in range(30):
            moment = start + (end - start) * self._chance.uniform(0.02, 0.98)
            if self.is_open(moment):
                return moment
        return start + (end - start) * self._chance.uniform(0.1, 0.9)

    def earlier(self, moment: datetime, hours: float) -> datetime:
        """So many working hours before a working moment."""
        left = timedelta(hours=hours)
        day = self.calendar.day_of(moment)
        while True:
            for opens_at, closes_at in reversed(self.calendar.hours_on(day).parts):
                opens = datetime.combine(day, opens_at, self.calendar.zone)
                closes = min(datetime.combine(day, closes_at, self.calendar.zone), moment)
                if closes > opens:
                    if closes - opens >= left:
                        return closes - left
                    left -= closes - opens
            day = self._working_day_before(day)

    def is_open(self, moment: datetime) -> bool:
        day = self.calendar.day_of(moment)
        if not self.calendar.is_working_day(day):
            return False
        local = moment.astimezone(self.calendar.zone).time()
        return any(start <= local < end for start, end in self.calendar.hours_on(day).parts)

    def _last_working_moment(self, now: datetime) -> datetime:
        day = self.calendar.day_of(now)
        if self.calendar.is_working_day(day):
            opened = [
                (datetime.combine(day, start, self.calendar.zone), datetime.combine(day, end, self.calendar.zone))
                for start, end in self.calendar.hours_on(day).parts
            ]
            passed = [min(now, end) for start, end in opened if start < now]
            if passed:
                return passed[-1] - timedelta(minutes=1)
        return self.calendar.end_of_working_day(self._working_day_before(day)) - timedelta(minutes=12)

    def _working_day_before(self, day: date) -> date:
        day -= ONE_DAY
        while not self.calendar.is_working_day(day):
            day -= ONE_DAY
        return day
