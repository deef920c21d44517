"""Taking over a former register: line by line checked, batch by batch written, what was refused kept beside it with the reason.

A second run takes in nothing twice: a number that is already there with the same document is left alone."""

import contextlib
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.core.errors import RuleBroken
from congvu.directory.models import Organisation, PostHolding
from congvu.directory.roles import Role
from congvu.documents.actions.intake import NobodyInTheRegistry
from congvu.documents.actions.registry import registry_of
from congvu.documents.archive.lines import Known, Line, Refused, read
from congvu.documents.archive.loading import Taker, book_of, load
from congvu.documents.archive.reading import Row, rows_of
from congvu.documents.models import IncomingDocument
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.notifications.notify import tell_about
from congvu.records import history
from congvu.records.migrating import gathering
from congvu.records.models import Register

BATCH = 4000
MOST_GAPS_TOLD = 500

Say = Callable[[str], None]

_THERE = """
    SELECT e.number, r.title, r.reference FROM records_registerentry e JOIN records_record r ON r.id = e.record_id
    WHERE e.register_id = %s AND e.number = ANY (%s)
"""
_GAPS = """
    SELECT coalesce(before, 0) + 1, number - 1 FROM (
        SELECT number, lag(number) OVER (ORDER BY number) AS before FROM records_registerentry WHERE register_id = %s
    ) given WHERE number > coalesce(before, 0) + 1 ORDER BY number
"""


@dataclass
class Outcome:
    """What came of it: how many were taken over, how many were there before, what was refused and why."""

    taken: int = 0
    there: int = 0
    refused: list[tuple[Row, Refused]] = field(default_factory=list)
    years: Counter[int] = field(default_factory=Counter)
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
    with contextlib.nullcontext() if dry_run else gathering():
        _take_all(rows_of(path), taker, known, files, outcome, dry_run=dry_run, say=say)
    if not dry_run:
        _close_books(taker, outcome)
    return outcome


def _take_all(
    rows: Iterator[Row], taker: Taker, known: Known, files: Path, outcome: Outcome, *, dry_run: bool, say: Say
) -> None:
    seen = Seen()
    while batch := list(islice(rows, BATCH)):
        lines = list(_checked(batch, known, seen, outcome))
        if dry_run:
            _compared(taker, lines, outcome)
        else:
            _write(taker, lines, files, outcome)
        say(_("%(taken)s taken over, %(there)s were there, %(refused)s refused")
            % {"taken": outcome.taken, "there": outcome.there, "refused": len(outcome.refused)})  # fmt: skip


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


def _checked(batch: Sequence[Row], known: Known, seen: Seen, outcome: Outcome) -> Iterator[tuple[Row, Line]]:
    for row in batch:
        try:
            line = read(row, known)
            seen.add(line)
        except Refused as refusal:
            outcome.refused.append((row, refusal))
        else:
            yield row, line


def _compared(taker: Taker, lines: Sequence[tuple[Row, Line]], outcome: Outcome) -> None:
    """What would be taken over, by the books as they stand."""
    years = {line.year for _row, line in lines}
    books = {
        book.year: book
        for book in Register.objects.filter(organisation=taker.organisation, code="incoming", year__in=years)
    }
    for _row, line in _not_there(books, lines, outcome):
        outcome.taken += 1
        outcome.years[line.year] += 1


def _write(taker: Taker, lines: Sequence[tuple[Row, Line]], files: Path, outcome: Outcome) -> None:
    """One batch in one transaction; its files before it."""
    with transaction.atomic():
        books = {year: book_of(taker.organisation, year) for year in sorted({line.year for _row, line in lines})}
        new = _with_files(list(_not_there(books, lines, outcome)), files, taker.at, outcome)
        if not new:
            return
        load(taker, books, new)
    outcome.taken += len(new)
    outcome.years.update(line.year for line, _file in new)


def _not_there(
    books: dict[int, Register], lines: Sequence[tuple[Row, Line]], outcome: Outcome
) -> Iterator[tuple[Row, Line]]:
    """The lines whose numbers are free; a number with the same document is there already, with another it is refused."""
    there: dict[tuple[int, int], tuple[str, str]] = {}
    for year, book in books.items():
        with connection.cursor() as cursor:
            cursor.execute(_THERE, [book.pk, [line.number for _row, line in lines if line.year == year]])
            there |= {(year, number): (title, reference) for number, title, reference in cursor.fetchall()}
    for row, line in lines:
        found = there.get((line.year, line.number))
        if found is None:
            yield row, line
        elif found == (line.title, line.reference):
            outcome.there += 1
        else:
            said = _("Number %(number)s of %(year)s is another document here.") % vars_of(line)
            outcome.refused.append((row, Refused(said)))


def _with_files(
    lines: Sequence[tuple[Row, Line]], folder: Path, at: datetime, outcome: Outcome
) -> list[tuple[Line, StoredFile | None]]:
    """The lines with their files, each through the same door as any that comes in."""
    kept: list[tuple[Line, StoredFile | None]] = []
    for row, line in lines:
        try:
            kept.append((line, _kept(line.file, folder, at) if line.file else None))
        except RuleBroken as refusal:
            outcome.refused.append((row, Refused(str(refusal), secret=isinstance(refusal, store.BearsSecrecyMark))))
    return kept


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
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE records_record, documents_incomingdocument, records_registerentry, records_searchentry"
            )


def write_refused(path: Path, outcome: Outcome) -> None:
    """The refused lines as they stood, each with its number and the reason: to be put right and brought again. Of a line that
    bears a secrecy mark only its number is written."""
    columns = sorted({key for row, _refusal in outcome.refused for key in row.cells})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, _("Line"), _("Reason")])
        for row, refusal in sorted(outcome.refused, key=lambda pair: pair[0].place):
            cells = [""] * len(columns) if refusal.secret else [row.cells.get(key, "") for key in columns]
            writer.writerow([*cells, row.place, refusal])
