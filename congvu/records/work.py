"""What waits for whom. Giving, finishing and taking back keep the record's holder, deadline and readers in step."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.core.errors import RuleBroken
from congvu.core.rows import Question, insertion, kept, write, written
from congvu.directory.models import Person, Unit
from congvu.records import jobs
from congvu.records.announcements import work_changed
from congvu.records.models import ItemState, Part, Record, WorkItem, readers_of

_ITEMS = Question(
    """
    SELECT {columns} FROM records_workitem i
    JOIN directory_unit u ON u.id = i.unit_id LEFT JOIN directory_person p ON p.id = i.person_id
    WHERE i.record_id = %s ORDER BY i.id
    """,
    i=WorkItem,
    u=Unit,
    p=Person,
)


class NothingWaits(RuleBroken):
    """Nothing of this waits for you any more."""

    message = _("Nothing of this waits for you any more: someone has dealt with it meanwhile.")


def items_of(record: Record) -> list[WorkItem]:
    """All items of the record, the oldest first, with their units and people; read once for each record object."""
    if not hasattr(record, "_items"):
        record._items = []  # type: ignore[attr-defined]
        for item, item.unit, item.person in _ITEMS.ask(record.pk):
            record._items.append(item)  # type: ignore[attr-defined]
    return record._items  # type: ignore[attr-defined]


def open_items(record: Record, *acts: str) -> list[WorkItem]:
    """The items that still wait, of the acts asked for (all when none is named)."""
    return [item for item in items_of(record) if item.state == ItemState.OPEN and (not acts or item.act in acts)]


def lead_item(record: Record) -> WorkItem | None:
    """The item of the one answerable owner."""
    return next((item for item in open_items(record) if item.part == Part.LEAD), None)


def current_parts(record: Record) -> list[WorkItem]:
    """Who has a part now, or gave their part: for each unit its latest item that was not taken back, the lead first."""
    latest: dict[tuple[str, int], WorkItem] = {}
    for item in items_of(record):
        if item.state != ItemState.WITHDRAWN:
            latest[item.part, item.unit_id] = item
    lead = lead_item(record)
    shown = [item for item in latest.values() if item.part != Part.LEAD]
    return ([lead] if lead else []) + shown


def give(
    record: Record,
    act: str,
    *,
    unit: Unit,
    person: Person | None = None,
    part: str = Part.LEAD,
    words: str = "",
    due_at: datetime | None = None,
    due_how: dict[str, Any] | None = None,
    at: datetime,
    by: Actor | None,
    on_behalf_of: Person | None = None,
) -> WorkItem:
    """Lay something before a person, or before a unit until its head names someone; by nobody when it came by itself."""
    item = WorkItem(
        record_id=record.pk,
        act=act,
        part=part,
        unit=unit,
        person=person,
        words=words,
        due_at=due_at,
        due_how=due_how,
        given_by=by.person if by else None,
        given_for=on_behalf_of,
        given_at=at,
    )
    items = items_of(record)
    written(item)
    items.append(item)
    return item


# The number a new record will have, asked beforehand, so that nothing need wait until it is written.
NEXT_RECORD = ("SELECT nextval('records_record_id_seq')", ())


def begin(
    record: Record,
    act: str,
    *,
    number: int,
    unit: Unit,
    due_at: datetime | None = None,
    due_how: dict[str, Any] | None = None,
    at: datetime,
    by: Actor,
    on_behalf_of: Person | None = None,
) -> WorkItem:
    """Write a new record, by its number (`NEXT_RECORD`), with the first thing that waits on it, before a unit: what `save`,
    `give` and `settle` would do one after the other, in one statement that nobody waits for."""
    item = WorkItem(
        act=act,
        part=Part.LEAD,
        unit=unit,
        due_at=due_at,
        due_how=due_how,
        given_by=by.person,
        given_for=on_behalf_of,
        given_at=at,
    )
    record.holder_unit, record.changed_at = unit, at
    record.readers = readers_of(record, [item])
    _write_new(record, item, number)
    record._items = [item]  # type: ignore[attr-defined]
    awaits_index(record)
    work_changed.send(sender=Record, items=[item], record=record, at=at)
    return item


def _write_new(record: Record, item: WorkItem, number: int) -> None:
    """The shared row, that of the record's kind and the item, in one statement."""
    ours, our_values = insertion(record, of=Record, id="%s::bigint")
    theirs, their_values = insertion(record, record_ptr_id="%s::bigint")
    waits, wait_values = insertion(item, record_id="%s::bigint")
    statement = f"WITH made AS ({ours}), kind AS ({theirs}) {waits} RETURNING id"
    values = [*our_values, number, *their_values, number, *wait_values, number]
    ending.say(statement, values, lambda rows: kept(item, rows[0][0]))
    record.id = item.record_id = number
    kept(record, number)


def end(
    items: Iterable[WorkItem], *, as_: str = ItemState.DONE, result: str = "", at: datetime, by: Actor
) -> list[WorkItem]:
    """End items: done, or taken back (`as_=ItemState.WITHDRAWN`)."""
    ended = list(items)
    for item in ended:
        item.state, item.ended_at, item.ended_by, item.result = as_, at, by.person, result
        write(item, ["state", "ended_at", "ended_by", "result"])
    return ended


def awaits_index(record: Record) -> None:
    """What search knows of the record will be written anew, a moment after the transaction commits."""
    if ending.jobs_are_wanted():
        ending.say("INSERT INTO records_awaitingindex (record_id) VALUES (%s)", [record.pk])
        ending.later_once(jobs.index_waiting)


# What an action may change of a record besides what it names itself.
STANDING = ["state", "due_at", "due_how", "closed_at", "holder_unit", "holder", "readers", "changed_at"]


def settle(record: Record, *changed: str, at: datetime) -> None:
    """Write down where the record now stands: who holds it, until when, who may read it. Called once, at the end of an action,
    after its items were given and ended; saves this and the columns named in `changed`, has it indexed for search and announces
    the change."""
    lead = lead_item(record)
    if lead:  # a closed record keeps who held it last: the register prints it for ever
        record.holder_unit, record.holder = lead.unit, lead.person
    record.readers = readers_of(record, items_of(record))
    record.changed_at = at
    write(record, [*STANDING, *changed])
    awaits_index(record)
    items = [item for item in items_of(record) if at in (item.given_at, item.ended_at)]
    work_changed.send(sender=Record, items=items, record=record, at=at)
