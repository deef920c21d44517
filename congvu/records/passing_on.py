"""Open work goes to others: when someone leaves, when a unit or a body ends. Who gave it, when, and until when it is due stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from congvu.core import stores
from congvu.directory.models import Organisation, Person, Unit
from congvu.records import work
from congvu.records.models import ItemState, Record, WorkItem


@dataclass(frozen=True)
class Passing:
    """An open item, and before whom it lies from now on: a person, or a unit until its head names someone."""

    item: int
    unit: Unit
    person: Person | None = None


def open_work(*, units: Iterable[int], person: int | None = None) -> int:
    """How many items wait in the units, or in them for the person."""
    waiting = WorkItem.objects.open().filter(unit__in=list(units))
    return (waiting.filter(person=person) if person else waiting).count()


def pass_items(
    record: Record, passings: Iterable[Passing], *changed: str, organisation: Organisation | None = None, at: datetime
) -> list[dict[str, Any]]:
    """Lay open items of the record before others, in place, so that the one answerable owner stays one. `organisation`: the body
    that keeps the record from now on; its number stays in the book in which it stands. Returns what changed, as the history
    keeps it. Raises NothingWaits for an item that is no longer open. To be called by an action, which notes it."""
    items = {item.pk: item for item in work.items_of(record) if item.state == ItemState.OPEN}
    told, moved = [], []
    for passing in passings:
        item = items.get(passing.item)
        if item is None:
            raise work.NothingWaits
        before = item.owner
        item.unit, item.person = passing.unit, passing.person
        item.save(update_fields=["unit", "person"])
        moved.append(item)
        told.append({"act": item.act, "from_": str(before), "to": str(item.owner), "unit": passing.unit.name})
    if organisation:
        record.organisation = organisation
    work.settle(record, *changed, *(["organisation"] if organisation else []), at=at)
    work.work_changed.send(sender=Record, items=moved, record=record, at=at, passed=True)
    return told


def kind_that_passes_on(record: Record) -> Any:
    """The action by which open work of this kind of record goes to others."""
    return stores.record_kinds[record.kind].pass_on
