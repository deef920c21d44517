"""The components that stand on a page again and again, drawn without a template: buttons, lines, boxes, facts, entries.

The component `<c-row …>` is a file in templates/cotton that says how it is used and `{% draw "row" %}`; what it is given goes
to the function of that name here (templatetags/components.py). Code that draws many at once, such as the lines of a desk, calls
the same function: there is one markup of each. Everything given is escaped here unless it is safe already, as what a template
puts into a slot is.
"""

import functools
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from congvu.core import drawing
from congvu.core.deadline_words import DeadlineWords
from congvu.core.drawing import attributes, esc, icon
from congvu.core.states import State

NONE: Mapping[str, Any] = {}
NOTICE_ICONS = drawing.TONE_ICONS | {
    "plain": "info",
    "soon": "triangle-alert",
    "late": "circle-alert",
    "wait": "info",
}


def _and(css: object, before: str = " ") -> str:
    return f"{before}{esc(css)}" if css else ""


def _has_words(content: Any) -> bool:
    return bool(str(content or "").strip())


# -- marks --------------------------------------------------------------------------------------------------------------
def mark(name: str = "circle", size: str = "", label: str = "", css: str = "") -> SafeString:
    """<c-icon>"""
    return icon(name, size, label, css)


def chip(tone: str = "plain", icon: str = "", css: str = "", slot: str = "", attrs: Any = NONE) -> SafeString:
    return drawing.chip(tone, slot, icon, css, attributes(attrs))


def deadline(d: DeadlineWords | None = None) -> SafeString:
    return drawing.deadline_chip(d)


def state(state: State | str, machine: Any = None) -> SafeString:
    """A State, or its code with the machine it belongs to."""
    return drawing.state_chip(state if isinstance(state, State) else machine.states[state])


def urgency(level: str = "normal") -> SafeString:
    return drawing.urgency_tag(level)


def person(person: Any = "", name: str = "", seat: Any = "", size: str = "") -> SafeString:
    told = name or getattr(person, "full_name", "") or person
    where = ""
    if seat:
        title = getattr(seat, "title", "")
        where = f"<small>{esc(title)} · {esc(seat.unit)}</small>" if title and not callable(title) else ""
        where = where or f"<small>{esc(seat)}</small>"
    sign = esc(getattr(person, "initials", ""))
    return SafeString(
        f'<span class="person{_and(size, " person-")}"><span class="avatar" aria-hidden="true">{sign}</span>'
        f'<span class="person-words"><b>{esc(told)}</b>{where}</span></span>'
    )


# -- what one presses and follows ---------------------------------------------------------------------------------------
def button(
    href: str = "",
    type: str = "submit",
    tone: str = "quiet",
    icon: str = "",
    after: str = "",
    size: str = "",
    label: str = "",
    css: str = "",
    slot: str = "",
    attrs: Any = NONE,
) -> SafeString:
    """A link when it leads somewhere, else a button; square when there is only its icon."""
    has_words = _has_words(slot)
    classes = f"button button-{esc(tone)}{_and(size, ' button-')}{'' if has_words else ' button-square'}{_and(css)}"
    named = f' aria-label="{esc(label)}" title="{esc(label)}"' if label else ""
    inside = (
        (drawing.icon(icon) if icon else "")
        + (f"<span>{esc(slot)}</span>" if has_words else "")
        + (drawing.icon(after) if after else "")
    )
    if href:
        return SafeString(f'<a class="{classes}" href="{esc(href)}"{named}{attributes(attrs)}>{inside}</a>')
    return SafeString(f'<button class="{classes}" type="{esc(type)}"{named}{attributes(attrs)}>{inside}</button>')


def tab(
    href: str = "", current: Any = "", count: Any = "", icon: str = "", slot: str = "", attrs: Any = NONE
) -> SafeString:
    here = ' aria-current="page"' if current else ""
    sign = drawing.icon(icon) if icon else ""
    number = "" if count in ("", None) else f"<small>{esc(count)}</small>"
    return SafeString(
        f'<li><a class="tab" href="{esc(href)}"{here}{attributes(attrs)}>{sign}<span>{esc(slot)}</span>{number}</a></li>'
    )


