"""Running deadlines and the calendar: what a changed calendar moves, reckoned anew from the arithmetic every deadline keeps.

The app of the calendar leaves its changes (`CalendarChange`); a job takes them here. Reckoning again changes nothing that
already agrees with the calendar, so a run that broke off is simply run again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from congvu.records import history
from congvu.records.announcements import work_changed
from congvu.records.models import DeadlineMove, ItemState, Record, WorkItem
from congvu.workdays.calendar import CalendarMissing, WorkCalendar, current_calendar
from congvu.workdays.models import CalendarChange
from congvu.workdays.reckoning import Deadline, moment_words
from congvu.workdays.rules import reckon_again

BATCH = 500  # records held at once: whoever acts on one of them waits as long
RECORDS_MOVED = """
    UPDATE records_record AS r SET due_at = v.due_at, due_how = v.due_how::jsonb, changed_at = v.changed_at
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[]) AS v (id, due_at, due_how, changed_at)
    WHERE r.id = v.id
"""
ITEMS_MOVED = """
    UPDATE records_workitem AS i SET due_at = v.due_at, due_how = v.due_how::jsonb
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS v (id, due_at, due_how) WHERE i.id = v.id
"""


@dataclass(frozen=True)
class Moved:
    """A deadline before and after, of a record or of an item on it."""

    thing: Record | WorkItem
    before: Deadline
    after: Deadline

    @property
    def record_id(self) -> int:
        return self.thing.record_id if isinstance(self.thing, WorkItem) else self.thing.pk


def moved(thing: Record | WorkItem, calendar: WorkCalendar) -> Moved | None:
    """How the calendar moves the thing's deadline; nothing when it stays. One that would run into a year which is not entered
    stays as it is, since nobody can say where it falls."""
    if thing.due_how is None:
        return None
    before = Deadline.from_json(thing.due_how)
    try:
        after = reckon_again(before, calendar)
    except CalendarMissing:
        return None
    return Moved(thing, before, after) if after.due_at != thing.due_at else None


def _touched(since: date | None) -> Q:
    """Deadlines on which the days from `since` on have a say; those counted backwards always."""
    if since is None:
        return Q(due_how__isnull=False)
    first = timezone.make_aware(datetime.combine(since, time.min))
    return Q(due_how__isnull=False) & (Q(due_at__gte=first) | Q(due_how__amount__lt=0))


def open_things(since: date | None) -> tuple[Any, Any]:
    """The open records and the open items with a kept deadline that days from `since` on may move."""
    records = Record.objects.open().filter(_touched(since))
    items = WorkItem.objects.open().filter(_touched(since))
    return records, items


def would_move(calendar: WorkCalendar, since: date) -> list[Moved]:
    """What would move if the calendar were so: before anybody decides it. Two queries."""
    records, items = open_things(since)
    things: list[Record | WorkItem] = [
        *records.only("pk", "due_at", "due_how", "holder_unit"),
        *items.only("pk", "record_id", "due_at", "due_how", "unit"),
    ]
    return [found for thing in things if (found := moved(thing, calendar))]


# -- the job ----------------------------------------------------------------------------------------------------------
def take_changes(at: datetime) -> int:
    """Reckon running deadlines again by all changes of the calendar that nobody took yet; returns how many records have a
    deadline that moved. Safe to be run twice, by two at once, and again after it broke off."""
    changes = list(CalendarChange.objects.filter(taken_at=None).order_by("pk"))
    if not changes:
        return 0
    calendar = current_calendar()
    total = 0
    for batch in _batches(_record_ids(_since(changes))):
        total += _move(batch, changes, calendar, at)
    for change in changes:
        CalendarChange.objects.filter(pk=change.pk, taken_at=None).update(
            taken_at=at, moved=change.moves.values("record").distinct().count()
        )
    return total


def _since(changes: Sequence[CalendarChange]) -> date | None:
    """The first day any of the changes is about; None when a whole calendar was loaded anew."""
    if any(not change.days for change in changes):
        return None
    return min(day for change in changes for day in change.days)


def _record_ids(since: date | None) -> list[int]:
    records, items = open_things(since)
    found = set(records.values_list("pk", flat=True)) | set(items.values_list("record_id", flat=True))
    return sorted(found)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


@transaction.atomic
def _move(ids: Sequence[int], changes: Sequence[CalendarChange], calendar: WorkCalendar, at: datetime) -> int:
    """Move what the calendar moves on these records: the rows, one entry in the history of each record, one row for each moved
    deadline. The records are locked first, in order: whoever acts on one waits a moment, and a second run finds nothing."""
    records = {
        record.pk: record for record in Record.objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    }
    items = list(
        WorkItem.objects.filter(record_id__in=ids, state=ItemState.OPEN, due_how__isnull=False)
        .select_related("unit", "person")
        .order_by("pk")
    )
    things: list[Record | WorkItem] = [
        *(one for one in records.values() if one.due_how and not one.closed_at),
        *items,
    ]
    found = [one for thing in things if (one := moved(thing, calendar))]
    if not found:
        return 0
    of_record: dict[int, list[Moved]] = {}
    for one in found:
        one.thing.due_at, one.thing.due_how = one.after.due_at, one.after.to_json()
        of_record.setdefault(one.record_id, []).append(one)
    touched = [records[pk] for pk in of_record]
    for record in touched:
        record.changed_at = max(at, record.changed_at)
    moved_items = [one.thing for one in found if isinstance(one.thing, WorkItem)]
    _write(RECORDS_MOVED, touched, [record.changed_at for record in touched])
    _write(ITEMS_MOVED, moved_items)
    DeadlineMove.objects.bulk_create(_row(one, _because(one, changes), at) for one in found)
    history.write_of_platform(
        [(records[pk], _facts(moves, changes)) for pk, moves in of_record.items()], "records.deadline_moved", at=at
    )
    work_changed.send(sender=Record, items=moved_items, record=None, at=at)
    return len(of_record)


def _write(statement: str, things: Sequence[Record | WorkItem], *more: Sequence[Any]) -> None:
    """Write the deadlines of many rows down at once."""
    hows = [json.dumps(thing.due_how) if thing.due_how else None for thing in things]
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [[thing.pk for thing in things], [thing.due_at for thing in things], hows, *map(list, more)]
        )


def _because(one: Moved, changes: Sequence[CalendarChange]) -> CalendarChange:
    """The latest of the changes whose days lie within the deadline's run; else the latest of all."""
    ends = sorted(_day(moment) for moment in (one.before.start, one.before.due_at, one.after.due_at))
    fitting = [change for change in changes if any(ends[0] <= day <= ends[-1] for day in change.days)]
    return (fitting or list(changes))[-1]


