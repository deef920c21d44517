"""A list, drawn without a template: its bar of filters, its table, the lines of it and the pages before and after.

The components `<c-filters>`, `<c-table>` and `<c-pager>` draw with these (see core/painting.py for how)."""

import functools
import secrets
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from congvu.core.days import HINT, day_box, typed_day
from congvu.core.drawing import esc, icon, words_of
from congvu.core.painting import button, empty, menu
from congvu.core.tables.lines import drawn_once
from congvu.core.tables.table import asked_for

Columns = list[tuple[str, Any]]  # with what opens a cell of each
MANY_BARS = 512


# -- the bar of filters -------------------------------------------------------------------------------------------------
def filters(table: Any) -> SafeString:
    """The chips with their numbers, the fields, the order, the ways to take the list away, and what is chosen."""
    parts = [
        _same_for_all(table, "chips", functools.partial(_chips_at, at), *_of(bound))
        for at, bound in enumerate(table.chips)
    ]
    if table.fields or len(table.sorts) > 1 or table.exports:
        parts.append(_same_for_all(table, "bar", _bar))
    return SafeString("\n".join(parts))


def _bar(table: Any) -> str:
    named = gettext("Filter the list")
    opening = (
        f'<form class="filters" method="get" role="search" aria-label="{esc(named)}" data-filters '
        f'hx-get="{esc(table.request.path)}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true" '
        'hx-trigger="change, submit, input delay:350ms from:find input[type=search]">'
    )
    return "\n".join([opening, *_inside(table), "</form>"])


_bars: dict[tuple[Any, ...], str] = {}
_TYPED = secrets.token_hex(16)  # stands for what was typed; no page can know it


def _same_for_all(table: Any, part: str, draw: Callable[[Any], str], *more: Hashable) -> str:
    """A part of a list whose lines are kept: drawn once for all who have narrowed it alike, whatever they typed. `more`: what
    else it says."""
    typed = table.typed
    if not table.lines_are_kept or len(typed) > 1 or any(words != words.strip() for words in typed.values()):
        return draw(table)
    choices = (bound.pairs for bound in table.fields if callable(getattr(bound.filter, "choices", None)))
    narrowed = [(key, _TYPED if key in typed else value) for key, value in table.narrowed_by]
    where = (table.request.path, table.selectable, *narrowed, *choices, *more)
    key = (part, type(table), get_language(), id(settings.STORAGES), *where)
    drawn = _bars.get(key)
    if drawn is None:
        if len(_bars) >= MANY_BARS:
            _bars.clear()
        drawn = _bars[key] = draw(table.as_if_typed(_TYPED))
    for key, words in typed.items():
        drawn = drawn.replace(f"{key}={_TYPED}", esc(asked_for([(key, words)]))).replace(_TYPED, esc(words))
    return drawn


def _inside(table: Any) -> Iterator[str]:
    if table.fields or len(table.sorts) > 1:
        is_open = " checked" if table.has_open_fields else ""
        words = gettext("Filters")
        yield (
            f'<input class="filters-open" type="checkbox" id="filters-open"{is_open}>'
            '<label class="filters-opener button button-quiet" for="filters-open">'
            f"{icon('sliders-horizontal')}{esc(words)}</label>"
        )
    for key, value in table.hidden:
        yield f'<input type="hidden" name="{esc(key)}" value="{esc(value)}">'
    for bound in table.fields:
        yield _FIELDS[bound.filter.kind](bound)
    if len(table.sorts) > 1:
        label = pgettext("sorting", "Order")
        options = "".join(_option(sort.code, sort.label, sort == table.sort) for sort in table.sorts)
        yield _select("sort", label, options)
    without_scripts = button(icon="funnel", slot=gettext("Filter"))
    yield f"<noscript>{without_scripts}</noscript>"
    if table.exports:
        links = "".join(
            f'<a href="{esc(url)}" download>{icon(export.icon)}{esc(export.label)}</a>'
            for export, url in table.export_links
        )
        words = gettext("Take the list away")
        yield f'<div class="filters-end">{menu(words, "download", slot=SafeString(links))}</div>'
    if table.active_filters:
        yield _active(table)


def _of(bound: Any) -> Iterator[Hashable]:
    """What the chips of a filter say besides what is chosen."""
    yield bound.filter.key
    yield from bound.pairs
    yield from (bound.counts or {}).items()


def _all(bound: Any) -> str:
    return esc(bound.filter.all_label or pgettext("filter", "All"))


