"""The newest or oldest records someone may read, however few of a million those are.

Whoever may read most finds a page of them along the list; whoever may read one in a hundred thousand would walk past all others.
The index of readers holds beside them the spans of time in which a record was opened (migration 0010), so a page is looked for
among what was opened lately and, where that is not enough, further and further back. How far one had to go is remembered in the
process: it only says where to begin the next time.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Func, Max, QuerySet
from django.utils import timezone

from congvu.core.tables import Gap, Keys, written_once
from congvu.core.tables.paging import first_in_order
from congvu.records.models import Record

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=4)  # the shortest; each further sort of span holds eight of the one before
BITS, SORTS, SORT_BITS = 3, 4, 26
AT_ONCE = 16  # spans of a sort that are asked for together
LONGEST = SPAN * (AT_ONCE << BITS * (SORTS - 1))
FIRST = 2 * SPAN
NONE = timedelta()  # whoever finds a page in the first span walks along the list
AHEAD = timedelta(days=1)  # clocks may differ
FURTHER, AMPLE = 6, 1.5  # times as far where nothing was found, and as far as seems to be needed
MANY = 50_000  # records; among fewer one walks along the list
FRESH = 600  # seconds for which it is known how many there are, and the oldest
REMEMBERED = 4_096

Alike = tuple[Hashable, tuple[Hashable, ...]]

AFTER = (Gap("timestamptz"), Gap("bigint"))
_FIRST, _LAST, _SPANS = Gap("timestamptz"), Gap("timestamptz"), Gap("int[]")
_reach: dict[Hashable, timedelta] = {}  # of some records: how far a page of them reached
_extents: dict[
    str, tuple[float, bool, datetime]
] = {}  # of a kind: until when it is known whether they are many, and the first


class _Opened(Func):
    """Whether a moment lies in some of the spans of time."""

    template = "(records_spans(%(expressions)s))"
    arg_joiner = ") && ("
    output_field = BooleanField()


def first_along(
    read: Callable[[Keys, Sequence[str], dict[Gap, Any]], list[Any]],
    records: Callable[[], QuerySet[Any]],
    kind: str,
    fields: Sequence[str],
    after: Sequence[Any] | None,
    most: int,
    *,
    begin: datetime | None,
    alike: Alike,
) -> list[Any]:
    """The first so many of the records of a kind, in an order by when they were opened: after some values in it, or from a moment
    on (None: from the beginning). `read` gives the lines (core/tables/lines.py); `alike` says which records these are, whose and
    how narrowed: all that `records` hangs on."""
    back = fields[0].startswith("-")
    are_many, oldest = _extent(kind)
    start = after[0] if after else begin or (timezone.now() + AHEAD if back else oldest)
    said = dict(zip(AFTER, after or (), strict=False))
    span = _known(alike, back) if are_many else LONGEST
    while NONE < span < LONGEST:
        first, last = sorted((start, start - span if back else start + span))
        bounds = {_FIRST: first, _LAST: last, _SPANS: spans(first, last)}
        found = read(page_of((alike, "within"), lambda: within(records()), fields, after, most), fields, said | bounds)
        if len(found) == most:
            break
        span = max(2 * span, span * (AMPLE * most / len(found))) if found else span * FURTHER
    else:
        found = read(page_of(alike, records, fields, after, most), fields, said)
    if are_many:
        reached = AMPLE * abs(found[-1].opened_at - start) if len(found) == most else LONGEST
        span = NONE if reached <= FIRST else reached
        _remember((alike, back), span)
        if not any(alike[1]):
            _remember(((alike[0], ()), back), span)
    return found


def page_of(
    named: Hashable,
    records: Callable[[], QuerySet[Any]],
    fields: Sequence[str],
    after: Sequence[Any] | None,
    most: int,
) -> Keys:
    """The statement for the first so many records in an order, after some values in it (AFTER), written once. `named`: all that
    `records` hangs on."""

    def page() -> QuerySet[Any]:
        return first_in_order(records(), fields, [gap.value for gap in AFTER] if after else None, most)

    return written_once((named, fields, bool(after), most), page)


def within(records: QuerySet[Any]) -> QuerySet[Any]:
    """Those opened between a moment and another, and in the spans of time between them."""
    return records.filter(_Opened("opened_at", _SPANS.value), opened_at__gte=_FIRST.value, opened_at__lte=_LAST.value)


def spans(first: datetime, last: datetime) -> list[int]:
    """The spans of time, as few as will do, in which both moments and all between them lie."""
    numbers = [(moment - EPOCH) // SPAN for moment in (first, last)]
    sort = next(sort for sort in range(SORTS) if numbers[1] - numbers[0] >> BITS * sort < AT_ONCE or sort == SORTS - 1)
    begin, end = (number >> BITS * sort for number in numbers)
    return [(sort << SORT_BITS) + number for number in range(begin, end + 1)]


def _known(alike: Alike, back: bool) -> timedelta:
    """How far one had to go the last time; else as far as for all that may be read, or as far as one begins with."""
    known = _reach.get((alike, back))  # another thread may empty it meanwhile
    return max(_reach.get(((alike[0], ()), back), FIRST), FIRST) if known is None else known


def _remember(alike: Hashable, span: timedelta) -> None:
    if len(_reach) >= REMEMBERED:
        _reach.clear()
    _reach[alike] = span


def _extent(kind: str) -> tuple[bool, datetime]:
    """Whether there are many records, and when the first of the kind was opened."""
    now = time.monotonic()
    if kind not in _extents or _extents[kind][0] < now:
        last = Record.objects.aggregate(last=Max("pk"))["last"] or 0
        oldest = Record.objects.filter(kind=kind).order_by("opened_at").values_list("opened_at", flat=True).first()
        _extents[kind] = (now + FRESH, last > MANY, oldest or timezone.now())
    return _extents[kind][1:]