def _day(moment: date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _row(one: Moved, change: CalendarChange, at: datetime) -> DeadlineMove:
    return DeadlineMove(
        change=change,
        record_id=one.record_id,
        item_id=one.thing.pk if isinstance(one.thing, WorkItem) else None,
        from_at=one.before.due_at,
        to_at=one.after.due_at,
        moved_at=at,
    )


def _facts(moves: Sequence[Moved], changes: Sequence[CalendarChange]) -> dict[str, Any]:
    """What the history of a record says: its own deadline, or that of the item when the record has none."""
    main = next((one for one in moves if isinstance(one.thing, Record)), moves[0])
    change = _because(main, changes)
    return {
        "from_": moment_words(main.before.due_at),
        "to": moment_words(main.after.due_at),
        "because": str(change),
        "change": change.handle,
        "deadlines": [
            {
                "act": one.thing.act if isinstance(one.thing, WorkItem) else "",
                "who": str(one.thing.owner) if isinstance(one.thing, WorkItem) else "",
                "from": one.before.due_at.isoformat(),
                "to": one.after.due_at.isoformat(),
            }
            for one in moves
        ],
    }


# -- urgency ----------------------------------------------------------------------------------------------------------
def shorten(record: Record, items: Iterable[WorkItem], by_rule: Deadline) -> bool:
    """A document turned out to be more urgent: its deadline and those of its open items are not later than the rule's.
    The caller's action saves the record (`work.settle`) and tells why. Whether anything became shorter."""
    shorter = record.due_at is not None and record.due_at > by_rule.due_at
    if shorter:
        record.due_at, record.due_how = by_rule.due_at, by_rule.to_json()
    return shorten_items(items, by_rule) or shorter


def shorten_items(items: Iterable[WorkItem], by_rule: Deadline) -> bool:
    """No item is due later than the rule says. Whether any became shorter."""
    late = [item for item in items if item.due_at and item.due_at > by_rule.due_at]
    for item in late:
        item.due_at, item.due_how = by_rule.due_at, by_rule.to_json()
        item.save(update_fields=["due_at", "due_how"])
    return bool(late)