def tabs(label: str = "", slot: str = "", attrs: Any = NONE) -> SafeString:
    return SafeString(f'<nav class="tabs" aria-label="{esc(label)}"{attributes(attrs)}><ul>{esc(slot)}</ul></nav>')


def crumbs(slot: str = "") -> SafeString:
    named = gettext("The way here")
    return SafeString(f'<nav class="crumbs" aria-label="{esc(named)}">{esc(slot)}</nav>')


def menu(
    label: str = "",
    icon: str = "ellipsis",
    tone: str = "quiet",
    align: str = "end",
    words: str = "",
    size: str = "",
    slot: str = "",
    attrs: Any = NONE,
) -> SafeString:
    square = "" if words else " button-square"
    named = "" if words else f' aria-label="{esc(label)}" title="{esc(label)}"'
    inside = drawing.icon(icon) + (f"<span>{esc(words)}</span>" if words else "")
    classes = f"button button-{esc(tone)}{_and(size, ' button-')}{square}"
    return SafeString(
        f'<details class="menu menu-{esc(align)}" data-popover{attributes(attrs)}>'
        f'<summary class="{classes}"{named}>{inside}</summary><div class="menu-list popover">{esc(slot)}</div></details>'
    )


def main_menu(sections: Sequence[tuple[str, Sequence[Any]]]) -> SafeString:
    """The menu at the side; on a phone its first lines below, and all of it behind "More". Kept by all it says."""
    said = tuple((title, tuple(lines)) for title, lines in sections)
    return _main_menu(said, get_language(), id(settings.STORAGES))


@functools.lru_cache(maxsize=256)
def _main_menu(sections: Sequence[tuple[str, Sequence[Any]]], language: str, storages: int) -> SafeString:
    drawn = [(title, [menu_line(line) for line in lines]) for title, lines in sections]
    named, more = gettext("Main menu"), gettext("More")
    side, drawer = [], []
    for place, (title, lines) in enumerate(drawn):
        head = f'<h2 class="side-title">{esc(title)}</h2>' if title else ""
        items = "".join(
            f'<li class="side-item{" side-extra" if number > 4 else ""}">{line}</li>'
            for number, line in enumerate(lines, 1)
        )
        main = "" if place else " side-main"
        side.append(f'<div class="side-section{main}">{head}<ul class="side-list">{items}</ul></div>')
        drawer.append(head + "".join(lines))
    return SafeString(
        f'<nav class="side" id="side" data-live aria-label="{esc(named)}">{"".join(side)}'
        f'<details class="side-more" data-popover><summary class="side-link">{drawing.icon("menu", "20")}'
        f'<span class="side-label">{esc(more)}</span></summary><div class="side-drawer">{"".join(drawer)}</div></details></nav>'
    )


def me(actor: Any) -> SafeString:
    """Who is signed in: name, post and unit, and the round sign."""
    person, seat = actor.person, actor.main_seat
    name = esc(str(person))
    post = f"<small>{esc(seat.title)} · {esc(str(seat.unit))}</small>" if seat else ""
    return SafeString(
        f'<summary aria-label="{name}"><span class="me-words"><b>{name}</b>{post}</span>'
        f'<span class="avatar" aria-hidden="true">{esc(person.initials)}</span></summary>'
    )


def print_head(actor: Any) -> SafeString:
    """What stands at the head of a printed page: the office, and who printed it when."""
    seat = actor.main_seat if actor else None
    office = f"{esc(str(seat.organisation))}<b>{esc(str(seat.unit))}</b>" if seat else "<b></b>"
    minute = timezone.now().replace(second=0, microsecond=0)
    printed_at = drawing.moment(minute, "SHORT_DATETIME_FORMAT")
    words = gettext("Printed by %(name)s, %(printed_at)s")
    words = esc(words % {"name": actor.person if actor else "", "printed_at": printed_at})
    return SafeString(f'<div class="print-head" aria-hidden="true"><div>{office}</div><div>{words}</div></div>')


