"""The newest records that have some words, among a million, however common or rare the words are.

Words, readers and ages of records stand in one index, so what several of them narrow is found in one walk. The ages say in
which spans of a thousand, sixteen thousand and more records one lies: the newest are asked first, and from how many of them had
the words follows how far back the next question must go. Of a common word a few thousand records are enough, and of a rare one
all together cost little.
"""

from functools import cached_property
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from congvu.records.asking import Asked, asked
from congvu.records.beginnings import in_whole_words
from congvu.records.models import RecordQuerySet

SPANS = (10, 14, 18, 22)  # each of two to so many records; the ages in the table are reckoned so too (migration 0009)
SPAN_NUMBERS = 26  # the sorts of spans are told apart above so many bits
AT_ONCE = 16  # spans of a sort that are asked for together; so many are one of the next
FIRST = 2_048  # records that are asked first
AMPLE = 1.5  # so much further back than it seems to need
HARDLY_LESS = 4  # the part of all that takes as long as all
COMMON = 10_000  # more than these may have the words: not all of them are gathered at once
STEP = 1 << 15  # records that are asked at once of what only older ones have
NEAR = 1 << 18  # records among which a beginning of a letter or two is looked for
DENSE = 4_000  # more than these have the words: then any walk along the list soon meets them
LATE = 1_000  # numbers of records below the last one indexed among which some may still wait for the index

_LAST = "SELECT max(record_id) FROM records_searchentry"
_ASK = "SELECT record_id FROM records_searchentry WHERE "
_OF_THESE = "SELECT record_id FROM ({}) found WHERE record_id IN ({})"
_ORDER = " ORDER BY record_id + 0 DESC LIMIT %s"  # in an order no index gives: only the words can lead there
_BEGINS = (
    "(heading || ''::tsvector) @@ %s::tsquery"  # compared, not looked up: the index would gather all that begins so
)


class BuiltQuery(SearchQuery):
    """A tsquery that is already written, word by word: PostgreSQL's own parser does not read it again."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


class Newest:
    """Questions for the newest of some records; `narrowed` when more is asked of them than who may read them."""

    def __init__(self, records: RecordQuerySet, *, narrowed: bool = True) -> None:
        self._keys = list(records.reader_keys)
        self._narrowed = narrowed
        self._asked_for: dict[Asked, str] = {}
        try:
            self._records, self._values = records.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            self._records, self._values = "", ()

    def with_words(self, question: Asked, most: int, *, in_title: bool = False) -> list[int]:
        """The keys of the newest, at most so many, that have all the words, somewhere or in their title; the newest first. A
        last word of which only a letter or two are known is looked for in the newest titles if it stands alone, else left out."""
        query = self._whole(question)
        if query:
            return self.fitting(query, most, in_title=in_title)
        return self._found(_BEGINS, question.query(), most, reach=NEAR)

    def _whole(self, question: Asked) -> str:
        if question not in self._asked_for:
            self._asked_for[question] = in_whole_words(question)
        return self._asked_for[question]

    def fitting(self, query: str, most: int, *, in_title: bool) -> list[int]:
        """The keys of the newest, at most so many, that fit the tsquery; the newest first."""
        return self._found(f"{'heading' if in_title else 'words'} @@ %s::tsquery", query, most)

    @cached_property
    def last(self) -> int:
        """The last record search knows of."""
        with connection.cursor() as cursor:
            cursor.execute(_LAST)
            return cursor.fetchone()[0] or 0

    def _found(self, fits: str, query: str, most: int, *, reach: int | None = None) -> list[int]:
        if not self._records:
            return []
        limit, back = min(reach or self.last, self.last), FIRST
        ages = self._ages(back, limit)
        found = self._asked(fits, query, most, ages)
        if not found and ages and limit > STEP and self._expected(fits, query) > COMMON:
            return self._walked_back(fits, query, most, limit)
        while len(found) < most and ages and back < limit:
            back = min(max(2 * back, int(back * most / len(found) * AMPLE)), limit) if found else limit
            ages = self._ages(back, limit)
            found = self._asked(fits, query, most, ages)
        return found

    def _ages(self, records: int, limit: int) -> list[int]:
        """The spans of the newest so many records; none when all are meant and asked as quickly."""
        if limit == self.last and records * HARDLY_LESS > self.last:
            return []
        return _ages(self.last, records)

    def _walked_back(self, fits: str, query: str, most: int, reach: int) -> list[int]:
        """What many have, but none of the newest: step by step, for all together are too many."""
        found: list[int] = []
        for end in range(self.last, max(self.last - reach, 0), -STEP):
            found += self._asked(fits, query, most - len(found), _ages(end, STEP, whole=True))
            if len(found) == most:
                break
        return found

    def _expected(self, fits: str, query: str) -> int:
        """How many records have the words, as the database guesses."""
        statement, values = self._statement(fits, query, [])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
            return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])

    def _asked(self, fits: str, query: str, most: int, ages: list[int]) -> list[int]:
        statement, values = self._statement(fits, query, ages)
        if self._narrowed:
            asked, given = f"{statement} AND record_id IN ({self._records}){_ORDER}", [*values, *self._values, most]
        else:  # the index knows the readers: of what it gives, only what is wanted is looked at
            asked = _OF_THESE.format(statement + _ORDER, self._records) + _ORDER
            given = [*values, most, *self._values, most]
        with connection.cursor() as cursor:
            cursor.execute(asked, given)
            return [pk for (pk,) in cursor.fetchall()]

    def _statement(self, fits: str, query: str, ages: list[int]) -> tuple[str, list[Any]]:
        conditions: list[str] = [fits]
        values: list[Any] = [query]
        for column, some in (("readers", self._keys), ("ages", ages)):
            if some:
                conditions.append(f"{column} && %s::int[]")
                values.append(some)
        return _ASK + " AND ".join(conditions), values


def _ages(last: int, records: int, *, whole: bool = False) -> list[int]:
    """The spans that hold at least so many records up to the last; `whole`: just as many, up to the end of the last's span."""
    place = next(place for place, bits in enumerate(SPANS) if records >> bits < AT_ONCE or place == len(SPANS) - 1)
    newest, number = last >> SPANS[place], records >> SPANS[place]
    return [(place << SPAN_NUMBERS) + newest - back for back in range(number + (not whole)) if newest >= back]


def in_title(records: RecordQuerySet, text: str, *, also: list[int]) -> QuerySet[Any]:
    """Those of the records that have the words in their title or reference, the last one perhaps unfinished; and the records
    `also`. What came just now and waits for the index is looked through as it stands."""
    question = asked(text)
    if not question.phrases:
        return records.filter(Q(title__icontains=text) | Q(pk__in=also))
    newest = Newest(records)
    found = newest.with_words(question, DENSE + 1, in_title=True)
    waiting = records.filter(pk__gt=newest.last - LATE, search__isnull=True, title__unaccent__icontains=text)
    also = [*also, *waiting.values_list("pk", flat=True)[:LATE]]
    if len(found) <= DENSE:
        return records.filter(pk__in=[*found, *also])
    fits = Q(search__heading=BuiltQuery(in_whole_words(question) or question.query()))
    return records.filter(fits | Q(pk__in=also)) if also else records.filter(fits)
