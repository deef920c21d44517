"""What a decision about the calendar does to running deadlines, told to whoever decides it: before, and afterwards.

The one who keeps the calendar need not read the documents: everybody is told how many deadlines of which unit go from where
to where, and the titles only of what they may read.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.directory.models import Unit
from congvu.records.deadlines import would_move
from congvu.records.models import DeadlineMove, Record, WorkItem
from congvu.workdays.effects import WhatIf
from congvu.workdays.models import CalendarChange

SHOWN = 20
CHANGES_SHOWN = 5


@dataclass(frozen=True)
class Line:
    """So many deadlines of a unit go from a day to a day."""

    unit: str
    from_on: date
    to_on: date
    count: int


@dataclass(frozen=True)
class Shown:
    """A record one may read whose deadline moves."""

    record: Record
    from_at: datetime
    to_at: datetime


def lines(moves: Iterable[tuple[str, datetime, datetime]]) -> list[Line]:
    """Moves gathered by unit and days, the most first."""
    counted = Counter((unit, timezone.localdate(from_at), timezone.localdate(to_at)) for unit, from_at, to_at in moves)
    found = [Line(unit, from_on, to_on, count) for (unit, from_on, to_on), count in counted.items()]
    return sorted(found, key=lambda line: (-line.count, line.from_on, line.unit))


def before_deciding(request: Any, what_if: WhatIf) -> dict[str, Any]:
    """What would move if the decision were entered. Four queries."""
    found = would_move(what_if.calendar, what_if.since)
    of_items = [(one, one.thing.unit_id) for one in found if isinstance(one.thing, WorkItem)]
    units = {unit for _one, unit in of_items}
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    moments = {one.record_id: (one.before.due_at, one.after.due_at) for one in found}
    readable = _readable(request.actor, moments)
    return {
        "records": len(moments),
        "deadlines": len(of_items) or len(found),
        "lines": lines((names[unit], one.before.due_at, one.after.due_at) for one, unit in of_items)[:SHOWN],
        "shown": [Shown(record, *moments[record.pk]) for record in readable],
        "earlier": sum(1 for one in found if one.after.due_at < one.before.due_at),
    }


def _readable(actor: Actor, moments: Iterable[int]) -> list[Record]:
    readable = Record.objects.visible_to(actor).filter(pk__in=list(moments))
    return list(readable.select_related("entry").order_by("due_at", "pk")[:SHOWN])


def last_changes(request: Any, _nothing: None) -> dict[str, Any] | None:
    """The last decisions and how much each moved. One query."""
    changes = list(CalendarChange.objects.order_by("-pk")[:CHANGES_SHOWN])
    return {"changes": changes} if changes else None


def what_moved(change: CalendarChange, actor: Actor) -> dict[str, Any]:
    """What a decision moved: by unit for everybody, record by record for what one may read."""
    moves = change.moves.filter(item__isnull=False)
    grouped = moves.values_list("item__unit__name", "from_at", "to_at").annotate(number=Count("pk"))
    rows = [(unit, from_at, to_at) for unit, from_at, to_at, number in grouped for _each in range(number)]
    return {"change": change, "lines": lines(rows), "deadlines": len(rows)}


def moves_to_read(change: CalendarChange, actor: Actor) -> Any:
    """The moved deadlines of records one may read, one line each: that of the record, or of the item where the record has
    none of its own."""
    readable = Record.objects.visible_to(actor).filter(deadline_moves__change=change).values("pk")
    first = (
        DeadlineMove.objects.filter(change=change, record__in=readable)
        .order_by("record_id", "item_id")
        .distinct("record_id")
        .values("pk")
    )
    return DeadlineMove.objects.filter(pk__in=first).select_related(
        "record__entry", "record__holder", "record__holder_unit"
    )