def menu_line(line: Any) -> str:
    here = ' aria-current="page"' if line.current else ""
    late = " side-count-late" if line.late else ""
    count = f'<span class="side-count{late}">{line.count}</span>' if line.count else ""
    return (
        f'<a class="side-link" href="{esc(line.url)}"{here}>{drawing.icon(line.entry.icon)}'
        f'<span class="side-label">{esc(line.entry.label)}</span>{count}</a>'
    )


# -- boxes --------------------------------------------------------------------------------------------------------------
def panel(
    title: object = "",
    count: Any = "",
    icon: str = "",
    id: str = "",
    level: str = "2",
    padded: Any = "",
    css: str = "",
    tone: str = "",
    slot: str = "",
    actions: str = "",
    footer: str = "",
    attrs: Any = NONE,
) -> SafeString:
    head = ""
    if title or actions:
        sign = drawing.icon(icon) if icon else ""
        number = "" if count in ("", None) else f'<small class="panel-count">{esc(count)}</small>'
        doings = f'<div class="panel-actions">{esc(actions)}</div>' if actions else ""
        level = esc(level)
        head = (
            f'<header class="panel-head"><h{level} class="panel-title">{sign}<span>{esc(title)}</span>{number}</h{level}>'
            f"{doings}</header>"
        )
    body = f'<div class="panel-body">{esc(slot)}</div>' if padded else esc(slot)
    foot = f'<footer class="panel-foot">{esc(footer)}</footer>' if footer else ""
    named = f' id="{esc(id)}"' if id else ""
    return SafeString(
        f'<section class="panel{_and(tone, " panel-")}{_and(css)}"{named}{attributes(attrs)}>\n'
        f"{head}\n{body}\n{foot}\n</section>"
    )


def empty(
    icon: str = "inbox", title: object = "", level: str = "3", css: str = "", slot: str = "", action: str = ""
) -> SafeString:
    words = f'<p class="empty-title">{esc(title)}</p>' if title else ""
    words += f'<div class="empty-words">{esc(slot)}</div>' if _has_words(slot) else ""
    words += f'<div class="empty-action">{esc(action)}</div>' if action else ""
    return SafeString(
        f'<div class="empty{_and(css)}"><span class="empty-sign">{drawing.icon(icon)}</span>{words}</div>'
    )


def notice(
    tone: str = "plain",
    icon: str = "",
    title: object = "",
    css: str = "",
    slot: str = "",
    action: str = "",
    attrs: Any = NONE,
) -> SafeString:
    role = "alert" if tone == "late" else "status"
    head = f"<b>{esc(title)}</b>" if title else ""
    doing = f'<div class="notice-action">{esc(action)}</div>' if action else ""
    return SafeString(
        f'<div class="notice notice-{esc(tone)}{_and(css)}" role="{role}"{attributes(attrs)}>'
        f"{drawing.icon(icon or NOTICE_ICONS.get(tone, 'info'))}"
        f'<div class="notice-words">{head}{esc(slot)}</div>{doing}</div>'
    )


def stat(
    value: object = "", label: object = "", tone: str = "", href: str = "", note: object = "", attrs: Any = NONE
) -> SafeString:
    classes = f"stat stat-{esc(tone)}" if tone and str(value) != "0" else "stat"
    inside = f'<b class="stat-value">{esc(value)}</b><span class="stat-label">{esc(label)}</span>'
    inside += f'<small class="stat-note">{esc(note)}</small>' if note else ""
    if href:
        return SafeString(f'<a class="{classes}" href="{esc(href)}"{attributes(attrs)}>{inside}</a>')
    return SafeString(f'<div class="{classes}"{attributes(attrs)}>{inside}</div>')


def progress(value: object = "0", max: object = "100", label: str = "", tone: str = "") -> SafeString:
    named = f' aria-label="{esc(label)}"' if label else ""
    words = f'<span class="progress-label" aria-hidden="true">{esc(label)}</span>' if label else ""
    return SafeString(
        f'<div class="progress{_and(tone, " progress-")}"><progress value="{esc(value)}" max="{esc(max)}"{named}></progress>'
        f"{words}</div>"
    )