def _chips_at(at: int, table: Any) -> str:
    bound = table.chips[at]
    here = "" if bound.value else ' aria-current="true"'
    links = [f'<a class="filters-chip" href="{esc(bound.clear_url)}"{here}>{_all(bound)}</a>']
    for option in bound.options:
        here = ' aria-current="true"' if option.chosen else ""
        count = "" if option.count is None else f"<small>{esc(option.count)}</small>"
        links.append(f'<a class="filters-chip" href="{esc(option.url)}"{here}>{esc(option.label)}{count}</a>')
    return f'<nav class="filters-chips" aria-label="{esc(bound.filter.label)}">{"".join(links)}</nav>'


def _text(bound: Any) -> str:
    key = esc(bound.filter.key)
    return (
        f'<div class="filters-field filters-text"><label for="filter-{key}">{esc(bound.filter.label)}</label>'
        f'<input type="search" id="filter-{key}" name="{key}" value="{esc(bound.value)}" '
        f'placeholder="{esc(bound.filter.placeholder)}" autocomplete="off"></div>'
    )


def _dates(bound: Any) -> str:
    words = (pgettext("date", "From"), pgettext("date", "To"))
    first, last = map(_day, bound.filter.keys, bound.values, words)
    senseless = any(value and not typed_day(value) for value in bound.values)
    told = f'<p class="filters-wrong" role="alert">{esc(gettext("Enter a valid date."))}</p>' if senseless else ""
    return (
        f'<fieldset class="filters-field filters-dates"><legend>{esc(bound.filter.label)}</legend>'
        f'<div>{first}<span aria-hidden="true">–</span>{last}</div>{told}</fieldset>'
    )


def _day(key: str, value: str, word: str) -> SafeString:
    """A day of the address as the office writes it; what is no day stands as it was typed."""
    day = typed_day(value)
    wrong = ' aria-invalid="true"' if value and not day else ""
    return day_box(
        SafeString(
            f'<input type="text" id="filter-{esc(key)}" name="{esc(key)}" value="{esc(f"{day:%d/%m/%Y}" if day else value)}" '
            f'placeholder="{esc(HINT)}" autocomplete="off" aria-label="{esc(word)}"{wrong}>'
        )
    )


def _choice(bound: Any) -> str:
    counts = bound.counts
    told = bound.pairs if counts is None else [(v, f"{label} ({counts.get(str(v), 0)})") for v, label in bound.pairs]
    return _choice_of(bound.filter, tuple(told), bound.value, get_language())


@functools.lru_cache(maxsize=1024)
def _choice_of(one: Any, pairs: tuple[tuple[Any, Any], ...], chosen: str, language: str) -> str:
    """The same for all who choose the same."""
    words = esc(one.all_label or pgettext("filter", "All"))
    options = "".join(_option(str(value), label, str(value) == chosen) for value, label in pairs)
    more = " data-pick" if one.pick else ""
    return _select(one.key, one.label, f'<option value="">{words}</option>{options}', more)


_FIELDS = {"text": _text, "dates": _dates, "choice": _choice}


def _select(key: str, label: object, options: str, more: str = "") -> str:
    key = esc(key)
    return (
        f'<div class="filters-field"><label for="filter-{key}">{esc(label)}</label>'
        f'<select id="filter-{key}" name="{key}"{more}>{options}</select></div>'
    )


def _option(value: str, label: object, chosen: bool) -> str:
    return f'<option value="{esc(value)}"{" selected" if chosen else ""}>{esc(label)}</option>'


def _active(table: Any) -> str:
    sign = icon("x", label=gettext("Remove"))
    links = "".join(
        f'<a href="{esc(bound.clear_url)}"><span>{esc(bound.filter.label)}: {esc(bound.said)}</span>{sign}</a>'
        for bound in table.active_filters
    )
    if len(table.active_filters) > 1:
        words = gettext("Remove all filters")
        links += f'<a href="{esc(table.clear_url)}">{esc(words)}</a>'
    return f'<div class="filters-active">{links}</div>'


# -- the table ----------------------------------------------------------------------------------------------------------
def table(context: Context, table: Any, form: str = "", slot: str = "") -> SafeString:
    """The lines with their headings and pages; or why there are none."""
    if not table.rows:
        return SafeString(f'<div class="table-frame">{_nothing(table)}</div>')
    caption = f'<caption class="visually-hidden">{esc(table.caption)}</caption>' if table.caption else ""
    headings = _same_for_all(table, "headings", _headings)
    bulk = ""
    if table.selectable and slot.strip():
        bulk = (
            '<div class="list-bulk" data-bulk hidden><b data-bulk-count aria-live="polite"></b>'
            f'{esc(slot)}</div><noscript><div class="list-bulk">{esc(slot)}</div></noscript>'
        )
    return SafeString(
        f'<div class="table-frame" data-rows>\n<div class="table-scroll"><table class="table table-cards">\n{caption}\n'
        f"<thead><tr>{headings}</tr></thead>\n<tbody>{''.join(_lines(table, form, context))}</tbody>\n"
        f"</table></div>\n{pager(table)}\n</div>{bulk}"
    )


