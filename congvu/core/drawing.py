"""The small marks that stand on a page a hundred times, drawn without a template each: icons, chips, tags, rows of a list.

The components `<c-icon>`, `<c-chip>`, `<c-state>`, `<c-urgency>`, `<c-deadline>` and `<c-table>` draw with these, so that a mark
looks the same wherever it is drawn.
"""

import functools
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from congvu.core.deadline_words import DeadlineWords
from congvu.core.states import State

TONE_ICONS = {
    "late": "triangle-alert",
    "soon": "diamond",
    "wait": "circle-dot",
    "done": "circle-check",
    "quiet": "minus",
    "plain": "circle",
}
NOTHING = mark_safe('<span class="cell-none">—</span>')


@functools.cache
def _sheet_of_icons(storages: int) -> str:
    return static("vendor/icons.svg")


@functools.lru_cache(maxsize=4096)
def _icon(sheet: str, name: str, size: str, label: str, css: str) -> SafeString:
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = " ".join(["icon", *([f"icon-{size}"] if size else []), *([css] if css else [])])
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>', classes, told, sheet, name
    )


def icon(name: str, size: str = "", label: str = "", css: str = "") -> SafeString:
    """A Lucide icon from core/icons.py; `label` only where no word stands beside it."""
    return _icon(_sheet_of_icons(id(settings.STORAGES)), str(name), str(size), str(label), str(css))


def chip(tone: str, words: object, icon_name: str = "", css: str = "", more: str = "") -> SafeString:
    """Shape, word and colour together; without an icon the tone's own shape. `more`: further attributes, already escaped."""
    shape = icon(icon_name or TONE_ICONS.get(tone, "circle"))
    classes = f"chip tone-{tone} {css}".strip()
    return format_html('<span class="{}"{}>{}<span>{}</span></span>', classes, mark_safe(more), shape, words)  # noqa: S308


def state_chip(state: State) -> SafeString:
    return chip(state.tone, state.label, state.icon)


def urgency_tag(level: str) -> SafeString:
    """KHẨN, THƯỢNG KHẨN, HỎA TỐC; nothing for an ordinary document."""
    if level == "immediate":
        return format_html('<span class="tag tag-immediate">{}</span>', pgettext("urgency", "IMMEDIATE"))
    if level == "very_urgent":
        return format_html('<span class="tag tag-urgent">{}</span>', pgettext("urgency", "VERY URGENT"))
    if level == "urgent":
        return format_html('<span class="tag">{}</span>', pgettext("urgency", "URGENT"))
    return SafeString("")


def deadline_chip(deadline: DeadlineWords | None) -> SafeString:
    """The words of a deadline as a chip; hover, focus or tap shows how it was computed."""
    if not deadline:
        return SafeString("")
    classes = f"chip tone-{deadline.tone}"
    moment = format_html(' datetime="{}"', deadline.iso) if deadline.iso else ""
    inside = format_html("{}<time{}>{}</time>", icon(TONE_ICONS.get(deadline.tone, "circle")), moment, deadline.words)
    if not deadline.explain:
        return format_html('<span class="{}">{}</span>', classes, inside)
    when = format_html("<b>{}</b>", date_format(deadline.when, "SHORT_DATETIME_FORMAT")) if deadline.when else ""
    return format_html(
        '<details class="deadline" data-popover><summary class="{}">{}</summary>'
        '<div class="popover deadline-sum">{}<span>{}</span></div></details>',
        classes,
        inside,
        when,
        linebreaksbr(str(deadline.explain), autoescape=True),
    )


def words_of(value: Any) -> Any:
    """How a plain value stands in a cell: moments and days as the office writes them, yes and no in words."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        day, time = date_format(value, "SHORT_DATE_FORMAT"), date_format(value, "TIME_FORMAT")
        return format_html('<time datetime="{}">{} <small>{}</small></time>', value.isoformat(), day, time)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return localize(value)


def _cell(table: Any, row: Any, cell: Any, context: Context) -> str:
    column = cell.column
    if column.draw:
        inside = column.draw(row.thing, table)
    elif column.template:
        with context.push(row=row.thing, value=cell.value, table=table):
            inside = Engine.get_default().get_template(column.template).render(context)
    else:
        inside = words_of(cell.value)
    inside = conditional_escape(inside)
    if column.card == "title" and row.url:
        inside = f'<a class="cell-link" href="{conditional_escape(row.url)}" data-row-link>{inside}</a>'
    return f'<td class="{column.css} card-{column.card}" data-label="{conditional_escape(column.label)}">{inside}</td>'


def table_rows(context: Context, table: Any, form: str = "") -> SafeString:
    """The lines of a list, each drawn by its columns."""
    return mark_safe("".join(_lines(table, form, context)))  # noqa: S308 - every part is escaped where it is put in


def _lines(table: Any, form: str, context: Context) -> Iterator[str]:
    of_form = format_html(' form="{}"', form) if form else ""
    for number, row in enumerate(table.rows, 1):
        yield format_html('<tr data-row class="{}">', row.css) if row.css else "<tr data-row>"
        if table.selectable:
            label = gettext("Tick line %(number)s") % {"number": number}
            yield format_html(
                '<td class="table-tick"><input type="checkbox" name="row" value="{}"{} data-tick aria-label="{}"></td>',
                row.key,
                of_form,
                label,
            )
        yield from (_cell(table, row, cell, context) for cell in row.cells)
        yield "</tr>"