# -- lines --------------------------------------------------------------------------------------------------------------
def row(
    href: str = "",
    title: object = "",
    meta: object = "",
    urgency: str = "normal",
    unread: Any = "",
    css: str = "",
    tick: str = "",
    form: str = "",
    slot: str = "",
    chip: str = "",
    action: str = "",
    attrs: Any = NONE,
) -> SafeString:
    """A line of the desk. `chip`, `action` and `slot` are drawn already."""
    words = esc(title or slot)
    box = ""
    if tick:
        told = esc(gettext("Tick: %(title)s")) % {"title": words}
        box = (
            f'<label class="row-tick"><input type="checkbox" name="row" value="{esc(tick)}" form="{esc(form)}" data-tick>'
            f'<span class="visually-hidden">{told}</span></label>'
        )
    named = f'<a href="{esc(href)}" data-row-link>{words}</a>' if href else f"<span>{words}</span>"
    below = f'<p class="row-meta">{esc(meta)}</p>' if meta else ""
    doing = f'<div class="row-action">{esc(action)}</div>' if action else ""
    classes = f"row{' row-ticked' if tick else ''}{' row-unread' if unread else ''}{_and(css)}"
    return SafeString(
        f'<article class="{classes}" data-row{attributes(attrs)}>\n{box}<div class="row-chip">{esc(chip)}</div>\n'
        f'<div class="row-body"><h3 class="row-title">{drawing.urgency_tag(urgency)}{named}</h3>{below}</div>\n{doing}\n'
        "</article>"
    )


def facts(css: str = "", slot: str = "", attrs: Any = NONE) -> SafeString:
    return SafeString(f'<dl class="facts{_and(css)}"{attributes(attrs)}>{esc(slot)}</dl>')


def fact(label: object = "", note: object = "", tone: str = "", slot: str = "") -> SafeString:
    """Nothing is drawn for an empty value."""
    if not _has_words(slot):
        return SafeString("")
    ink = f' class="ink-{esc(tone)}"' if tone else ""
    below = f"<small>{esc(note)}</small>" if note else ""
    return SafeString(f'<div class="fact"><dt>{esc(label)}</dt><dd{ink}>{esc(slot)}{below}</dd></div>')


def thread(label: object = "", slot: str = "", attrs: Any = NONE) -> SafeString:
    named = esc(label or gettext("What was done"))
    return SafeString(f'<ol class="thread" aria-label="{named}"{attributes(attrs)}>{esc(slot)}</ol>')


def entry(
    icon: str = "circle",
    strong: Any = "",
    tone: str = "",
    when: Any = "",
    who: object = "",
    on_behalf: object = "",
    quote: str = "",
    note: object = "",
    slot: str = "",
    attrs: Any = NONE,
) -> SafeString:
    """One entry of a thread; `when` is a moment or words."""
    told = ""
    if isinstance(when, (date, datetime)):
        told = f'<time datetime="{drawing.iso(when)}">{esc(drawing.moment(when, "SHORT_DATETIME_FORMAT"))}</time>'
    elif when:
        told = f"<time>{esc(when)}</time>"
    told += f"<span>{esc(who)}</span>" if who else ""
    if on_behalf:
        behalf = esc(gettext("on behalf of %(name)s")) % {"name": esc(on_behalf)}
        told += f"<span>{behalf}</span>"
    told += f"<span>{esc(note)}</span>" if note else ""
    below = f'<small class="entry-meta">{told}</small>' if when or who or note else ""
    words = f'<blockquote class="entry-quote">{linebreaksbr(quote, autoescape=True)}</blockquote>' if quote else ""
    classes = f"entry{' entry-strong' if strong else ''}{_and(tone, ' entry-')}"
    return SafeString(
        f'<li class="{classes}"{attributes(attrs)}><span class="entry-dot">{drawing.icon(icon)}</span>'
        f'<div class="entry-body"><div class="entry-what">{esc(slot)}</div>{below}{words}</div></li>'
    )
