"""What search has just taken in, held against questions that somebody keeps.

Only what is new is looked at, never the whole index; which of those who asked may read it is for the caller to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from congvu.records.asking import asked
from congvu.records.models import JustIndexed

BATCH = 200

# The vectors are taken out of their storage once, not once for each question.
_HELD_AGAINST = """
    WITH fresh AS MATERIALIZED (
        SELECT s.record_id, s.words || ''::tsvector AS words, s.body, s.year::text AS year, s.came_at, s.kind, s.state
        FROM records_searchentry s WHERE s.record_id = ANY(%s)
    )
    SELECT q.number, f.record_id
    FROM fresh f
    JOIN unnest(%s::int[], %s::timestamptz[], %s::tsquery[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS q(number, since, words, kind, state, body, year)
        ON f.came_at >= q.since AND f.words @@ q.words
        AND q.kind IN ('', f.kind) AND q.state IN ('', f.state) AND q.body IN ('', f.body) AND q.year IN ('', f.year)
    ORDER BY q.number, f.record_id
"""
FACETS = ("kind", "state", "body", "year")


@dataclass(frozen=True)
class Watched:
    """A question somebody keeps: words, chosen values of facets, and since when what is new is wanted."""

    words: str
    filters: dict[str, str]
    since: datetime


def take_just_indexed() -> list[int]:
    """The records search has taken in and nobody has yet looked at, at most a batch. They are taken within the caller's
    transaction: if that breaks off they wait again."""
    rows = JustIndexed.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH]
    taken = {row.pk: row.record_id for row in rows}
    JustIndexed.objects.filter(pk__in=taken).delete()
    return sorted(set(taken.values()))


def found_by(questions: Sequence[Watched], records: Iterable[int]) -> list[tuple[int, int]]:
    """Which of the records answer which of the questions: places in `questions` with numbers of records. One query."""
    asking = [(place, question) for place, question in enumerate(questions) if _as_query(question.words)]
    if not asking:
        return []
    columns: list[list[Any]] = [
        [place for place, _question in asking],
        [question.since for _place, question in asking],
        [_as_query(question.words) for _place, question in asking],
        *([question.filters.get(facet, "") for _place, question in asking] for facet in FACETS),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_HELD_AGAINST, [list(records), *columns])
        return list(cursor.fetchall())


@lru_cache(maxsize=20_000)
def _as_query(words: str) -> str:
    """The words as search itself asks for them; empty when there are none."""
    question = asked(words)
    return question.query() if question.phrases else ""
