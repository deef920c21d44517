"""Search over everything one may see. What one may not read is not found, not counted and not suggested: the readers are asked
in the same statement as the words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from congvu.accounts.actors import Actor
from congvu.core.ending import ask_all
from congvu.core.journeys import Rows, Soon, Statement, answers_with
from congvu.records.asking import Asked, asked
from congvu.records.index import SAID, apps_asked, told_by_apps
from congvu.records.likeness import alike
from congvu.records.newest import Found, Newest
from congvu.records.snippets import Piece, marked, snippet

CANDIDATES = 100  # the newest that fit are ranked; others are only said to be there
ENOUGH = 41  # more than two pages: for others one does not go further back
OFTEN = 80  # more than these seem to have the words in their title: then titles are asked first
SEEN = 500  # fewer than these seem to have the words: then all of them are looked at,
MOST_SEEN = 4_000  # if even those that have the rarest of the words are fewer than these
TITLED = 30  # of others so many are ranked in any case that have the words in their title
SHOWN = 20  # and of so many, the best by title and reference, it is also weighed how near the words stand
FEW = 3  # fewer than these, and titles that are merely alike are looked for too
VALUES = 12  # of a facet, the commonest
TEXT_CHARACTERS = 60_000  # of a file in which the words are looked for, to be shown
FACETS = ("kind", "state", "body", "year")

_SHOWN = """
    SELECT r.id, r.handle, r.kind, r.title, r.reference, r.state, r.urgency, r.opened_at, e.number
    FROM records_record r LEFT JOIN records_registerentry e ON e.record_id = r.id WHERE r.id = ANY(%s::bigint[])
"""
_TOLD = (*FACETS, "title", "reference")  # what a record is counted and ranked by
_TITLE, _REFERENCE, _BODY = (1 + _TOLD.index(name) for name in ("title", "reference", "body"))
_IS_YEAR = re.compile(r"[0-9]{4}").fullmatch
_IN_FILES = """
    SELECT a.record_id, left(f.text, %s) FROM records_attachment a JOIN files_storedfile f ON f.id = a.file_id
    WHERE a.record_id = ANY(%s::bigint[]) AND a.role <> 'stamped' ORDER BY a.id DESC
"""
_NEAR = """
    SELECT record_id, ts_rank_cd(words, asked, 33), CASE WHEN numnode(typed) = 0 THEN 0
        WHEN marked = '' THEN ts_rank(words, typed) ELSE ts_rank(marked::tsvector, typed) END
    FROM records_searchentry, CAST(%s AS tsquery) asked, CAST(%s AS tsquery) typed WHERE record_id = ANY(%s::bigint[])
