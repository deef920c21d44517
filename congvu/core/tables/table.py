"""A list of things: columns, filters, orders, pages. One subclass per list page; an instance belongs to one request."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from congvu.core.tables.columns import Column
from congvu.core.tables.filters import ChoiceFilter, Filter, Option
from congvu.core.tables.paging import Page, Sort, first_in_order, page
from congvu.core.tables.sheet import xlsx


def asked_for(pairs: Sequence[tuple[str, str]]) -> str:
    """As it stands in the address of a list. Cursors have colons, which may stand there as they are."""
    return urlencode(pairs, safe=":")


@dataclass(frozen=True)
class Export:
    """A way to take the list away: `respond(table)` makes the file from all rows the filters leave."""

    label: object
    icon: str
    respond: Callable[["Table"], HttpResponse]


@dataclass(slots=True)
class Row:
    """A row as drawn."""

    thing: Any
    table: "Table"
    css: str

    @property
    def key(self) -> str:
        return self.table.row_key(self.thing)

    @property
    def url(self) -> str:
        return self.table.row_url(self.thing)


@dataclass(frozen=True, eq=False)
class BoundFilter:
    """A filter with what is chosen in this request."""

    filter: Filter
    table: "Table"
    values: tuple[str, ...]
    said: object

    @property
    def clear_url(self) -> str:
        return self.table.url(**dict.fromkeys(self.filter.keys))

    @property
    def pairs(self) -> tuple[tuple[Any, Any], ...]:
        """The choices there are: values and words."""
        return tuple(self.filter.pairs(self.table.request)) if isinstance(self.filter, ChoiceFilter) else ()

    @property
    def counts(self) -> dict[str, int] | None:
        """How many there are of each choice, where they are counted."""
        return self.filter.counted(self.table.request) if isinstance(self.filter, ChoiceFilter) else None

    @property
    def options(self) -> list[Option]:
        """The choices as they are drawn as chips: each with its number and the address that chooses it."""
        if not isinstance(self.filter, ChoiceFilter):
            return []
        key, options = self.filter.key, self.filter.options(self.table.request, self.counts)
        return [replace(option, url=self.table.url(**{key: option.value})) for option in options]

    @property
    def value(self) -> str:
        return self.values[0]


@dataclass(frozen=True)
class Heading:
    """A column's heading: with the address that sorts by it, and how it is sorted now (ascending, descending or nothing)."""

    column: Column
    url: str
    sorted: str


