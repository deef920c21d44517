"""The small marks that stand on a page a hundred times, drawn without a template each: icons, chips, tags; and escaping.

The components `<c-icon>`, `<c-chip>`, `<c-state>`, `<c-urgency>` and `<c-deadline>` draw with these, so that a mark
looks the same wherever it is drawn.
"""

import functools
from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any, cast

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language, gettext, pgettext

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
NOTHING = SafeString('<span class="cell-none">—</span>')
_NO_WORDS = SafeString("")


# -- the ground: escaping, attributes, moments -------------------------------------------------------------------------
def esc(value: object) -> str:
    """The value as HTML: what is safe already stays as it is, anything else is escaped."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[return-value]
    if kind is str:
        return escape(value)  # type: ignore[arg-type]
    return conditional_escape(cast(Any, value))


def attributes(given: Mapping[str, Any]) -> str:
    """What else was said to a component, as HTML attributes, each escaped. True stands alone, False is left out."""
    if not given:
        return ""
    said = ((key, "" if value is True else value) for key, value in given.items() if value is not False)
    return "".join(f' {esc(key)}="{esc(value)}"' for key, value in said)


def iso(moment: date) -> str:
    """A day or a moment for `<time datetime>`, in the office's time zone."""
    return _local(moment).isoformat()


def moment(value: date, style: str, language: str = "") -> str:
    """A day or a moment as the reader's language writes it, in the office's time zone; `style`: SHORT_DATE_FORMAT and its like,
    or letters such as "d/m"; `language`: that of the reader, for who knows it already."""
    local = _local(value)
    naive = local.replace(tzinfo=None) if isinstance(local, datetime) else local
    return _moment(naive, style, language or get_language())


@functools.lru_cache(maxsize=4096)
def _moment(value: date, style: str, language: str) -> str:
    return date_format(value, style)


def day_of(moment: datetime) -> date:
    """The day of a moment in the office's time zone."""
    return moment.astimezone(get_default_timezone()).date()


def _local(value: date) -> date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(get_default_timezone())
    return value


# -- marks --------------------------------------------------------------------------------------------------------------


@functools.cache
def _sheet_of_icons(storages: int) -> str:
    return static("vendor/icons.svg")


@functools.lru_cache(maxsize=4096)
def _icon(sheet: str, name: str, size: str, label: str, css: str) -> SafeString:
    told = f'role="img" aria-label="{esc(label)}"' if label else 'aria-hidden="true"'
    classes = " ".join(["icon", *([f"icon-{size}"] if size else []), *([css] if css else [])])
    return SafeString(
        f'<svg class="{esc(classes)}" {told} focusable="false"><use href="{esc(sheet)}#{esc(name)}"></use></svg>'
    )


def icon(name: str, size: str = "", label: str = "", css: str = "") -> SafeString:
    """A Lucide icon from core/icons.py; `label` only where no word stands beside it."""
    return _icon(_sheet_of_icons(id(settings.STORAGES)), str(name), str(size), str(label), str(css))


def chip(tone: str, words: object, icon_name: str = "", css: str = "", more: str = "") -> SafeString:
    """Shape, word and colour together; without an icon the tone's own shape. `more`: further attributes, already escaped."""
    shape = icon(icon_name or TONE_ICONS.get(tone, "circle"))
    classes = f"chip tone-{esc(tone)} {esc(css)}".strip()
    return SafeString(f'<span class="{classes}"{more}>{shape}<span>{esc(words)}</span></span>')


def state_chip(state: State) -> SafeString:
    return _state_chip(state, get_language(), id(settings.STORAGES))


@functools.lru_cache(maxsize=512)
def _state_chip(state: State, language: str, storages: int) -> SafeString:
    return chip(state.tone, state.label, state.icon)


def urgency_tag(level: str) -> SafeString:
    """KHẨN, THƯỢNG KHẨN, HỎA TỐC; nothing for an ordinary document."""
    if level == "immediate":
        return _tag("tag tag-immediate", pgettext("urgency", "IMMEDIATE"))
    if level == "very_urgent":
        return _tag("tag tag-urgent", pgettext("urgency", "VERY URGENT"))
    if level == "urgent":
        return _tag("tag", pgettext("urgency", "URGENT"))
    return _NO_WORDS


def _tag(css: str, words: str) -> SafeString:
    return SafeString(f'<span class="{css}">{esc(words)}</span>')


def deadline_chip(deadline: DeadlineWords | None) -> SafeString:
    """The words of a deadline as a chip; hover, focus or tap shows how it was computed."""
    if not deadline:
        return _NO_WORDS
    classes = f"chip tone-{deadline.tone}"
    moment_of_it = f' datetime="{esc(deadline.iso)}"' if deadline.iso else ""
    shape = icon(TONE_ICONS.get(deadline.tone, "circle"))
    inside = f"{shape}<time{moment_of_it}>{esc(deadline.words)}</time>"
    if not deadline.explain:
        return SafeString(f'<span class="{classes}">{inside}</span>')
    when = f"<b>{esc(date_format(deadline.when, 'SHORT_DATETIME_FORMAT'))}</b>" if deadline.when else ""
    told = linebreaksbr(str(deadline.explain), autoescape=True)
    return SafeString(
        f'<details class="deadline" data-popover><summary class="{classes}">{inside}</summary>'
        f'<div class="popover deadline-sum">{when}<span>{told}</span></div></details>'
    )


def words_of(value: Any) -> Any:
    """How a plain value stands in a cell: moments and days as the office writes them, yes and no in words."""
    if value is None or value == "":
        return NOTHING
    if type(value) is str:
        return value
    if isinstance(value, datetime):
        day, time = moment(value, "SHORT_DATE_FORMAT"), moment(value, "TIME_FORMAT")
        return SafeString(f'<time datetime="{iso(value)}">{esc(day)} <small>{esc(time)}</small></time>')
    if isinstance(value, date):
        return moment(value, "SHORT_DATE_FORMAT")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return localize(value)
