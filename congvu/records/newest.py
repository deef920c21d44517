"""The newest records that have some words, among a million, however common or rare the words are.

Words, ages and places of records stand in one index, so what several of them narrow is found in one walk. The ages say in which
spans of a thousand, eight thousand and more records one lies; a place is such a span together with one who may read it, so that
the index need not walk through the records of all others in it. How common the words are tells how far back one has to go: of
common words the spans of the last few thousand records are asked, of rare ones all together, which cost little.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from congvu.core.ending import ask, ask_all
from congvu.core.journeys import Rows, Statement, Unplanned
from congvu.records.asking import Asked, asked
from congvu.records.beginnings import in_whole_words
from congvu.records.commonness import NAMED, known, narrowed_by
from congvu.records.models import RecordQuerySet

SPANS = (10, 13, 16, 19, 22)  # each of two to so many records; places have none of the first sort (migration 0022)
SPAN_NUMBERS = 26  # the sorts of spans are told apart above so many bits, in places the readers above 32
ANYBODY = [0]  # as whose places ages are asked for
AT_ONCE = 16  # spans of a sort that are asked for together; so many are two of the next
PLACES = 48  # places: who reads by many keys asks for fewer and longer spans
FIRST = 2_048  # records that are asked first of what is not known by name, and always at least
FURTHER = 4  # times as far, at most, as one has gone already
HARDLY_LESS = 2  # the part of all that takes as long as all
ROW = 200  # places in a list of the index that take as long as looking whether one record has a word
COMMON = 2_500  # of more than these that may have the words not all are gathered at once
MOST_OF_ALL = (
    0.5  # who reads more of them is not looked for in the index: its list would take longer than the records it spares
)
NEAR = 1 << 18  # records among which a beginning of a letter or two is looked for
TOGETHER = 10  # times as many as elsewhere have the number of a year in their title among the records of that year
DENSE = 4_000  # more than these have the words: then any walk along the list soon meets them
LATE = 1_000  # of those that still wait for the index so many are looked through, the last ones
TOP = 1 << 62  # above the number of any record

_YEAR = re.compile(r"'(?:19|20)\d\d'")
# Up to a span, or to that of the very last record, whatever came since it was known how many there are.
_WITHIN = """
    {column} && ARRAY(
        SELECT (reader::bigint << 32) + span FROM unnest(%s::int[]) AS reader, generate_series(%s::bigint, least(%s::bigint,
            (SELECT %s::bigint + (coalesce(max(record_id), 0) >> %s::int) FROM records_searchentry))) AS span
    )
"""
_AGES, _PLACES = (
    _WITHIN.format(column=column) for column in ("records_ages(s.record_id)", "records_places(s.record_id, s.readers)")
)
_BEFORE = "s.record_id + 0 < %s::bigint"
# In an order no index gives: only the words can lead there.
_NEWEST = """
    SELECT s.record_id{told} FROM (
        SELECT s.record_id{told}, {titled} AS is_titled FROM records_searchentry s WHERE {fits}
        ORDER BY is_titled DESC, s.record_id + 0 DESC LIMIT %s
    ) s {still} ORDER BY s.is_titled DESC, s.record_id DESC
"""
_TITLED = "ts_match_vq(s.heading, %s::tsquery)"
# Who may read a record is known as it was when search last read it, and whatever was changed since is waiting for that.
_STILL = """
    WHERE NOT EXISTS (
        SELECT FROM records_awaitingindex w JOIN records_record r ON r.id = w.record_id
        WHERE w.record_id = s.record_id AND NOT r.readers && %s::int[]
    )
"""
_BEGINS = (
    "(s.heading || ''::tsvector) @@ %s::tsquery"  # compared, not looked up: the index would gather all that begins so
)
_LATE = """
    SELECT id FROM records_record WHERE id = ANY(ARRAY(SELECT record_id FROM records_awaitingindex ORDER BY id DESC LIMIT %s))
    AND strpos(upper(unaccent(title)), upper(unaccent(%s))) > 0
"""
_SENT = Unplanned("SELECT id FROM records_record WHERE readers && %s::int[] AND reference LIKE %s LIMIT %s")


class BuiltQuery(SearchQuery):
    """A tsquery that is already written, word by word: PostgreSQL's own parser does not read it again."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


class Found(NamedTuple):
    """Records, the newest first; `is_all`: there are no others."""

    rows: Rows
    is_all: bool


@dataclass(frozen=True)
class _Wanted:
    """A condition with its values; `share`: the part of the readable records that fulfils it where it is fulfilled most, 0 where
    that is not known."""

    fits: str
    values: list[Any]
    share: float = 0

    def and_also(self, fits: str, *values: Any) -> "_Wanted":
        return _Wanted(f"{self.fits} AND {fits}", [*self.values, *values], self.share)


