"""The whole demonstration: people, letters, weeks of work; told once into an empty database."""

import contextlib
import gc
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from congvu.accounts.models import User
from congvu.core.ending import no_jobs
from congvu.demo.absences import Absence, absences
from congvu.demo.cast import CAST, Casting, Company, company_again
from congvu.demo.clock import Clock
from congvu.demo.courses import Course, Courses
from congvu.demo.letters import Post
from congvu.demo.press import Press
from congvu.demo.story import Story
from congvu.directory.loading import load_bodies
from congvu.documents.loading import load_document_types
from congvu.notifications.seed import load_ladder
from congvu.notifications.wiring import tell_of_records, tell_of_work
from congvu.records.announcements import noted, work_changed
from congvu.records.index import index_all
from congvu.workdays.calendar import current_calendar
from congvu.workdays.seed import load_calendar

SEED = 30_2020
WEEKS = 4
DOCUMENTS = 480  # of this year, told before the office opens
DOCUMENTS_OF_LAST_YEAR = 1_600  # in last year's book, told while one already looks around
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
    return _remark("records_record")


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
    load_ladder()
    clock = Clock(current_calendar(), now, chance)
    with Press(processes) as press, _nobody_listens(), _nothing_swept():
        with transaction.atomic():
            company = _seat(clock, weeks, chance)
        say(f"{len(company.by_name)} people, {len(CAST)} of them on the sign-in page")
        courses = Courses(company, clock, Post(chance, clock.day_before(0)), chance).all(documents, weeks)
        press.order((c.word, c.letter, c.arrives) for c in courses if c.channel != "paper")
        told = _tell(company, clock, press, courses, chance, say, absences(company, clock))
        say(f"{index_all()} records indexed for search")
    _mark(LOADED)
    return told


def load_last_year(
    now: datetime, *, documents: int = DOCUMENTS_OF_LAST_YEAR, processes: int = 1, say: Say
) -> Told | None:
    """Tell the last weeks of the year before, whose numbers stand in a book of their own, so that it can be done when this year's
    office is already open: in one transaction, so that nobody finds old work on the desk while it is told. The worker seals it.
    None when it was told before."""
    if _remark("records_register"):
        return None
    chance = random.Random(SEED + 1)  # noqa: S311
    calendar = current_calendar()
    story_begins = now - timedelta(weeks=WEEKS + 2)
    year = max(y for y in (story_begins.year, story_begins.year - 1) if date(y, 12, 26) < story_begins.date())
    clock = Clock(calendar, datetime(year, 12, 26, 17, tzinfo=calendar.zone), chance)
    company = company_again()
    with Press(processes) as press, _nobody_listens(), _nothing_swept(), transaction.atomic():
        courses = Courses(company, clock, Post(chance, clock.day_before(0)), chance).ordinary(documents, WEEKS)
        press.order((c.word, c.letter, c.arrives) for c in courses if c.channel != "paper")
        clock.now = clock.now + timedelta(weeks=14)  # by then even what was late is done
        told = _tell(company, clock, press, courses, chance, say, away=[], sealing=False)
        index_all()
        _mark(LOADED, "records_register")
        return told


def _seat(clock: Clock, weeks: int, chance: random.Random) -> Company:
    begins = clock.moment_on(clock.day_before(weeks * 5)) - timedelta(days=3)
    return Casting(begins, chance).seat_all()


def _tell(
    company: Company,
    clock: Clock,
    press: Press,
    courses: list[Course],
    chance: random.Random,
    say: Say,
    away: Iterable[Absence],
    sealing: bool = True,
) -> Told:
    story = Story(company, clock, press, away, chance)
    for place, (day, actions) in enumerate(story.tell(courses, sealing=sealing)):
        if place % 5 == 0:
            arrived = sum(1 for course in courses if clock.calendar.day_of(course.arrives) <= day)
            say(f"{day:%d/%m/%Y}: {arrived} documents, {actions} steps")
    return Told(len(courses), story.told, clock.calendar.day_of(courses[0].arrives))


@contextlib.contextmanager
def _nobody_listens() -> Iterator[None]:
    """While the past is told no page is open that must hear of it, and no job is left behind: what jobs would do is
    part of the story (texts are known to the press, recent documents are stamped, each day is sealed)."""
    work_changed.disconnect(dispatch_uid="live updates of work")
    noted.disconnect(dispatch_uid="live updates of records")
    try:
        with app.replace_connector(InMemoryConnector()), no_jobs():
            yield
    finally:
        work_changed.connect(tell_of_work, dispatch_uid="live updates of work")
        noted.connect(tell_of_records, dispatch_uid="live updates of records")


@contextlib.contextmanager
def _nothing_swept() -> Iterator[None]:
    """Without the search for cycles of dead objects: the load makes millions of small ones that die by themselves."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _mark(words: str, table: str = "records_record") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE {table} IS '{words}'")


def _remark(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(obj_description(%s::regclass, 'pg_class'), '')", [table])
        return str(cursor.fetchone()[0])
