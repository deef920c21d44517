"""Taking over a former register: line by line checked, batch by batch written, what was refused kept beside it with the reason.

A second run takes in nothing twice: a number that is already there with the same document is left alone."""

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.core.ahead import Before, ahead, side_by_side
from congvu.core.errors import RuleBroken
from congvu.core.fields import new_handles
from congvu.directory.models import Organisation, PostHolding
from congvu.directory.roles import Role
from congvu.documents.actions.intake import NobodyInTheRegistry
from congvu.documents.actions.registry import registry_of
from congvu.documents.archive.lines import Known, Line, Refused, read
from congvu.documents.archive.loading import (
    Book,
    Keys,
    Rows,
    book_of,
    books_held,
    books_of,
    enter,
    joined_rows,
    keys,
    load,
)
from congvu.documents.archive.reading import HEADINGS, Row, rows_of
from congvu.documents.archive.writing import Document, Key, Taker, Written, written
from congvu.documents.models import IncomingDocument
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.notifications.notify import tell_about
from congvu.records import history
from congvu.records.index import know
from congvu.records.migrating import gathering

BATCH = 1500  # lines taken over together
FIRST = 200  # of the first portion: the database has something to write at once
MORE = 1.4  # times as many the next has, so that it is ready when the one before is written: checking costs less than writing
AT_ONCE = 2  # portions that are written at once
AHEAD = 2  # portions that are ready before they are asked for
MOST_GAPS_TOLD = 500
_NOT_WRITTEN: Keys = ([0] * BATCH, [0] * BATCH)  # of a dry run's documents

Say = Callable[[str], None]

_THERE = """
    SELECT e.number, r.title, r.reference FROM unnest(%s::integer[]) asked (number)
    JOIN records_registerentry e ON e.register_id = %s AND e.number = asked.number
    JOIN records_record r ON r.id = e.record_id
"""
_GAPS = """
    SELECT coalesce(before, 0) + 1, number - 1 FROM (
        SELECT number, lag(number) OVER (ORDER BY number) AS before FROM records_registerentry WHERE register_id = %s
    ) given WHERE number > coalesce(before, 0) + 1 ORDER BY number
"""


@dataclass
class Came:
    """What came of some lines: how many were taken over, how many were there before, what was refused and why."""

    there: int = 0
    refused: list[tuple[Row, Refused]] = field(default_factory=list)
    years: Counter[int] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        return self.years.total()

    def add(self, other: "Came") -> None:
        self.there += other.there
        self.refused += other.refused
        self.years += other.years


@dataclass
class Outcome(Came):
    """What came of all."""

    gaps: dict[int, list[list[int]]] = field(default_factory=dict)


def take_over(
    path: Path,
    organisation: Organisation,
    *,
    files: Path,
    at: datetime,
    dry_run: bool = False,
    say: Say = lambda line: None,
) -> Outcome:
    """Take over the lines of the file into the body's registers, with the files named in them from the folder `files`.
    `dry_run`: check every line and write nothing. Raises NotARegister, NobodyInTheRegistry."""
    day = timezone.localdate(at)
    holdings = PostHolding.objects.valid_on(day).filter(post__role=Role.CLERK, post__unit__organisation=organisation)
    clerk = holdings.select_related("person").order_by("post__rank", "pk").first()
    if clerk is None:
        raise NobodyInTheRegistry
    taker = Taker(organisation, registry_of(organisation), clerk.person, path.name, at)
    outcome, known = Outcome(), Known.of(organisation, day)
    rows = rows_of(path)
    if dry_run:
        for portion in _portions(rows, taker, known, None):
            outcome.add(_compared(taker, portion))
            _tell(outcome, say)
    else:
        _take_all(rows, taker, known, files, outcome, say)
        _close_books(taker, outcome)
    return outcome


def _take_all(rows: Iterator[Row], taker: Taker, known: Known, files: Path, outcome: Outcome, say: Say) -> None:
    """Portion by portion: while the database writes two, the next is checked and its rows are made, and what search learnt from
    those before is sorted in."""
    told: set[str] = set()
    sizes = _sizes()
    free = deque(keys(next(sizes)) for _portion in range(AHEAD + AT_ONCE + 1))

    def take(portion: Portion, before: Before) -> Came:
        return _take(taker, portion, files, told, before)

    with gathering() as gathered, ahead(_portions(rows, taker, known, free), AHEAD) as portions:
        for came in side_by_side(take, portions, AT_ONCE):
            outcome.add(came)
            gathered.came(came.taken)
            free.append(keys(next(sizes)))
            _tell(outcome, say)