"""


class Shown(NamedTuple):
    """What is said of a found record. `entry`: its arrival number, where it has one; `body`: from whom it came; `words` and
    `key`: title and reference as search compares them."""

    pk: int
    handle: str
    kind: str
    title: str
    reference: str
    state: str
    urgency: str
    opened_at: datetime
    entry: int | None
    body: str
    words: str
    key: str


class Hit(NamedTuple):
    """A record that was found: its title with the words marked, and where else they stand in it."""

    record: Shown
    title: list[Piece]
    snippet: list[Piece]


@dataclass(frozen=True)
class Results:
    """What was found. `facets`: of each facet its values with how many of the found have them, the most first.
    `capped`: there are more than `found`. `alike`: nothing has all the words; these titles are alike."""

    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    found: int = 0
    capped: bool = False
    alike: bool = False

    @property
    def more(self) -> bool:
        return self.found > len(self.hits)


@dataclass(slots=True)
class _Candidate:
    """`row`: its key and what is told of it; `is_named`: just its reference was asked for."""

    row: tuple[Any, ...]
    score: float
    is_named: bool = False

    @property
    def pk(self) -> int:
        return int(self.row[0])


def search(
    actor: Actor, text: str, *, filters: dict[str, str] | None = None, limit: int = SHOWN, soon: Sequence[Soon] = ()
) -> Results:
    """Look for the words in titles, references, facts, notes and files of what the actor may read; the best first.
    `filters`: chosen values of facets; `soon`: what a page asks along with what is shown."""
    question = asked(text)
    if not question.phrases:
        return Results()
    having = {facet: value for facet, value in (filters or {}).items() if value and facet in FACETS}
    if "year" in having and not _IS_YEAR(having["year"]):
        return Results()
    newest = Newest(actor.keys, having=having, told=_TOLD)
    rows, capped = _gathered(newest, question)
    candidates = sorted(_scored(rows, question), key=_rank)
    others: list[_Candidate] = []
    if len(candidates) < FEW and not (candidates and candidates[0].is_named):
        known = {candidate.pk for candidate in candidates}
        others = [candidate for candidate in _alike(newest, question) if candidate.pk not in known]
    return Results(
        hits=_hits(candidates, others, question, limit, soon),
        facets=_facets([*candidates, *others]),
        found=len(candidates) + len(others),
        capped=capped,
        alike=bool(others) and not candidates,
    )


def _gathered(newest: Newest, question: Asked) -> tuple[Rows, bool]:
    """What is ranked, and whether there is more. Where many seem to have the words in their title, the newest of those, and
    others only if these are few; where few have the words at all, all of them; else the newest, and in any case some of those
    that have them in their title."""
    titled: Rows = []
    found = Found([], False)
    if newest.expected(question, in_title=True) > OFTEN:
        titled = newest.with_words(question, CANDIDATES + 1, enough=ENOUGH, in_title=True).rows
        if len(titled) < ENOUGH:
            found = newest.with_words(question, CANDIDATES + 1, enough=ENOUGH)
    elif 0 < newest.expected(question, in_title=False) < SEEN and newest.at_most(question) < MOST_SEEN:
        found = newest.titled_first(question, CANDIDATES + 1)
    else:
        found = newest.with_words(question, CANDIDATES + 1, enough=ENOUGH)
        if not found.is_all and sum(_says_all(row[_TITLE], question) for row in found.rows) < TITLED:
            titled = newest.with_words(question, TITLED, in_title=True).rows
    rows = list({row[0]: row for row in (*titled, *found.rows)}.values())
    if found.is_all:
        return rows, False
    return rows[: min(CANDIDATES, len(rows) - 1)], True


def _rank(candidate: _Candidate) -> tuple[float, int]:
    return -candidate.score, -candidate.pk


def _scored(rows: Rows, question: Asked) -> Iterator[_Candidate]:
    """The records with what they are worth by title and reference. That they may be read is known."""
    key, number = question.key, len(question.terms)
    wanted, best_of_all = [(term.spaced, f" {term.best} ") for term in question.terms], question.best
    for row in rows:
        padded, reference = f" {row[_TITLE]} ", row[_REFERENCE]
        hits = whole = 0
        for ways, best in wanted:
            for way in ways:
                if way in padded:
                    hits += 1
                    whole += best in padded
                    break
        score = (2 * hits + 0.5 * whole) / number + hits / (hits + padded.count(" ") - 1)
        score += 2 if number > 1 and best_of_all in padded else 0
        is_named = reference == key != ""
        score += 12 if is_named else 6 * reference.startswith(key)
        yield _Candidate(row, score, is_named)


def _alike(newest: Newest, question: Asked) -> list[_Candidate]:
    """Titles that are alike, the most alike first."""
    return [_Candidate((pk, *told), likeness) for pk, likeness, *told in alike(newest, question, _TOLD)]


def _facets(candidates: list[_Candidate]) -> dict[str, list[tuple[str, int]]]:
    rows = [candidate.row for candidate in candidates]
    return {facet: _commonest(map(itemgetter(place), rows)) for place, facet in enumerate(FACETS, 1)}


def _commonest(values: Iterable[str | int]) -> list[tuple[str, int]]:
    counted = Counter(values)
    counted.pop("", None)
    commonest = sorted(counted.items(), key=itemgetter(1), reverse=True)[:VALUES]
    return [(str(value), number) for value, number in commonest]


def _hits(
    candidates: list[_Candidate], others: list[_Candidate], question: Asked, limit: int, soon: Sequence[Soon]
) -> list[Hit]:
    """What to show: of the candidates, the best first, then the others. Those are already known to be readable. How near to each
    other the words stand in the best, and whether with the accents they were typed with, is asked in the same journey."""
    best, rest = candidates[:SHOWN], [*candidates[SHOWN:], *others]
    rest = rest[: max(limit - len(best), 0)]
    if not (best or rest):
        return []
    statements: list[Statement] = [(_SHOWN, [[one.pk for one in (*best, *rest)]])]
    if len(best) > 1:  # one alone needs no rank
        statements.append((_NEAR, [question.query(), question.marked_query, [one.pk for one in best]]))
    rows, *weighed = (answer.fetchall() for answer in answers_with(soon, *statements))
    nearer = {pk: near + 2 * as_typed for near_rows in weighed for pk, near, as_typed in near_rows}
    for candidate in best:
        candidate.score += nearer.get(candidate.pk, 0)
    known = {row[0]: row for row in rows}
    order = [one for one in (*sorted(best, key=_rank), *rest) if one.pk in known][:limit]
    shown = [Shown._make((*known[one.pk], *(one.row[place] for place in (_BODY, _TITLE, _REFERENCE)))) for one in order]
    wanting = [one for one in shown if not _says_all(f"{one.words} {one.key}", question)]
    texts = _texts(wanting) if wanting else {}
    return [
        Hit(one, marked(one.title, question), snippet(texts[one.pk], question) if one.pk in texts else [])
        for one in shown
    ]


def _says_all(title: str, question: Asked) -> bool:
    padded = f" {title} "
    return all(term.is_in(padded) for term in question.terms)


def _texts(records: list[Shown]) -> dict[int, list[str]]:
    """What was written of the records, their facts, and their files."""
    pks = [record.pk for record in records]
    texts: dict[int, list[str]] = {pk: [] for pk in pks}
    items, files, *others = ask_all((SAID, [pks]), (_IN_FILES, [TEXT_CHARACTERS, pks]), *apps_asked(pks))
    for pk, told in told_by_apps(others).items():
        texts[pk] += [*told.notes, " · ".join(fact for fact in told.facts if fact)]
    for pk, *said in (*items, *files):
        texts[pk] += said
    return texts