class Newest:
    """Questions for the newest that somebody with these keys may read; of these `records` only, where more is asked of them, and
    `having` these values of columns of what search knows. `told`: which of those are wanted of each besides its key."""

    def __init__(
        self,
        keys: Collection[int],
        records: RecordQuerySet | None = None,
        *,
        having: Mapping[str, str] | None = None,
        told: Sequence[str] = (),
    ) -> None:
        self._keys = list(keys)
        self._readable = known().readable(keys) if keys else 1.0
        self._reads_most = not keys or self._readable > MOST_OF_ALL
        self._having = having or {}
        self._told = "".join(f", s.{column}" for column in told)
        self._asked_for: dict[Asked, str] = {}
        self._records, self._values = ("", ()) if records is None else _keys_of(records)

    def expected(self, question: Asked, *, in_title: bool) -> float:
        """How many seem to have all the words; none where one of them is not known by name."""
        query = self._whole(question)
        return known().share(_column(in_title), query) * self._readable * known().last if query else 0

    def at_most(self, question: Asked) -> float:
        """How many can have all the words, if those that have the rarest have the others too."""
        return known().rarest("words", self._whole(question)) * self._readable * known().last

    def with_words(self, question: Asked, most: int, *, enough: int = 0, in_title: bool = False) -> Found:
        """The newest, at most so many, that have all the words, somewhere or in their title; with `enough` one goes no further
        back. A last word of which only a letter or two are known is looked for in the newest titles if it stands alone, else left
        out."""
        query = self._whole(question)
        if query:
            return self.fitting([query], most, enough=enough, in_title=in_title)
        return self._walked_back(_Wanted(_BEGINS, [question.query()]), most, FIRST, reach=NEAR)

    def titled_first(self, question: Asked, most: int) -> Found:
        """Of all that have all the words, at most so many: those that have them in their title, then the newest."""
        query = self._whole(question)
        return self._among_all(self._wanted("words", [query], known().last), most, titled=query)

    def fitting(self, queries: list[str], most: int, *, enough: int = 0, in_title: bool) -> Found:
        """The newest, at most so many, that fit one of the tsqueries."""
        column, last = _column(in_title), known().last
        share = self._readable * min(sum(known().share(column, query) for query in queries), 1)
        rarest = self._readable * sum(known().rarest(column, query) for query in queries)
        size = max(min(int(most / share), int(COMMON / rarest)), FIRST) if share else last
        if size * HARDLY_LESS >= last:
            return self._among_all(self._wanted(column, queries, last), most)
        return self._walked_back(self._wanted(column, queries, size), most, size, enough=enough)

    def _whole(self, question: Asked) -> str:
        if question not in self._asked_for:
            self._asked_for[question] = in_whole_words(question)
        return self._asked_for[question]

    def _wanted(self, column: str, queries: list[str], records: int) -> _Wanted:
        """What is asked of the index, among so many records, and what of it is compared in what the index gives."""
        fits = f"s.{column} @@ %s::tsquery"
        near = [TOGETHER if column == "heading" and _YEAR.search(query) else 1 for query in queries]
        share = sum(known().share(column, query) * times for query, times in zip(queries, near, strict=True))
        looked_up = [self._looked_up(column, query, records) for query in queries]
        if looked_up == queries:
            return _Wanted(fits, [_any_of(queries)], share)
        whole = f"{fits} AND ts_match_vq(s.{column}, %s::tsquery)"  # the same, and no index is asked
        return _Wanted(whole, [_any_of(looked_up), _any_of(queries)], share)

    def _looked_up(self, column: str, query: str, records: int) -> str:
        """What of a tsquery is asked of the index: a word that many have only if going through its list takes less than
        looking at the records it spares."""
        parts, asked_for = known().parts(column, query), list[str]()
        rows = records * self._readable
        for one, part in parts:
            left = narrowed_by(one or NAMED / 2, len(asked_for))
            if not asked_for or rows * (1 - left) * ROW > records * one:
                asked_for.append(part)
                rows *= left
        return query if len(asked_for) == len(parts) else " & ".join(asked_for)

    def _walked_back(self, wanted: _Wanted, most: int, size: int, *, enough: int = 0, reach: int = 0) -> Found:
        """Found span by span, each as long as it takes to find what is still wanted if it lies as close as before."""
        last, before = known().last, TOP
        end, least = last, max(last - reach, 0) if reach else 0
        longest = max(int(COMMON / (wanted.share * self._readable)), size) if wanted.share else last
        enough = enough or most
        rows: Rows = []
        while len(rows) < enough and end > least:
            if self._reads_most and not reach and size * HARDLY_LESS >= end:
                within, first = wanted, 0
            else:
                within, first = self._within(wanted, max(end - size, least), end, is_open=before == TOP)
            rows += self._rows(within.and_also(_BEFORE, before), most - len(rows))
            end = before = first
            gone = last - end
            size = min(int(gone * (enough - len(rows)) / max(len(rows), 1)), gone * FURTHER)
            size = min(max(size, FIRST), longest)
        return Found(rows, end <= least and len(rows) < most)

    def _among_all(self, wanted: _Wanted, most: int, *, titled: str = "") -> Found:
        if not self._reads_most:
            wanted, _first = self._within(wanted, 0, TOP, is_open=True)
        rows = self._rows(wanted, most, titled=titled)
        return Found(rows, len(rows) < most)

    def _within(self, wanted: _Wanted, first: int, last: int, *, is_open: bool) -> tuple[_Wanted, int]:
        """What is wanted, among the records from about the first to before the last; the first of these."""
        if self._reads_most:
            begin, spans = _spans(first, last, is_open=is_open)
            return wanted.and_also(_AGES, ANYBODY, *spans), begin
        at_once = max(PLACES // len(self._keys), 2)
        begin, spans = _spans(first, last, is_open=is_open, shortest=1, at_once=at_once)
        return wanted.and_also(_PLACES, self._keys, *spans), begin

    def _rows(self, wanted: _Wanted, most: int, *, titled: str = "") -> Rows:
        """The newest that are wanted; `titled`: those first that have it in their title."""
        if not (self._keys or self._records):
            return []
        for column, value in self._having.items():
            wanted = wanted.and_also(f"s.{column} = %s", value)
        if self._keys and self._reads_most:
            wanted = wanted.and_also("arrayoverlap(s.readers, %s::int[])", self._keys)
        parts = {"told": self._told, "titled": _TITLED if titled else "false"}
        values = [titled, *wanted.values] if titled else wanted.values
        if self._records:
            fits = f"{wanted.fits} AND s.record_id IN ({self._records})"
            with connection.cursor() as cursor:
                cursor.execute(_NEWEST.format(**parts, fits=fits, still=""), [*values, *self._values, most])
                return cursor.fetchall()
        return ask(_NEWEST.format(**parts, fits=wanted.fits, still=_STILL), [*values, most, self._keys])


def _keys_of(records: RecordQuerySet) -> tuple[str, Sequence[Any]]:
    """The statement that gives the keys of the records."""
    try:
        return records.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "NULL", ()


def _any_of(queries: list[str]) -> str:
    """What fits one of the tsqueries."""
    several = list(dict.fromkeys(queries))
    return several[0] if len(several) == 1 else " | ".join(f"({query})" for query in several)


def _column(in_title: bool) -> str:
    return "heading" if in_title else "words"


def _spans(
    first: int, last: int, *, is_open: bool, shortest: int = 0, at_once: int = AT_ONCE
) -> tuple[int, Sequence[int]]:
    """The spans that hold the records from the first to before the last, if open even to the very last, as `_WITHIN` asks for
    them; before them the first record they hold. None is shorter than those of the sort `shortest`."""
    records = last - first
    longest = len(SPANS) - 1
    place = next(
        place for place in range(shortest, len(SPANS)) if records >> SPANS[place] < at_once or place == longest
    )
    bits, sort = SPANS[place], place << SPAN_NUMBERS
    begin = first >> bits
    end = sort + (1 << SPAN_NUMBERS) - 1 if is_open else sort + (last - 1 >> bits)
    return begin << bits, (sort + begin, end, sort, bits)


def in_title(records: RecordQuerySet, text: str, *, beginning: str = "") -> QuerySet[Any]:
    """Those of the records that have the words in their title or reference, the last one perhaps unfinished; and those whose
    reference begins so. What came just now and waits for the index is looked through as it stands."""
    statements: list[Statement] = [(_LATE, (LATE, text))]
    if beginning:
        statements.append(
            (_SENT, (list(records.reader_keys), f"{connection.ops.prep_for_like_query(beginning)}%", DENSE))
        )
    also = [pk for rows in ask_all(*statements) for (pk,) in rows]
    question = asked(text)
    if not question.phrases:
        return records.filter(Q(title__icontains=text) | Q(_among(also)))
    found = [pk for (pk,) in Newest(records.reader_keys, records).with_words(question, DENSE + 1, in_title=True).rows]
    if len(found) <= DENSE:
        return records.filter(_among([*found, *also]))
    fits = Q(search__heading=BuiltQuery(in_whole_words(question) or question.query()))
    return records.filter(fits | Q(_among(also))) if also else records.filter(fits)


def _among(keys: list[int]) -> RawSQL:
    """As one value, however many they are."""
    return RawSQL('"records_record"."id" = ANY(%s)', [keys], BooleanField())
