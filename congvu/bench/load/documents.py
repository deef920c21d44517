"""The incoming documents of some years by COPY: numbers without a gap, readers as the actions would write them, most of
them filed long ago, the last weeks' open; and their entries in the index of search, made by the index's own functions.

What they are without: history, files (the words of a fifth of them are in the index as if their file had been read).
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby
from multiprocessing import get_context

import django
from django.db import connection, transaction
from django.utils import timezone

from congvu.accounts.keys import heads_key, person_key, register_key
from congvu.bench.load.copies import Sheet, array, clean, count_on, first_free, standing_aside
from congvu.bench.load.people import Body, Seating, Team
from congvu.bench.load.titles import Titles
from congvu.core.fields import new_handle
from congvu.demo.letters import KINDS, URGENCIES
from congvu.demo.matters import Filler, Matter
from congvu.demo.names import Names
from congvu.directory.models import Organisation, Person, Unit
from congvu.documents import states
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.records.index import know, vector_of
from congvu.records.models import Register
from congvu.records.words import bare, reference_key

AT_ONCE = 5_000  # documents of one COPY
MOST_ITEMS = 4  # of a document
FEW = 20_000  # below, indexes stay where they are
OFFICE = 0.75  # of all documents come to the Office of the Government
TEXTS = 0.2  # of the documents had a file that was read
TABLES = (
    "records_record",
    "documents_incomingdocument",
    "records_registerentry",
    "records_workitem",
    "records_searchentry",
)
COUNTED = ("records_record", "records_workitem", "records_register")
OPEN_FOR = ((3, 0.95), (10, 0.7), (30, 0.3), (90, 0.05), (4000, 0.002))  # days since it came: what part is still open
Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """The office as it was loaded."""

    bodies: list[Body]
    documents: int
    first_year: int


@dataclass(frozen=True)
class Course:
    """Whom a document reached: the state it stands in, who led, who contributed, which leader instructed."""

    state: str
    team: Team
    officer: Person
    leader: Person
    contributing: tuple[tuple[Team, Person], ...]

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN_STATES

    def reached(self, state: str) -> bool:
        """Whether it came so far."""
        way = (states.REGISTERED, states.PRESENTED, states.ASSIGNED, states.IN_PROGRESS, states.HANDLED, states.FILED)
        return self.state in way and way.index(self.state) >= way.index(state)


def load(documents: int, years: int, now: datetime, say: Say) -> Loaded:
    """Seat everyone and write so many documents, which came in so many years up to `now`."""
    with transaction.atomic():
        bodies = Seating(now).seat_all()
    moments = _moments(documents, years, now)
    of_years = _by_year(moments, now, bodies)
    if len(moments) < FEW:
        with transaction.atomic():  # the books come after their lines
            for year in of_years:
                write_year(year)
    else:
        with standing_aside(TABLES):
            _write_together(of_years, say)
            say("indexes")
    settle()
    return Loaded(bodies, len(moments), timezone.localtime(moments[0]).year)


def _write_together(years: list["Year"], say: Say) -> None:
    """Each year by itself, as many at once as there are processors."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), django.setup) as processes:
        for year in processes.map(write_year, years):
            say(f"{year}")


def _by_year(moments: list[datetime], now: datetime, bodies: list[Body]) -> list["Year"]:
    """The documents of each year, with the first of the numbers that are theirs in each table."""
    firsts = [first_free(table) for table in COUNTED]
    years = []
    for place, (year, group) in enumerate(groupby(moments, key=lambda moment: timezone.localtime(moment).year)):
        its = list(group)
        years.append(Year(year, its, now, bodies, firsts[0], firsts[1], firsts[2] + place * len(bodies)))
        firsts[0] += len(its)
        firsts[1] += len(its) * MOST_ITEMS
    return years


def settle() -> None:
    """Keys go on after those copied in; the planner learns what is there."""
    for table in COUNTED:
        count_on(table)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