def _nothing(table: Any) -> SafeString:
    if not table.active_filters:
        return empty(table.empty_icon, table.empty_title, slot=table.empty_words)
    way_out = button(table.clear_url, icon="funnel-x", slot=gettext("Remove all filters"))
    words = gettext("Take a filter away to see more.")
    return empty("search-x", gettext("Nothing fits these filters"), slot=words, action=way_out)


def _headings(table: Any) -> str:
    return "".join(_heading_cells(table))


def _heading_cells(table: Any) -> Iterator[str]:
    if table.selectable:
        words = gettext("Tick all lines")
        yield (
            f'<th class="table-tick" scope="col"><input type="checkbox" data-tick-all aria-label="{esc(words)}"></th>'
        )
    for heading in table.headings:
        words = esc(heading.column.label)
        if heading.url:
            signs = {"descending": "arrow-down", "ascending": "arrow-up"}
            sign = icon(signs[heading.sorted]) if heading.sorted in signs else ""
            words = f'<a href="{esc(heading.url)}">{words}{sign}</a>'
        order = f' aria-sort="{esc(heading.sorted)}"' if heading.sorted else ""
        yield f'<th class="{esc(heading.column.css)}" scope="col"{order}>{words}</th>'


def _lines(table: Any, form: str, context: Context) -> Iterator[str]:
    """Each line: what stands before and after the words that number it. A line that is kept (core/tables/lines.py) is drawn once:
    how it looks is kept with the thing it tells of."""
    label = gettext("Tick line %(number)s") if table.selectable else ""
    way = (table.name, form, table.selectable, get_language(), id(settings.STORAGES))
    columns = functools.cache(lambda: _opened(table.columns))  # where every line is kept none is drawn
    for number, row in enumerate(table.rows, 1):
        draw = functools.partial(_line, table, row, form, columns, context)
        drawn_for = (way, row.css, table.drawn_by(row.thing)) if table.lines_are_kept else None
        before, after = drawn_once(row.thing, drawn_for, draw) if drawn_for else draw()
        yield f"{before}{_numbered(label, number)}{after}" if label else before


def _line(table: Any, row: Any, form: str, columns: Callable[[], Columns], context: Context) -> tuple[str, str]:
    opening = f'<tr data-row class="{esc(row.css)}">' if row.css else "<tr data-row>"
    cells = "".join([f"{opened}{_cell(table, row, column, context)}</td>" for opened, column in columns()])
    if not table.selectable:
        return f"{opening}{cells}</tr>", ""
    of_form = f' form="{esc(form)}"' if form else ""
    tick = f'<input type="checkbox" name="row" value="{esc(row.key)}"{of_form} data-tick aria-label="'
    return f'{opening}<td class="table-tick">{tick}', f'"></td>{cells}</tr>'


def _opened(columns: Sequence[Any]) -> Columns:
    return [(f'<td class="{esc(c.css)} card-{esc(c.card)}" data-label="{esc(c.label)}">', c) for c in columns]


@functools.lru_cache(maxsize=1024)
def _numbered(label: str, number: int) -> str:
    return esc(label % {"number": number})


def _cell(table: Any, row: Any, column: Any, context: Context) -> str:
    if column.draw:
        inside = esc(column.draw(row.thing, table))
    elif column.template:
        with context.push(row=row.thing, value=column.value_of(row.thing), table=table):
            inside = Engine.get_default().get_template(column.template).render(context)
    else:
        inside = esc(words_of(column.value_of(row.thing)))
    if column.card == "title" and (url := row.url):
        return f'<a class="cell-link" href="{esc(url)}" data-row-link>{inside}</a>'
    return inside


# -- the pages ----------------------------------------------------------------------------------------------------------
def pager(table: Any) -> SafeString:
    """The page before and the page after."""
    if not (table.before_url or table.after_url):
        return SafeString("")
    count = len(table.rows)
    lines = ngettext("%(number)s line on this page", "%(number)s lines on this page", count) % {"number": count}
    named = gettext("Pages")
    before = after = SafeString("")
    if table.before_url:
        before = button(
            table.before_url, icon="chevron-left", size="small", slot=gettext("Page before"), attrs={"rel": "prev"}
        )
    if table.after_url:
        after = button(
            table.after_url, after="chevron-right", size="small", slot=gettext("Next page"), attrs={"rel": "next"}
        )
    return SafeString(
        f'<nav class="pager" aria-label="{esc(named)}"><span class="pager-words">{esc(lines)} · '
        f'{esc(table.sort.label)}</span><div class="pager-steps">{before}{after}</div></nav>'
    )
