"""The lines of the desk and of search, drawn by the component of lines itself (core/painting.py): a desk shows sixty of them."""

import functools
from collections.abc import Iterable
from html import escape
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from congvu.core import stores
from congvu.core.drawing import day_of, deadline_chip, esc, moment, state_chip
from congvu.core.painting import button, chip, panel, row
from congvu.desk.queries import Line
from congvu.records.models import Record, WorkItem

OWN = ("home", "presented")  # the pages of what one has to do oneself
MANY = ("present", "assign")  # what may be done with several at once
_HERE = SafeString("\0")  # no text of PostgreSQL's holds it
_HANDLE = "zzHANDLEzz"  # stands for the handle of a record


def work_lines(lines: Iterable[Line], page: str, actor: Any) -> SafeString:
    """What waits, each line with its one next action; on the pages of others' work it only leads there."""
    return SafeString("".join(_work_line(line, page, actor) for line in lines))


def _work_line(line: Line, page: str, actor: Any) -> SafeString:
    item, record = line.item, line.item.record
    own = page in OWN
    url = record.get_absolute_url()
    if own:
        action = button(item.how.url(item), icon=item.how.icon, size="small", slot=esc(item.how.label))
    else:
        action = button(url, icon=item.how.icon, size="small", slot=_("Open"))
    return row(
        url,
        record.title,
        _told(item, actor) if own else _with_whom(item),
        record.urgency,
        tick=record.handle if page == "home" and item.act in MANY else "",
        form="many",
        chip=deadline_chip(line.deadline) if line.deadline else _since(item),
        action=action,
    )


def _since(item: WorkItem) -> SafeString:
    since = _("Since %(day)s") % {"day": moment(item.given_at, "j/n")}
    return chip("quiet", "hourglass", slot=since)


def _numbers(record: Record) -> list[str]:
    """Its arrival number and the sender's number and notation."""
    entry = getattr(record, "entry", None)
    told = [_("Arrival no. %(number)s") % {"number": entry}] if entry else []
    return told + ([record.reference] if record.reference else [])


def _told(item: WorkItem, actor: Any) -> str:
    """For whom it is, when that is somebody else; from whom, and since when."""
    told = _numbers(item.record)
    if item.person and item.person != actor.person:
        told.append(_("for %(name)s") % {"name": item.person.full_name})
    day = moment(item.given_at, "d/m")
    if item.given_by:
        told.append(_("from %(name)s, %(day)s") % {"name": item.given_by.full_name, "day": day})
    else:
        told.append(_("came by itself, %(day)s") % {"day": day})
    return _joined(item, told)


def _with_whom(item: WorkItem) -> str:
    """With whom it waits, for what, and since when."""
    told = [*_numbers(item.record), str(item.owner), str(item.how.waiting), moment(item.given_at, "d/m")]
    return _joined(item, told)


def _joined(item: WorkItem, told: list[str]) -> str:
    return " · ".join([*told, _("contributing")] if item.part == "contributing" else told)


def found_lines(hits: Iterable[Any]) -> SafeString:
    """What search found, each with the words it was found by marked."""
    way = get_language(), id(settings.STORAGES), get_script_prefix(), get_urlconf()
    return SafeString("".join([_found_line(hit, way) for hit in hits]))


def _found_line(hit: Any, way: tuple[Any, ...]) -> str:
    record = hit.record
    before, named, worded, told, after = _frame(record.kind, record.state, record.urgency, way)
    entry = told % {"number": f"{record.entry:02d}"} if record.entry else ""
    day = moment(day_of(record.opened_at), "SHORT_DATE_FORMAT", way[0])
    meta = " · ".join([part for part in (entry, record.reference, record.body, day) if part])
    quote = f'<span class="row-quote">{_pieces(hit.snippet)}</span>' if hit.snippet else ""
    return "".join((before, record.handle, named, _pieces(hit.title), worded, escape(meta), quote, after))


@functools.lru_cache(maxsize=1024)
def _frame(code: str, state: str, urgency: str, _way: tuple[Any, ...]) -> list[str]:
    """What stands around the handle, the words and the facts of all found lines alike; last but one, how the number is said.
    `_way`: on what else it hangs."""
    kind = stores.record_kinds[code]
    drawn = row(
        kind.url(_HANDLE),
        meta=SafeString(f"{esc(str(kind.label))} · {_HERE}"),
        urgency=urgency,
        css="row-found",
        slot=_HERE,
        chip=state_chip(kind.machine.states[state]),
    )
    before, named, worded, after = drawn.replace(_HANDLE, _HERE, 1).split(_HERE)
    return [before, named, worded, _("Arrival no. %(number)s"), after]


def _pieces(pieces: Iterable[Any]) -> str:
    return "".join([f"<mark>{escape(text)}</mark>" if is_marked else escape(text) for text, is_marked in pieces])


def facet_panels(facets: Iterable[Any]) -> SafeString:
    """How the found divide: of each facet its values, each a link that narrows the search to it."""
    return SafeString("".join(_facet(facet) for facet in facets))


def _facet(facet: Any) -> SafeString:
    links = []
    if facet.is_narrowed:
        links.append(f'<li><a href="{esc(facet.all_url)}"><span>{esc(pgettext("filter", "All"))}</span></a></li>')
    for value in facet.values:
        here = ' aria-current="true"' if value.is_chosen else ""
        words = f"<span>{escape(str(value.label))}</span><b>{value.count}</b>"
        links.append(f'<li><a href="{escape(value.url)}"{here}>{words}</a></li>')
    return panel(facet.label, icon=facet.icon, slot=SafeString(f'<ul class="holders values">{"".join(links)}</ul>'))
