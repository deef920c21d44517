"""The whole demonstration: people, letters, weeks of work; told once into an empty database."""

import contextlib
import gc
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from congvu.accounts.models import User
from congvu.demo.absences import absences
from congvu.demo.cast import CAST, Casting, Company
from congvu.demo.clock import Clock
from congvu.demo.courses import Course, Courses
from congvu.demo.letters import Post
from congvu.demo.press import Press
from congvu.demo.story import Story
from congvu.directory.loading import load_bodies
from congvu.documents.loading import load_document_types
from congvu.notifications.wiring import tell_of_work
from congvu.records.index import index_all
from congvu.records.work import work_changed
from congvu.workdays.calendar import current_calendar
from congvu.workdays.seed import load_calendar

SEED = 30_2020
WEEKS = 9
DOCUMENTS = 2_000
LOADING, LOADED = "congvu demo: loading", "congvu demo: loaded"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Told:
    """What the story came to."""

    documents: int
    actions: int
    first_day: date


def standing() -> str:
    """What this database says of itself: LOADED, LOADING (a load that did not end), or nothing: no demonstration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(obj_description('records_record'::regclass, 'pg_class'), '')")
        return str(cursor.fetchone()[0])


def is_occupied() -> bool:
    """Whether an office that is not the demonstration's works in this database."""
    return standing() == "" and User.objects.exists()


def load(now: datetime, *, documents: int = DOCUMENTS, weeks: int = WEEKS, processes: int = 2, say: Say) -> Told:
    """Load the demonstration as it would stand at `now`. The database must not hold an office yet."""
    _mark(LOADING)
    chance = random.Random(SEED)  # noqa: S311
    load_bodies()
    load_document_types()
    load_calendar()
    clock = Clock(current_calendar(), now, chance)
    with Press(processes) as press, _nobody_listens(), _nothing_swept():
        with transaction.atomic():
            company = _seat(clock, weeks, chance)
        say(f"{len(company.by_name)} people, {len(CAST)} of them on the sign-in page")
        courses = Courses(company, clock, Post(chance, clock.day_before(0)), chance).all(documents, weeks)
        press.order((c.word, c.letter, c.arrives) for c in courses if c.channel != "paper")
        told = _tell(company, clock, press, courses, chance, say)
        say(f"{index_all()} records indexed for search")
    _mark(LOADED)
    return told


def _seat(clock: Clock, weeks: int, chance: random.Random) -> Company:
    begins = clock.moment_on(clock.day_before(weeks * 5)) - timedelta(days=3)
    return Casting(begins, chance).seat_all()


def _tell(
    company: Company, clock: Clock, press: Press, courses: list[Course], chance: random.Random, say: Say
) -> Told:
    story = Story(company, clock, press, absences(company, clock), chance)
    for place, (day, actions) in enumerate(story.tell(courses)):
        if place % 5 == 0:
            arrived = sum(1 for course in courses if clock.calendar.day_of(course.arrives) <= day)
            say(f"{day:%d/%m/%Y}: {arrived} documents, {actions} steps")
    return Told(len(courses), story.told, clock.calendar.day_of(courses[0].arrives))


@contextlib.contextmanager
def _nobody_listens() -> Iterator[None]:
    """While the past is told no page is open that must hear of it, and no job is left behind: what jobs would do is
    part of the story (texts are known to the press, recent documents are stamped, each day is sealed)."""
    work_changed.disconnect(dispatch_uid="live updates of work")
    try:
        with app.replace_connector(InMemoryConnector()):
            yield
    finally:
        work_changed.connect(tell_of_work, dispatch_uid="live updates of work")


@contextlib.contextmanager
def _nothing_swept() -> Iterator[None]:
    """Without the search for cycles of dead objects: the load makes millions of small ones that die by themselves."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _mark(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE records_record IS '{words}'")


