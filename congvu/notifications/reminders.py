"""Reminders before and at the deadline, and the ladder after it.

What is due to be said is read from the rows every time (deadlines, rules, what was said already), never from whether a run
took place: a missed run catches up, a second run finds nothing, two workers at once say it once (the database refuses a rung
twice). Nothing is said at night or on a day off: the next run in the daytime says it. Of several rungs that fell since the
last run only the latest is said, to all whom they name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from congvu.core import stores
from congvu.notifications.ladder import AFTER_CLOSE, Ladders
from congvu.notifications.models import Reminder, Stage, To
from congvu.notifications.notices import Draft, tell_each
from congvu.notifications.queries import clerks_of, heads_of, leaders_of
from congvu.records.models import WorkItem
from congvu.workdays.calendar import CalendarMissing, WorkCalendar, current_calendar

BATCH = 2000
LOCK = 5_021_907  # one worker at a time climbs; the others leave it to this one

# open items for which rungs have fallen that were not said yet, with the rung said last for this deadline
FALLEN = """
    WITH rung (act, urgency, stage, reached) AS (
        SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::timestamptz[])
    )
    SELECT i.id, i.due_at, array_agg(g.stage ORDER BY g.stage),
           coalesce((SELECT max(r.stage) FROM notifications_reminder r
                     WHERE r.item_id = i.id AND r.due_at = i.due_at AND r.sent), 0)
    FROM records_workitem i
    JOIN records_record o ON o.id = i.record_id
    JOIN rung g ON g.act = i.act AND g.urgency = o.urgency AND i.due_at <= g.reached
    WHERE i.state = 'open' AND i.due_at <= %s
      AND NOT EXISTS (SELECT 1 FROM notifications_reminder r
                      WHERE r.item_id = i.id AND r.due_at = i.due_at AND r.stage = g.stage)
    GROUP BY i.id, i.due_at
    ORDER BY i.due_at, i.id
    LIMIT %s
"""


@dataclass(frozen=True)
class Fallen:
    """An item with the rungs that have fallen since it was last spoken of, and the last one that was said (0: none)."""

    item: WorkItem
    due_at: datetime
    stages: list[Stage]
    said: int


def remind(at: datetime) -> int:
    """Say what has fallen due to be said. Returns how many items were spoken of."""
    calendar = current_calendar()
    if not calendar.is_daytime(at, grace=AFTER_CLOSE):
        return 0
    ladders = Ladders.on(calendar.day_of(at))
    acts = [code for code, _act in stores.acts.items()]
    reached = ladders.reached(acts, at, calendar)
    spoken = 0
    while reached:
        with transaction.atomic():
            found = _fallen(reached) if _alone() else []
            if not found:
                break
            spoken += _speak(found, ladders, calendar, at)
    return spoken


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _fallen(reached: list[tuple[str, str, int, datetime]]) -> list[Fallen]:
    columns = [list(column) for column in zip(*reached, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(FALLEN, [*columns, max(columns[3]), BATCH])
        rows = cursor.fetchall()
    items = WorkItem.objects.select_related("record", "unit", "person").in_bulk([row[0] for row in rows])
    return [Fallen(items[pk], due_at, [Stage(stage) for stage in stages], said) for pk, due_at, stages, said in rows]


def _speak(found: Sequence[Fallen], ladders: Ladders, calendar: WorkCalendar, at: datetime) -> int:
    said = {one.item.pk: _to_say(one, ladders, calendar) for one in found}
    Reminder.objects.bulk_create(
        Reminder(item=one.item, due_at=one.due_at, stage=stage, sent=stage in said[one.item.pk][:1], made_at=at)
        for one in found
        for stage in one.stages
    )
    named = Named([one.item for one in found], at)
    drafts = []
    for one in found:
        stages = said[one.item.pk]
        if stages:
            rungs = {rung.stage: rung for rung in ladders.of(one.item.act, one.item.record.urgency)}
            told = {to for stage in stages for to in rungs[stage].to}
            drafts += _drafts(one, stages[0], told, named)
    tell_each(drafts, at=at)
    return sum(1 for stages in said.values() if stages)


def _to_say(one: Fallen, ladders: Ladders, calendar: WorkCalendar) -> list[Stage]:
    """The rungs to be said in one, the latest first: those after the last said, and not before the work was given."""
    rungs = {rung.stage: rung for rung in ladders.of(one.item.act, one.item.record.urgency)}
    stages = []
    for stage in sorted(one.stages, reverse=True):
        if stage <= one.said:
            continue
        try:
            moment = rungs[stage].moment(one.due_at, calendar)
        except CalendarMissing:
            continue
        if moment >= one.item.given_at:  # whoever gives work after its deadline knows what has fallen before
            stages.append(stage)
    return stages


class Named:
    """The people a rung names for each of some items. Five queries, however many items."""

    def __init__(self, items: Sequence[WorkItem], at: datetime) -> None:
        day = timezone.localdate(at)
        units = {item.unit_id for item in items}
        self.heads, self.clerks = heads_of(units, day), clerks_of(units, day)
        self.leaders = leaders_of({item.record.organisation_id for item in items}, day)
        self.givers: dict[int, list[int]] = {}
        given = WorkItem.objects.filter(record_id__in={item.record_id for item in items}).order_by("-pk")
        for record, giver, for_whom in given.values_list("record_id", "given_by_id", "given_for_id"):
            self.givers.setdefault(record, []).extend(one for one in (for_whom, giver) if one is not None)

    def of(self, item: WorkItem, to: str) -> list[int]:
        if to == To.HOLDER:
            in_unit = self.heads.get(item.unit_id) or self.clerks.get(item.unit_id, [])
            return [item.person_id] if item.person_id else in_unit
        if to == To.HEAD:
            return self.heads.get(item.unit_id, [])
        if to == To.GIVER:
            giver = item.given_for_id or item.given_by_id
            return [giver] if giver else []  # what came by itself has none
        leaders = self.leaders.get(item.record.organisation_id, [])
        instructed = [person for person in self.givers.get(item.record_id, []) if person in leaders]
        return (instructed or leaders)[:1]


def _drafts(one: Fallen, stage: Stage, told: set[str], named: Named) -> list[Draft]:
    """One notice for each person, the holder's own words before those about the holder."""
    item = one.item
    kind = "due_soon" if stage.is_before else "due_now" if stage == Stage.DUE else "late"
    facts = {
        "act": item.act,
        "due": one.due_at.isoformat(),
        "holder": str(item.owner),
        "unit": item.unit.name,
    }
    key = f"{item.pk}:{one.due_at:%Y%m%dT%H%M%z}:{int(stage)}"
    scope = stores.acts[item.act].scope
    drafts: dict[int, Draft] = {}
    for to in To.values:  # the holder first
        if to in told:
            for person in named.of(item, to):
                own = to == To.HOLDER
                draft = Draft(kind if own else f"{kind}_with", person, item.record_id, None, key, "", facts, scope)
                drafts.setdefault(person, draft)
    return list(drafts.values())
