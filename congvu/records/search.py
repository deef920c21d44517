"""Search over everything one may see. What one may not read is not found, not counted and not suggested: the readers are asked
in the same statement as the words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Left

from congvu.accounts.actors import Actor
from congvu.records.asking import Asked, asked
from congvu.records.index import told_of
from congvu.records.likeness import alike
from congvu.records.models import Attachment, AttachmentRole, Record, WorkItem
from congvu.records.newest import BuiltQuery, newest
from congvu.records.snippets import Piece, marked, snippet

CANDIDATES = 500  # the newest that fit are ranked; more are only said to be there
SHOWN = 20
FEW = 3  # fewer than these, and titles that are merely alike are looked for too
TEXT_CHARACTERS = 60_000  # of a file in which the words are looked for, to be shown
FACETS = ("kind", "state", "body", "year")
_COLUMNS = {"kind": "kind", "state": "state", "body": "search__body", "year": "search__year"}


@dataclass(frozen=True)
class Hit:
    """A record that was found: its title with the words marked, and where else they stand in it."""

    record: Record
    title: list[Piece]
    snippet: list[Piece]
    body: str


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


@dataclass(frozen=True)
class _Candidate:
    pk: int
    values: dict[str, str]
    score: float


def search(actor: Actor, text: str, *, filters: dict[str, str] | None = None, limit: int = SHOWN) -> Results:
    """Look for the words in titles, references, facts, notes and files of what the actor may read; the best first.
    `filters`: chosen values of facets."""
    question = asked(text)
    if not question.phrases:
        return Results()
    readable = _filtered(Record.objects.visible_to(actor), filters or {})
    candidates, capped = _with_all_words(readable, question)
    alike = not candidates
    if len(candidates) < FEW:
        known = {candidate.pk for candidate in candidates}
        candidates += [candidate for candidate in _alike(readable, question) if candidate.pk not in known]
    shown = candidates[:limit]
    return Results(
        hits=_hits([candidate.pk for candidate in shown], question),
        facets=_facets(candidates),
        found=len(candidates),
        capped=capped,
        alike=alike and bool(candidates),
    )


def _filtered(records: QuerySet[Record], filters: dict[str, str]) -> QuerySet[Record]:
    for facet, value in filters.items():
        if value and facet in FACETS:
            if facet == "year" and not (value.isascii() and value.isdigit() and len(value) == 4):
                return records.none()
            records = records.filter(**{_COLUMNS[facet]: value})
    return records


def _with_all_words(readable: QuerySet[Record], question: Asked) -> tuple[list[_Candidate], bool]:
    """What has all the words, the best first, and whether there is more than could be ranked. Of very common words those with
    the words in their title are ranked."""
    found = newest(readable, question.query(), CANDIDATES + 1)
    capped = len(found) > CANDIDATES
    if capped:
        found = newest(readable, question.query("A"), CANDIDATES) or found
    return sorted(_scored(_rows(found[:CANDIDATES], question), question), key=lambda c: (-c.score, -c.pk)), capped


def _rows(pks: list[int], question: Asked) -> list[Any]:
    """What the score is made of. Only these are looked into; that they may be read is known."""
    words = F("search__words")
    accents = SearchRank(words, BuiltQuery(question.marked_query)) if question.marked_query else Value(0.0)
    found = Record.objects.filter(pk__in=pks).annotate(
        near=SearchRank(words, BuiltQuery(question.query()), cover_density=True, normalization=Value(33)),
        accents=_float(accents),
    )
    columns = ("pk", *_COLUMNS.values(), "search__title", "search__reference", "near", "accents")
    return list(found.values_list(*columns, named=True)) if pks else []


def _float(expression: Any) -> Any:
    expression.output_field = FloatField()
    return expression


def _scored(rows: Iterable[Any], question: Asked) -> Iterable[_Candidate]:
    for row in rows:
        title, reference = row.search__title, row.search__reference
        words = title.split()
        hit = [term for term in question.terms if any(term.fits(word) for word in words)]
        whole = sum(term.best in words for term in hit)
        score = row.near + 2 * row.accents
        score += (2 * len(hit) + 0.5 * whole) / len(question.terms) + len(hit) / (len(hit) + len(words))
        score += 2 if len(question.terms) > 1 and question.best in title else 0
        if reference and question.key:
            score += 12 if reference == question.key else 6 * reference.startswith(question.key)
        yield _Candidate(row.pk, _values(row), score)


def _alike(readable: QuerySet[Record], question: Asked) -> list[_Candidate]:
    """Titles that are alike, the most alike first."""
    likeness = alike(readable, question)
    rows = Record.objects.filter(pk__in=likeness).values_list("pk", *_COLUMNS.values(), named=True) if likeness else []
    found = [_Candidate(row.pk, _values(row), likeness[row.pk]) for row in rows]
    return sorted(found, key=lambda c: (-c.score, -c.pk))


def _values(row: Any) -> dict[str, str]:
    """Of each facet the row's value."""
    return {facet: str(getattr(row, column)) for facet, column in _COLUMNS.items()}


def _facets(candidates: list[_Candidate]) -> dict[str, list[tuple[str, int]]]:
    return {facet: Counter(c.values[facet] for c in candidates if c.values[facet]).most_common(12) for facet in FACETS}


def _hits(pks: list[int], question: Asked) -> list[Hit]:
    """The records in this order, with what to show of them. Those are already known to be readable."""
    records = Record.objects.select_related("entry", "search").defer("search__words").in_bulk(pks)
    wanting = [
        pk for pk, record in records.items() if not all(_is_in(record.search.title, term) for term in question.terms)
    ]
    texts = _texts([records[pk] for pk in wanting]) if wanting else {}
    return [
        Hit(
            record=records[pk],
            title=marked(records[pk].title, question),
            snippet=snippet(texts.get(pk, []), question),
            body=records[pk].search.body,
        )
        for pk in pks
    ]


def _is_in(title: str, term: Any) -> bool:
    return any(term.fits(word) for word in title.split())


def _texts(records: list[Record]) -> dict[int, list[str]]:
    """What was written of the records, their facts, and their files."""
    pks = [record.pk for record in records]
    texts: dict[int, list[str]] = {pk: [] for pk in pks}
    for pk, told in told_of(records).items():
        texts[pk] += [*told.notes, " · ".join(fact for fact in told.facts if fact)]
    for pk, *said in (
        WorkItem.objects.filter(record__in=pks).order_by("-pk").values_list("record_id", "words", "result")
    ):
        texts[pk] += said
    files = Attachment.objects.filter(record__in=pks).exclude(role=AttachmentRole.STAMPED).order_by("-pk")
    for pk, text in files.values_list("record_id", Left("file__text", TEXT_CHARACTERS)):
        texts[pk].append(text)
    return texts
