"""What lies on someone's desk: work items, late first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from congvu.accounts.actors import HEADS, Actor
from congvu.core.deadline_words import DeadlineWords
from congvu.directory.models import Unit
from congvu.directory.roles import Role
from congvu.records.models import ItemState, Urgency, WorkItem
from congvu.records.pages import deadline_of
from congvu.workdays.calendar import WorkCalendar

SHOWN = 60


def before_me(actor: Actor) -> Q:
    """What lies before the actor: on their own name, on that of those they act for, and on the units they answer for while
    nobody is named."""
    people, units = _places(actor)
    return Q(person_id__in=people) | Q(unit_id__in=units, person__isnull=True)


def _places(actor: Actor) -> tuple[set[int], set[int]]:
    """The people on whose name, and the units before which, things lie that lie before the actor."""
    people = {seat.holder.pk for seat in actor.seats}
    return people, {seat.unit.pk for seat in actor.seats if seat.role in HEADS or seat.role == Role.CLERK}


def mine(actor: Actor) -> QuerySet[WorkItem]:
    """My work."""
    return WorkItem.objects.open().filter(before_me(actor))


def has_post_for_work(actor: Actor) -> bool:
    """Whether work can wait at one of the actor's posts: who inspects or administers looks after that of others."""
    return any(seat.role not in (Role.INSPECTOR, Role.ADMINISTRATOR) for seat in actor.seats)


def of_units(units: Iterable[Unit]) -> QuerySet[WorkItem]:
    """All that waits in the units, whoever has it."""
    return WorkItem.objects.open().filter(unit__in=list(units))


def awaited(actor: Actor) -> QuerySet[WorkItem]:
    """What I gave to others, or others gave on my behalf, and they have not yet done."""
    people = {seat.holder.pk for seat in actor.seats}
    return (
        WorkItem.objects.open().filter(Q(given_by_id__in=people) | Q(given_for_id__in=people)).exclude(before_me(actor))
    )


@dataclass(frozen=True)
class Line:
    """A work item as a line of the desk."""

    item: WorkItem
    deadline: DeadlineWords | None


@dataclass(frozen=True)
class Group:
    """Lines that are due at about the same time."""

    code: str
    lines: list[Line]


def lines(items: QuerySet[WorkItem], now: datetime, calendar: WorkCalendar) -> list[Line]:
    """The most pressing items as lines, late first; one query."""
    return [
        Line(item, deadline_of(item, now, calendar))
        for item in items.with_record().late_first()[:SHOWN]  # type: ignore[attr-defined]
    ]


def week_from(now: datetime, calendar: WorkCalendar) -> datetime:
    """The end of what is due soon: five working days from now."""
    return calendar.add_working_days(now, 5).due_at


def grouped(found: list[Line], now: datetime, week: datetime) -> list[Group]:
    """Late, today, until the end of the week, later, without a deadline; a group without lines is left out."""
    groups: dict[str, list[Line]] = {code: [] for code in ("late", "today", "soon", "later", "open")}
    today = timezone.localdate(now)
    for line in found:
        due = line.item.due_at
        if due is None:
            code = "open"
        elif due < now:
            code = "late"
        elif timezone.localdate(due) == today:
            code = "today"
        else:
            code = "soon" if due <= week else "later"
        groups[code].append(line)
    for found_lines in groups.values():
        found_lines.sort(key=_pressing)
    return [Group(code, found_lines) for code, found_lines in groups.items() if found_lines]


_RANK = {Urgency.IMMEDIATE: 0, Urgency.VERY_URGENT: 1, Urgency.URGENT: 2, Urgency.NORMAL: 3}


def _pressing(line: Line) -> tuple[int, Any, int]:
    """The most urgent first, then the oldest deadline."""
    return _RANK[Urgency(line.item.record.urgency)], line.item.due_at or line.item.given_at, line.item.pk


def counts(items: QuerySet[WorkItem], now: datetime, week: datetime) -> dict[str, int]:
    """How much: late, due today, due until the end of the week, all. One query."""
    tomorrow = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return items.aggregate(
        late=Count("pk", filter=Q(due_at__lt=now)),
        today=Count("pk", filter=Q(due_at__gte=now, due_at__lt=tomorrow)),
        week=Count("pk", filter=Q(due_at__gte=now, due_at__lte=week)),
        all=Count("pk"),
    )


# the same lines as `mine`, counted for every page's menu
# What nobody in a unit has is looked for among the unit's, and not among all that nobody has.
BADGE = """
    SELECT count(*), count(*) FILTER (WHERE due_at < %s) FROM (
        SELECT due_at FROM records_workitem WHERE state = 'open' AND person_id = ANY(%s)
        UNION ALL SELECT due_at FROM records_workitem WHERE state = 'open' AND person_id + 0 IS NULL AND unit_id = ANY(%s)
    ) mine
"""


def badge_values(actor: Actor) -> tuple[Any, ...]:
    people, units = _places(actor)
    return timezone.now(), list(people), list(units)


def badge(actor: Actor) -> tuple[int, bool]:
    """The number beside "My work" in the menu, and whether something of it is late."""
    ((counted, late),) = actor.told("badge")
    return counted, late > 0


@dataclass(frozen=True)
class Holder:
    """Someone of the unit (None: nobody named yet) and how much waits with them."""

    person: Any
    open: int
    late: int


def holders(units: Iterable[Unit], now: datetime) -> list[Holder]:
    """Who in the units has how much, the most late first. One query."""
    rows = (
        WorkItem.objects.filter(unit__in=list(units), state=ItemState.OPEN)
        .values("person__handle", "person__full_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
        .order_by("-late", "-open", "person__full_name")
    )
    return [
        Holder(
            {"handle": row["person__handle"], "full_name": row["person__full_name"]} if row["person__handle"] else None,
            row["open"],
            row["late"],
        )
        for row in rows
    ]