def _sizes() -> Iterator[int]:
    """How many lines each portion has."""
    size = FIRST
    while True:
        yield min(size, BATCH)
        size = min(int(MORE * size), BATCH)


def _tell(outcome: Outcome, say: Say) -> None:
    say(_("%(taken)s taken over, %(there)s were there, %(refused)s refused")
        % {"taken": outcome.taken, "there": outcome.there, "refused": len(outcome.refused)})  # fmt: skip


@dataclass(slots=True)
class Checked:
    """A line that can be taken over, and its rows, which are not yet made when a file must come in first."""

    row: Row
    line: Line
    key: Key
    written: Written | None = None


@dataclass
class Portion:
    """Lines that are taken over together, those of them that were refused, and the numbers of each year, words and rows of the
    others; no rows where files must come in first."""

    lines: list[Checked] = field(default_factory=list)
    refused: list[tuple[Row, Refused]] = field(default_factory=list)
    numbers: dict[int, list[int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    rows: Rows | None = None


def _portions(rows: Iterator[Row], taker: Taker, known: Known, free: deque[Keys] | None) -> Iterator[Portion]:
    """The lines checked, and as rows where there are numbers for them. Asks nothing of the database."""
    seen = Seen()
    while True:
        records, entries = _NOT_WRITTEN if free is None else free.popleft()
        batch = list(islice(rows, len(records)))
        if not batch:
            return
        portion, ours = Portion(), map(Key, records, entries, new_handles(len(batch)))
        for row, key in zip(batch, ours, strict=False):
            try:
                line = read(row, known)
                seen.add(line)
            except Refused as refusal:
                portion.refused.append((row, refusal))
                continue
            portion.lines.append(Checked(row, line, key))
            portion.numbers.setdefault(line.year, []).append(line.number)
        if free is not None:
            _make_rows(taker, portion)
        yield portion


def _make_rows(taker: Taker, portion: Portion) -> None:
    """Make the rows of the lines that name no file, and join them where those are all."""
    ready = [one for one in portion.lines if not one.line.file]
    made = written(taker, [Document(one.key, one.line, None) for one in ready], portion.words)
    for one, rows in zip(ready, made, strict=True):
        one.written = rows
    if len(ready) == len(portion.lines):
        portion.rows = joined_rows(made)


class Seen:
    """The numbers that stood in the file before."""

    def __init__(self) -> None:
        self.numbers: dict[int, set[int]] = {}

    def add(self, line: Line) -> None:
        """Raises Refused for a number that stood there before."""
        of_year = self.numbers.setdefault(line.year, set())
        if line.number in of_year:
            raise Refused(_("Number %(number)s of %(year)s stands twice in the file.") % vars_of(line))
        of_year.add(line.number)


def vars_of(line: Line) -> dict[str, Any]:
    return {"number": line.number, "year": line.year}


def _compared(taker: Taker, portion: Portion) -> Came:
    """What would be taken over, by the books as they stand."""
    free, came = _not_there(books_of(taker.organisation, portion.numbers), portion)
    came.years.update(one.line.year for one in free)
    return came


def _take(taker: Taker, portion: Portion, files: Path, told: set[str], before: Before) -> Came:
    """One portion: beside those before, or behind them where files must come in first, or somebody was given one of its numbers
    meanwhile. `told`: the words search knows by this run already; `before`: waits for the portions before."""
    if portion.rows is not None:
        with suppress(_GivenMeanwhile):
            return _write(taker, portion, files, told, before, beside=True)
    before()
    return _write(taker, portion, files, told, before, beside=False)


class _GivenMeanwhile(Exception):
    """Somebody else was given one of the numbers while the portion was written."""


def _write(taker: Taker, portion: Portion, files: Path, told: set[str], before: Before, *, beside: bool) -> Came:
    """One portion in one transaction. `beside`: those before are still being written; until they are there, nothing is touched
    that they may wait for: books, files, words. Raises _GivenMeanwhile."""
    with transaction.atomic():
        books = (books_of if beside else books_held)(taker.organisation, portion.numbers)
        free, came = _not_there(books, portion)
        documents = list(_with_files(taker, free, files, portion.words, came))
        if not documents:
            return came
        whole = portion.rows if len(documents) == len(portion.lines) else None
        load(whole or joined_rows(documents))
        if beside:
            before()
            books = books_held(taker.organisation, portion.numbers)
            if _not_there(books, portion)[0] != free:
                raise _GivenMeanwhile
        enter(books, documents)
        know(portion.words - told)
    told |= portion.words
    came.years.update(one.line.year for one in documents)
    return came


def _not_there(books: dict[int, Book], portion: Portion) -> tuple[list[Checked], Came]:
    """The lines whose numbers are free; a number with the same document is there already, with another it is refused."""
    there: dict[tuple[int, int], tuple[str, str]] = {}
    came = Came(refused=[*portion.refused])
    for year, book in books.items():
        given = [number for number in portion.numbers[year] if number <= book.last_number]
        if given:
            with connection.cursor() as cursor:
                cursor.execute(_THERE, [given, book.pk])
                there |= {(year, number): (title, reference) for number, title, reference in cursor.fetchall()}
    if not there:
        return portion.lines, came
    free = []
    for one in portion.lines:
        line = one.line
        found = there.get((line.year, line.number))
        if found is None:
            free.append(one)
        elif found == (line.title, line.reference):
            came.there += 1
        else:
            said = _("Number %(number)s of %(year)s is another document here.") % vars_of(line)
            came.refused.append((one.row, Refused(said)))
    return free, came


def _with_files(taker: Taker, lines: Sequence[Checked], folder: Path, words: set[str], came: Came) -> Iterator[Written]:
    """The documents with their files, each through the same door as any that comes in."""
    for one in lines:
        if one.written:
            yield one.written
            continue
        try:
            file = _kept(one.line.file, folder, taker.at)
        except RuleBroken as refusal:
            secret = isinstance(refusal, store.BearsSecrecyMark)
            came.refused.append((one.row, Refused(str(refusal), secret=secret)))
        else:
            yield from written(taker, [Document(one.key, one.line, file)], words)


def _kept(name: str, folder: Path, at: datetime) -> StoredFile:
    """The file of that name in the folder or below it. Raises Refused, FileRefused."""
    root = folder.resolve()
    place = (root / name.replace("\\", "/")).resolve()
    if not place.is_relative_to(root) or not place.is_file():
        raise Refused(_("The file “%(name)s” is not in the folder.") % {"name": name[:80]})
    return store.keep(place.read_bytes(), name=place.name, at=at, by=None)


def _close_books(taker: Taker, outcome: Outcome) -> None:
    """What is missing in the books that were taken over is written down with its reason, once for each run."""
    for year in sorted(outcome.years):
        with transaction.atomic():
            book = book_of(taker.organisation, year)
            with connection.cursor() as cursor:
                cursor.execute(_GAPS, [book.pk])
                gaps = outcome.gaps[year] = [list(gap) for gap in cursor.fetchall()]
            missing = sum(last - first + 1 for first, last in gaps)
            facts = {
                "year": year,
                "taken": outcome.years[year],
                "last_number": book.last_number,
                "missing": missing,
                "gaps": gaps[:MOST_GAPS_TOLD],
                "because": "migrated",
                "source": taker.source,
            }
            history.write(book, "book_migrated", at=taker.at, by=None, on_behalf_of=None, facts=facts)
    if outcome.taken:
        tell_about([f"{IncomingDocument.KIND}.{taker.organisation.pk}"])


def let_the_planner_learn() -> None:
    """What came is counted, so that questions are asked in the right way at once: at the end of a run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE records_record, documents_incomingdocument, records_registerentry, records_searchentry, records_workitem"
        )


def write_refused(path: Path, outcome: Outcome) -> None:
    """The refused lines as they stood, each with its number and the reason: to be put right and brought again. Of a line that
    bears a secrecy mark only its number is written."""
    named = {key for row, _refusal in outcome.refused for key in row.cells}
    columns = [key for key in HEADINGS if key in named]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(HEADINGS[key][0] for key in columns), _("Line"), _("Reason")])
        for row, refusal in sorted(outcome.refused, key=lambda pair: pair[0].place):
            cells = [""] * len(columns) if refusal.secret else [row.cells.get(key, "") for key in columns]
            writer.writerow([*cells, row.place, refusal])