class Table:
    """The base of every list. Subclasses say `columns`, `filters`, `sorts` and `row_url`."""

    name: str = "list"
    caption: object = ""
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    sorts: tuple[Sort, ...] = ()
    page_size: int = 50
    export_limit: int = 50_000
    selectable: bool = False
    # what `read` gives is of core/tables/lines.py: each line is drawn once for what `drawn_by` says
    lines_are_kept: bool = False
    exports: dict[str, Export] = {"xlsx": Export(_("Spreadsheet (XLSX)"), "sheet", lambda table: xlsx(table))}
    empty_icon: str = "inbox"
    empty_title: object = _("Nothing here yet")
    empty_words: object = ""

    def __init__(self, request: HttpRequest, things: QuerySet[Any] | Callable[[], QuerySet[Any]]) -> None:
        """`things`: all the list may show; or what gives them, where a page may not need to ask."""
        self.request = request
        self._things = things

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        return self._things() if callable(self._things) else self._things

    # -- what a subclass may say ---------------------------------------------------------------------------------
    def row_url(self, row: Any) -> str:
        """The page of a row."""
        return ""

    def row_key(self, row: Any) -> str:
        """What a ticked row is called in the form."""
        return str(getattr(row, "handle", row.pk))

    def read(self, fields: tuple[str, ...], after: Sequence[Any] | None, most: int) -> list[Any]:
        """The first so many rows in an order, after some values in it (core/tables/paging.py)."""
        return list(first_in_order(self.filtered, fields, after, most))

    def row_css(self, row: Any) -> str:
        return ""

    def drawn_by(self, row: Any) -> Hashable:
        """Where lines are kept: what a line's cells hang on besides the row itself and the language."""
        return None

    def as_if_typed(self, words: str) -> Self:
        """The same list as if these words stood in the fields where somebody typed any."""
        other = copy(self)
        for name in [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]:
            vars(other).pop(name)
        other.request = copy(self.request)
        query: Any = self.request.GET.copy()
        for key in self.typed:
            query[key] = words
        other.request.GET = query
        return other

    # -- what the page asks --------------------------------------------------------------------------------------
    @cached_property
    def sort(self) -> Sort:
        wanted = self.request.GET.get("sort", "")
        return next((sort for sort in self.sorts if sort.code == wanted), self.sorts[0])

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        queryset = self.queryset
        for one in self.filters:
            queryset = one.narrow(queryset, self.request)
        return queryset

    @cached_property
    def page(self) -> Page:
        query = self.request.GET
        after, before = query.get("after", ""), query.get("before", "")
        return page(self.read, self.sort, self.page_size, after=after, before=before)

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(thing, self, self.row_css(thing)) for thing in self.page.rows]

    @cached_property
    def typed(self) -> dict[str, str]:
        """What somebody typed, by the name of the field."""
        return {one.filter.keys[0]: one.value for one in self.bound_filters if one.filter.kind == "text" and one.value}

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    @cached_property
    def bound_filters(self) -> list[BoundFilter]:
        return [self._bound(one) for one in self.filters]

    @cached_property
    def chips(self) -> list[BoundFilter]:
        return [one for one in self.bound_filters if isinstance(one.filter, ChoiceFilter) and one.filter.chips]

    @cached_property
    def fields(self) -> list[BoundFilter]:
        return [one for one in self.bound_filters if one not in self.chips]

    @cached_property
    def active_filters(self) -> list[BoundFilter]:
        return [one for one in self.bound_filters if one.said]

    @cached_property
    def has_open_fields(self) -> bool:
        """Whether a field besides the text and the chips is in use: on a phone the fields then stand open."""
        return any(one.said and one.filter.kind != "text" for one in self.fields)

    @cached_property
    def after_url(self) -> str:
        return self.url(after=self.page.after) if self.page.after else ""

    @cached_property
    def before_url(self) -> str:
        return self.url(before=self.page.before) if self.page.before else ""

    @property
    def clear_url(self) -> str:
        return self.url(**{key: None for one in self.filters for key in one.keys})

    @property
    def export_links(self) -> list[tuple[Export, str]]:
        return [(export, self.url(export=code)) for code, export in self.exports.items()]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form must carry along besides its own fields."""
        own = {key for one in self.fields for key in one.filter.keys} | {"after", "before", "export"}
        own |= {"sort"} if len(self.sorts) > 1 else set()
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values]

    @cached_property
    def narrowed_by(self) -> list[tuple[str, str]]:
        """What the address says, but for the page one stands on."""
        gone = ("after", "before", "export")
        return [(key, value) for key, values in self.request.GET.lists() if key not in gone for value in values]

    def url(self, **changes: str | None) -> str:
        """This list with something changed; the page starts again unless a cursor is given."""
        query = [pair for pair in self.narrowed_by if pair[0] not in changes]
        query += [(key, value) for key, value in changes.items() if value]
        return f"{self.request.path}?{asked_for(query)}" if query else self.request.path

    def export_rows(self) -> Iterator[Any]:
        """All rows the filters leave, in the chosen order, up to the limit."""
        rows = self.filtered.order_by(*self.sort.fields)[: self.export_limit]
        return rows.iterator(chunk_size=500)

    def _heading(self, column: Column) -> Heading:
        own = [sort for sort in self.sorts if sort.code.removesuffix("-reversed") == column.sort] if column.sort else []
        if not own:
            return Heading(column, "", "")
        here = self.sort if self.sort in own else None
        wanted = next((sort for sort in own if sort is not here), own[0])
        direction = ("descending" if here.is_descending else "ascending") if here else "none"
        return Heading(column, self.url(sort=wanted.code), direction)

    def _bound(self, one: Filter) -> BoundFilter:
        values = tuple(self.request.GET.get(key, "") for key in one.keys)
        return BoundFilter(one, self, values, one.said(self.request))
