"""Keyset paging: the next page starts after the last row seen, whatever was added meanwhile. Never OFFSET, never count(*)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from congvu.core.tables.columns import along

M = TypeVar("M", bound=Model)
Read = Callable[[tuple[str, ...], Sequence[Any] | None, int], list[Any]]
SALT = "congvu.core.tables"


@dataclass(frozen=True)
class Sort:
    """An order one can choose. `fields` are never null, are served by an index and end in a unique one:
    ("-received_at", "-pk")."""

    code: str
    label: object
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [name.lstrip("-") for name in self.fields]

    @property
    def is_descending(self) -> bool:
        return self.fields[0].startswith("-")


@dataclass(frozen=True)
class Page:
    """The rows of a page and the cursors of its neighbours; an empty cursor means there is none."""

    rows: list[Any]
    after: str
    before: str


def cursor_of(row: Any, sort: Sort) -> str:
    """Where a row stands in the order: opaque and signed."""
    values = [along(row, name) for name in sort.names]
    return signing.dumps([sort.code, *(_plain(value) for value in values)], salt=SALT, compress=True)


def position(cursor: str, sort: Sort) -> list[Any] | None:
    """The values a cursor stands for; None when it is damaged or belongs to another order."""
    try:
        code, *values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        return None
    if code != sort.code or len(values) != len(sort.fields):
        return None
    return [_rich(value) for value in values]


def beyond(fields: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after these values in this order: the first field bounds the index scan, the rest breaks ties."""
    condition = Q()
    ties: dict[str, Any] = {}
    for field, value in zip(fields, values, strict=True):
        name = field.lstrip("-")
        step = "lt" if field.startswith("-") else "gt"
        condition |= Q(**ties, **{f"{name}__{step}": value})
        ties[name] = value
    first = fields[0].lstrip("-")
    bound = "lte" if fields[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def turned(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field[1:] if field.startswith("-") else f"-{field}" for field in fields)


def first_in_order(queryset: QuerySet[M], fields: Sequence[str], after: Sequence[Any] | None, most: int) -> QuerySet[M]:
    """The first so many rows in an order, of those after some values in it."""
    if after is not None:
        queryset = queryset.filter(beyond(fields, after))
    return queryset.order_by(*fields)[:most]


def page(read: Read, sort: Sort, size: int, *, after: str = "", before: str = "") -> Page:
    """The page after or before a cursor; the first page without one, or when the cursor means nothing. `read` gets the fields of
    an order, the values after which to begin (None: from the beginning) and how many rows are wanted."""
    start = position(after, sort) if after else None
    end = position(before, sort) if before and start is None else None
    fields = turned(sort.fields) if end is not None else sort.fields
    found = read(fields, start if start is not None else end, size + 1)
    more, rows = len(found) > size, found[:size]
    if end is not None:
        rows.reverse()
    has_after = more if end is None else True
    has_before = more if end is not None else start is not None
    return Page(
        rows,
        cursor_of(rows[-1], sort) if rows and has_after else "",
        cursor_of(rows[0], sort) if rows and has_before else "",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        return parse_datetime(value["at"]) if "at" in value else parse_date(value["on"])
    return value