def _moments(total: int, years: int, now: datetime) -> list[datetime]:
    """When they come: evenly over the years, the last of which is this one."""
    here = timezone.localtime(now)
    first = here.replace(year=here.year - years + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    step = (now - first) / total
    return [first + (place + 0.5) * step for place in range(total)]


@dataclass(frozen=True)
class Year:
    """The documents of one year: when they come, and the first number of theirs of each table of COUNTED."""

    year: int
    moments: list[datetime]
    now: datetime
    bodies: list[Body]
    pk: int
    item: int
    register: int


def write_year(year: Year) -> int:
    """Write all documents of a year; returns the year."""
    Writer(year).write()
    return year.year


class Writer:
    """Writes the documents of a year, each with its number, readers, work and search entry."""

    def __init__(self, year: Year) -> None:
        self._moments, self._now = year.moments, year.now
        self._bodies = bodies = year.bodies
        self._chance = random.Random(year.year)  # noqa: S311
        self._pk, self._item, self._register = year.pk, year.item, year.register
        self._titles = Titles(self._chance)
        share = [1 / (place + 5) for place in range(len(bodies) - 1)]
        of_others = (1 - OFFICE) / sum(share)
        self._weights = list(accumulate([OFFICE, *(part * of_others for part in share)]))
        self._team_weights = {
            id(body): list(accumulate(1 / (place + 2) for place in range(len(body.teams)))) for body in bodies
        }
        self._senders = list(Organisation.objects.endpoints().in_protocol_order())
        self._sender_weights = list(accumulate(1 / (place + 4) for place in range(len(self._senders))))
        self._types = {one.code: one for one in DocumentType.objects.order_by("-pk")}
        self._plain: list[str] = []
        self._given: dict[tuple[int, int], int] = defaultdict(int)
        self._registers: dict[tuple[int, int], Register] = {}
        self.records = Sheet(
            "records_record", "id", "handle", "kind", "organisation_id", "title", "reference", "state", "urgency",
            "opened_at", "due_at", "closed_at", "holder_unit_id", "holder_id", "readers", "changed_at",
        )  # fmt: skip
        self.documents = Sheet(
            "documents_incomingdocument", "record_ptr_id", "issuing_body_id", "issuer_name", "document_type_id", "issued_on",
            "signatory", "pages", "copies", "channel", "received_at", "circulation", "presented_to_id", "instruction", "result",
            "answered_by", "filed_in", "note",
        )  # fmt: skip
        self.entries = Sheet(
            "records_registerentry", "register_id", "number", "record_id", "entered_at", "cancelled_at",
            "cancelled_because",
        )  # fmt: skip
        self.items = Sheet(
            "records_workitem", "id", "record_id", "act", "part", "unit_id", "person_id", "given_by_id", "given_at", "words",
            "due_at", "state", "ended_at", "ended_by_id", "result",
        )  # fmt: skip
        self.search = Sheet(
            "records_searchentry", "record_id", "words", "marked", "title", "reference", "body", "year", "awaits_text"
        )

    def write(self) -> None:
        """One document for each moment, the oldest first; then the books."""
        for place, moment in enumerate(self._moments, 1):
            self._document(self._chance.choices(self._bodies, cum_weights=self._weights)[0], moment)
            if place % AT_ONCE == 0 or place == len(self._moments):
                self._write_down()
        for its, register in self._registers.items():
            register.last_number = self._given[its]
        Register.objects.bulk_create(self._registers.values())

    def _write_down(self) -> None:
        for sheet in (self.records, self.documents, self.entries, self.items, self.search):
            sheet.write()
        know(self._plain)
        self._plain.clear()

    def _document(self, body: Body, at: datetime) -> None:
        pk, self._pk = self._pk, self._pk + 1
        chance, course = self._chance, self._course(body, at)
        day, moment = timezone.localtime(at).date(), at.isoformat()
        title, matter = self._titles.one(day)
        sender, issuer = self._sender()
        reference = self._reference(matter, sender, issuer)
        due = at + timedelta(days=chance.choice((7, 10, 15, 21)))
        closed = None if course.is_open else min(at + timedelta(days=chance.randint(1, 30)), self._now).isoformat()
        signatory = Names(chance).anyone()  # many bear the same
        instruction = self._titles.note(day) if course.reached(states.ASSIGNED) else ""
        result = self._titles.note(day) if course.reached(states.HANDLED) else ""
        unit, person = self._holder(body, course)
        urgency = self._urgency(matter)
        kind = self._types[matter.kind]
        self.records.add(
            pk, new_handle(), IncomingDocument.KIND, body.organisation.pk, clean(title), clean(reference), course.state, urgency,
            moment, due.isoformat(), closed, unit.pk, person.pk if person else None, array(self._readers(body, course)),
            closed or moment,
        )  # fmt: skip
        self.documents.add(
            pk, sender.pk if sender else None, "" if sender else clean(issuer), kind.pk, day, signatory, chance.randint(1, 12), 1,
            "upload", moment, "", course.leader.pk if course.reached(states.PRESENTED) else None, clean(instruction),
            clean(result), "", "", "",
        )  # fmt: skip
        number = self._enter(body, course, pk, day.year, at)
        self._items_of(body, course, pk, at, due, closed, instruction, result)
        texts = [self._text(matter, day)] if chance.random() < TEXTS else []
        facts = (kind.name, signatory, f"{day:%d/%m/%Y}")
        vector = vector_of(title, reference, issuer, number, facts, (instruction, result), texts)
        plain, key = bare(title), reference_key(reference)
        self._plain.append(f"{plain} {key}")
        self.search.add(pk, vector, vector.marked, plain, key, clean(issuer)[:250], day.year, "f")

    # -- whom it reaches ----------------------------------------------------------------------------------------------
    def _course(self, body: Body, at: datetime) -> Course:
        chance = self._chance
        team = chance.choices(body.teams, cum_weights=self._team_weights[id(body)])[0]
        others = [
            (other, chance.choice(other.officers)) for other in chance.sample(body.teams, k=chance.choice((0, 0, 0, 1, 1, 2)))
            if other is not team
        ]  # fmt: skip
        officer = chance.choice(team.officers)
        return Course(self._state(at), team, officer, chance.choice(body.leaders), tuple(others))

    def _state(self, at: datetime) -> str:
        days, drawn = (self._now - at).days, self._chance.random()
        if drawn < next(part for until, part in OPEN_FOR if days <= until):
            ways = (
                states.REGISTERED,
                states.PRESENTED,
                states.ASSIGNED,
                states.IN_PROGRESS,
                states.IN_PROGRESS,
                states.HANDLED,
            )
            return self._chance.choice(ways)
        if drawn > 0.995:
            return states.RETURNED if drawn > 0.997 else states.CANCELLED
        return states.FILED

    def _readers(self, body: Body, course: Course) -> list[int]:
        """As `readers_of` writes them: the body's register readers, and whoever has or had a part."""
        keys = {register_key(body.organisation.pk), heads_key(body.registry.pk)}
        if course.reached(states.PRESENTED):
            keys |= {heads_key(body.leadership.pk), person_key(course.leader.pk)}
        if course.reached(states.ASSIGNED):
            keys.add(heads_key(course.team.unit.pk))
            for team, officer in course.contributing:
                keys |= {heads_key(team.unit.pk), person_key(officer.pk)}
        if course.reached(states.IN_PROGRESS):
            keys.add(person_key(course.officer.pk))
        return sorted(keys)

    def _holder(self, body: Body, course: Course) -> tuple[Unit, Person | None]:
        if course.reached(states.IN_PROGRESS):
            return course.team.unit, course.officer
        if course.reached(states.ASSIGNED):
            return course.team.unit, None
        if course.reached(states.PRESENTED):
            return body.leadership, course.leader
        return body.registry, None

    # -- number and work ----------------------------------------------------------------------------------------------
    def _enter(self, body: Body, course: Course, pk: int, year: int, at: datetime) -> str:
        """Its line in the book of the year."""
        place = (body.organisation.pk, year)
        if place not in self._registers:
            self._registers[place] = Register(
                pk=self._register + len(self._registers),
                organisation=body.organisation,
                code="incoming",
                year=year,
                name="Sổ đăng ký văn bản đến",
            )
        self._given[place] += 1
        cancelled = course.state == states.CANCELLED
        self.entries.add(
            self._registers[place].pk, self._given[place], pk, at.isoformat(),
            at.isoformat() if cancelled else None, "Vào sổ nhầm" if cancelled else "",
        )  # fmt: skip
        return f"{self._given[place]}/{year}"

    def _items_of(
        self,
        body: Body,
        course: Course,
        pk: int,
        at: datetime,
        due: datetime,
        closed: str | None,
        words: str,
        result: str,
    ) -> None:
        """What waits on it; of what was filed only who handled it."""
        moment, clerk = at.isoformat(), body.clerks[0].pk
        unit, person = self._holder(body, course)
        if course.is_open:
            acts = {
                states.REGISTERED: "present", states.PRESENTED: "instruct", states.ASSIGNED: "assign",
                states.IN_PROGRESS: "handle", states.HANDLED: "file",
            }  # fmt: skip
            self._item_line(
                pk, acts[course.state], "lead", unit, person, clerk, moment, words, due.isoformat(), None, ""
            )
        elif course.reached(states.HANDLED):
            self._item_line(pk, "handle", "lead", unit, person, clerk, moment, words, due.isoformat(), closed, result)
        if course.state == states.IN_PROGRESS:
            for team, officer in course.contributing:
                due_at = due.isoformat()
                self._item_line(
                    pk, "contribute", "contributing", team.unit, officer, clerk, moment, words, due_at, None, ""
                )

    def _item_line(
        self, pk: int, act: str, part: str, unit: Unit, person: Person | None, by: int, at: str, words: str, due: str,
        ended: str | None, result: str,
    ) -> None:  # fmt: skip
        item, self._item = self._item, self._item + 1
        who = person.pk if person else None
        self.items.add(
            item, pk, act, part, unit.pk, who, by, at, clean(words), due, "done" if ended else "open", ended,
            who if ended else None, clean(result),
        )  # fmt: skip

    # -- the letter ---------------------------------------------------------------------------------------------------
    def _sender(self) -> tuple[Organisation | None, str]:
        if self._chance.random() < 0.08:
            return None, self._titles.company()
        sender = self._chance.choices(self._senders, cum_weights=self._sender_weights)[0]
        return sender, sender.name

    def _reference(self, matter: Matter, sender: Organisation | None, issuer: str) -> str:
        letters = KINDS[matter.kind][0]
        notation = sender.notation if sender else "".join(word[0] for word in issuer.split()[-4:]).upper()
        number = f"{self._chance.randint(1, 9999):02}"
        return f"{number}/{letters}-{notation}"[:80] if letters else f"{number}/{notation}-{matter.section}"[:80]

    def _urgency(self, matter: Matter) -> str:
        if matter.urgent:
            return self._chance.choice(("immediate", "very_urgent", "urgent"))
        drawn = self._chance.random()
        for urgency, share in URGENCIES:
            drawn -= share
            if drawn < 0:
                return urgency
        return "normal"

    def _text(self, matter: Matter, day: date) -> str:
        """The words of its file."""
        filler = Filler(self._chance, on=day, place="tỉnh Nghệ An")
        return " ".join(filler(text) for text in (*matter.facts, matter.ask))
