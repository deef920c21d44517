"""What every record's page shows: its deadline with the arithmetic, and the thread of all that was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from congvu.core import stores
from congvu.core.deadline_words import DeadlineWords
from congvu.directory.models import Person
from congvu.records.models import HistoryEntry, Record, WorkItem
from congvu.workdays.calendar import WorkCalendar, current_calendar
from congvu.workdays.reckoning import Deadline
from congvu.workdays.words import deadline_words

QUOTED = ("words", "because", "opinion", "result")


@dataclass(frozen=True)
class Told:
    """One entry of the thread in the language of whoever reads it."""

    sentence: str
    icon: str
    strong: bool
    at: datetime
    who: str
    on_behalf_of: Person | None
    quote: str


def told(entry: HistoryEntry) -> Told:
    """The entry as a sentence, with the words someone wrote beside it."""
    verb = entry.telling
    return Told(
        sentence=str(verb.sentence) % defaultdict(str, entry.facts),
        icon=verb.icon,
        strong=verb.strong,
        at=entry.at,
        who=entry.who,
        on_behalf_of=entry.on_behalf_of,
        quote=next((str(entry.facts[key]) for key in QUOTED if entry.facts.get(key)), ""),
    )


def thread_of(record: Record) -> list[Told]:
    """Everything that was done, the newest first."""
    entries = HistoryEntry.objects.filter(record_id=record.pk).select_related("on_behalf_of").order_by("-pk")
    return [told(entry) for entry in entries if entry.verb in stores.verbs]


def deadline_of(thing: Record | WorkItem, now: datetime, calendar: WorkCalendar) -> DeadlineWords | None:
    """The deadline of a record that is not done with or of an item as it stands, with its arithmetic. But for what is due today,
    whose words change by the minute, the words are the same all day: a desk shows sixty, and they are kept."""
    due_at = thing.due_at
    if due_at is None or (isinstance(thing, Record) and (thing.closed_at or thing.standing.met)):
        return None
    today = calendar.day_of(now)
    if calendar.day_of(due_at) == today:
        return _words(due_at, thing, now, calendar)
    kept = _kept_for(calendar)
    key = (due_at, str(thing.due_how), today, get_language())
    words = kept.get(key)
    if words is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        words = kept[key] = _words(due_at, thing, now, calendar)
    return words


def _words(due_at: datetime, thing: Record | WorkItem, now: datetime, calendar: WorkCalendar) -> DeadlineWords:
    return deadline_words(due_at, now, calendar, Deadline.from_json(thing.due_how) if thing.due_how else None)


Kept = dict[tuple[Any, ...], DeadlineWords]
MOST_KEPT = 5000
_last_calendar: list[tuple[WorkCalendar, Kept]] = []  # the one in use; another comes when a decision moves the calendar


def _kept_for(calendar: WorkCalendar) -> Kept:
    for known, kept in _last_calendar:
        if known is calendar:
            return kept
    fresh: Kept = {}
    _last_calendar[:] = [(calendar, fresh)]
    return fresh


def panels_of(record: Record, request: Any) -> list[tuple[str, dict[str, Any]]]:
    """The boxes upper apps put on the record's page for this reader: templates with their context."""
    return stores.drawn_from(stores.panels, request, record)


def record_context(record: Record, *, now: datetime) -> dict[str, Any]:
    """The part of a record page's context that all kinds share."""
    calendar = current_calendar()
    return {
        "record": record,
        "deadline": deadline_of(record, now, calendar),
        "reckoning": Deadline.from_json(record.due_how).explain() if record.due_how else "",
        "thread": thread_of(record),
    }
