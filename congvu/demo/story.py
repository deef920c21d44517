"""Weeks of the office's work, told through the real actions with the clock passed in.

Every document's life is a generator: it does an action, says when it wants to go on, and sleeps. The story wakes the
lives in the order of time, so that numbers, history and seals come in the order in which things happened.
"""

import heapq
import itertools
import random
from collections.abc import Generator, Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from congvu.accounts.actors import Actor
from congvu.accounts.models import User
from congvu.demo.absences import Absence
from congvu.demo.cast import Company
from congvu.demo.clock import Clock
from congvu.demo.courses import Course
from congvu.demo.lives import Life
from congvu.demo.press import Press
from congvu.documents.models import DocumentType
from congvu.records import history

Lived = Generator[datetime, datetime, None]


class Story:
    """Wakes the lives in the order of time, up to now."""

    def __init__(
        self, company: Company, clock: Clock, press: Press, away: Iterable[Absence], chance: random.Random
    ) -> None:
        self.company = company
        self.clock = clock
        self.press = press
        self.chance = chance
        self.types = {kind.code: kind for kind in DocumentType.objects.all()}
        self.told = 0
        self._away = list(away)
        self._queue: list[tuple[datetime, int, Lived]] = []
        self._order = itertools.count()
        self._actors: dict[tuple[int, tuple[int, ...]], Actor] = {}
        self._issued = 0

    def tell(self, courses: Iterable[Course], *, sealing: bool = True) -> Generator[tuple[date, int], None, None]:
        """Tell it all, one transaction a day and, when `sealing`, one seal. Yields each day with how many actions were told."""
        for absence in self._away:
            self.start(self._absent(absence), absence.told_at)
        for course in courses:
            self.start(Life(self, course).from_beginning_to_end(), course.arrives)
        while self._queue and self._queue[0][0] <= self.clock.now:
            day = self.clock.calendar.day_of(self._queue[0][0])
            with transaction.atomic():
                _plan_quickly()
                self._tell_day(day)
            if sealing:
                self._seal_until(self.clock.calendar.end_of_working_day(day) + timedelta(hours=1))
            yield day, self.told
        if sealing:
            self._seal_until(self.clock.now)

    def start(self, life: Lived, at: datetime) -> None:
        """A life begins at the moment."""
        next(life)
        heapq.heappush(self._queue, (at, next(self._order), life))

    def _tell_day(self, day: date) -> None:
        while self._queue and self._queue[0][0] <= self.clock.now:
            at, _order, life = self._queue[0]
            if self.clock.calendar.day_of(at) != day:
                return
            heapq.heappop(self._queue)
            try:
                following = life.send(at)
            except StopIteration:
                continue
            finally:
                self.told += 1
            heapq.heappush(self._queue, (max(following, at + timedelta(seconds=1)), next(self._order), life))

    def _seal_until(self, moment: datetime) -> None:
        while history.seal(at=min(moment, self.clock.now)):
            continue

    def _absent(self, absence: Absence) -> Lived:
        yield absence.told_at
        absence.tell()

    # -- who acts --------------------------------------------------------------------------------------------------
    def actor(self, user: User, at: datetime) -> Actor:
        """The user on the day. Seats are read anew only when someone's absence begins or ends for the user: nothing else
        changes them while the story is told."""
        day = self.clock.calendar.day_of(at)
        acting_for = tuple(a.giver.pk for a in self._away if a.receiver == user and a.first <= day <= a.last)
        known = self._actors.setdefault((user.pk, acting_for), user.actor(at))
        actor = user.actor(at)
        actor.seats = known.seats
        return actor

    def acting_for(self, user: User, at: datetime) -> User:
        """Who does the work of someone who is away on the day."""
        day = self.clock.calendar.day_of(at)
        return next((a.receiver for a in self._away if a.giver == user and a.first <= day <= a.last), user)

    def head_of(self, notation: str, at: datetime) -> User:
        """Who gives the department's work to its officers on the day: the head, who acts for them, or a deputy."""
        department = self.company.departments[notation]
        acting = self.acting_for(department.head, at)
        if acting != department.head or self.chance.random() < 0.75:
            return acting
        return self.chance.choice(department.deputies)

    def clerk(self) -> User:
        return self.chance.choices(self.company.clerks, (5, 3, 2))[0]

    def number_of_answer(self, at: datetime, notation: str) -> str:
        """The next number of the office's own letters: "11532/VPCP-KTTH"."""
        share = self.clock.calendar.day_of(at).timetuple().tm_yday / 365
        if self._issued > 1000 * 13 * share + 400:
            self._issued = 0  # a new year
        self._issued = max(self._issued + self.chance.randint(1, 3), int(12_400 * share))
        return f"{self._issued}/VPCP-{notation}"


def _plan_quickly() -> None:
    """For this transaction PostgreSQL joins as written: thousands of small look-ups cost more to plan than to answer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")
