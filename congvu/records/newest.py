"""The newest records that have some words, among a million, however common or rare the words are.

A database that must sort by age is tempted to walk along all records until enough of them fit, which takes seconds for a rare
word; and one that must gather all that have a common word gathers for seconds too. So the newest are asked first, where either
way is short; what they cannot fill is asked of the rest, in an order no index gives, so that only the words can lead there.
"""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Max, Q, QuerySet

from congvu.records.asking import asked
from congvu.records.models import SearchEntry

RECENT = 15_000  # numbers of records, counted from the last: some weeks of a large office
DENSE = 2_000  # more than these have the words: then any walk along the list soon meets them
LATE = 1_000  # numbers of records below the last one indexed among which some may still wait for the index


class BuiltQuery(SearchQuery):
    """A tsquery that is already written, word by word: PostgreSQL's own parser does not read it again."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


def newest(records: QuerySet[Any], query: str, most: int) -> list[int]:
    """The keys of the newest of the records, at most so many, whose words fit the tsquery; the newest first. At most four
    queries."""
    having = records.filter(search__words=BuiltQuery(query)).values_list("pk", flat=True)
    end = _last_indexed() - RECENT
    found = list(having.filter(search__pk__gt=end).order_by("-search__pk")[:most])
    for part in _parts(end, found, most):
        if len(found) < most and end > 0:
            older = (
                having.filter(search__pk__lte=end, search__pk__gt=part)
                if part > 0
                else having.filter(search__pk__lte=end)
            )
            found += older.order_by((F("search__pk") + 0).desc())[: most - len(found)]
            end = part
    return found


def _parts(end: int, found: list[int], most: int) -> list[int]:
    """Where the next questions begin: as far back as it must be by how often the newest had the words; then everything."""
    reach = 2 * RECENT * most // max(len(found), 1)
    return [end - reach, 0] if reach < end // 2 else [0]


def _last_indexed() -> int:
    return SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def in_title(records: QuerySet[Any], text: str, *, also: list[int]) -> QuerySet[Any]:
    """Those of the records that have the words in their title or reference, the last one perhaps unfinished; and the records
    `also`. What came just now and waits for the index is looked through as it stands."""
    question = asked(text)
    if not question.phrases:
        return records.filter(Q(title__icontains=text) | Q(pk__in=also))
    query = question.query("A")
    found = newest(records, query, DENSE + 1)
    waiting = records.filter(pk__gt=_last_indexed() - LATE, search__isnull=True, title__unaccent__icontains=text)
    also = [*also, *waiting.values_list("pk", flat=True)[:LATE]]
    if len(found) <= DENSE:
        return records.filter(pk__in=[*found, *also])
    fits = Q(search__words=BuiltQuery(query))
    return records.filter(fits | Q(pk__in=also)) if also else records.filter(fits)
