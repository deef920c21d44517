"""Handing over what waits: someone leaves or moves, a body merges or splits. One transaction, and each thing keeps one owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.core import ending
from congvu.core.errors import RuleBroken
from congvu.directory.models import Organisation, Person, PostHolding, Unit, UnitSuccession
from congvu.directory.roles import Role
from congvu.directory.succession import successor_unit
from congvu.records.models import Record, WorkItem
from congvu.records.passing_on import Passing, kind_that_passes_on


class NobodyTakesOver(RuleBroken):
    message = _("Work still waits in a unit that has no successor. Say first which unit takes over from it.")


class NotOneOfTheUnit(RuleBroken):
    message = _("Choose someone who holds a fitting post in the unit on that day.")


@dataclass(frozen=True)
class Taker:
    """Who may be given the work of a unit: one of its people, or the unit itself, whose head then gives it on."""

    unit: Unit
    person: Person | None = None

    @property
    def code(self) -> str:
        return f"p{self.person.pk}" if self.person else "unit"


def work_of(person: Person, unit: Unit) -> QuerySet[WorkItem]:
    """What waits for the person in the unit, late first."""
    return WorkItem.objects.open().filter(person=person, unit=unit).with_record().late_first()


def takers(unit: Unit, leaving: Person | None, on: date) -> list[Taker]:
    """Who may take over in the unit on the day: those who hold a post there that is given work; the unit where it has a head."""
    held = PostHolding.objects.valid_on(on).filter(post__unit=unit).exclude(post__role=Role.INSPECTOR)
    rows = (
        held.exclude(person=leaving).select_related("person", "post").order_by("post__rank", "person__full_name", "pk")
    )
    people = {row.person_id: row.person for row in rows}
    found = [Taker(unit, person) for person in people.values()]
    if any(row.post.role in (Role.HEAD, Role.DEPUTY_HEAD) for row in rows):
        found.insert(0, Taker(unit))
    return found


def hand_over(items: Iterable[WorkItem], to: Mapping[int, Taker], *, because: str, at: datetime, by: Any) -> int:
    """Lay each item before its taker (by the item's pk); a leader's item needs a person. Returns how many records moved."""
    by_record: dict[int, list[Passing]] = {}
    for item in items:
        taker = to[item.pk]
        if item.act == "instruct" and taker.person is None:
            raise NotOneOfTheUnit
        by_record.setdefault(item.record_id, []).append(Passing(item.pk, taker.unit, taker.person))
    with ending.together():
        for record in Record.objects.filter(pk__in=by_record).order_by("pk"):
            kind_that_passes_on(record)(record.pk, passings=by_record[record.pk], because=because, at=at, by=by)
    return len(by_record)


def orphans(on: date, bodies: Iterable[Organisation] | None = None) -> QuerySet[WorkItem]:
    """What waits in units that have ended on the day (of the bodies, or of all)."""
    ended = Unit.objects.ended_before(on)
    if bodies is not None:
        ended = ended.filter(organisation__in=list(bodies))
    return WorkItem.objects.open().filter(unit__in=ended).select_related("unit", "person")


def waiting_in(units: Iterable[Unit]) -> dict[int, int]:
    """How much waits in each unit."""
    rows = WorkItem.objects.open().filter(unit__in=list(units)).values("unit").annotate(number=Count("pk"))
    return {row["unit"]: row["number"] for row in rows}


def follow_successors(
    on: date, *, because: str = "", bodies: Iterable[Organisation] | None = None, at: datetime, by: Any
) -> int:
    """What waits in ended units goes to the units that took over; whoever went along keeps it, the rest waits for the head there;
    what waits for a leader goes to the first leader. The record goes with its answerable owner to that body. Raises
    NobodyTakesOver and changes nothing when something would be left without an owner. Returns how many records moved."""
    by_record: dict[int, list[tuple[WorkItem, Passing]]] = {}
    homes: dict[int, Unit] = {}
    for item in orphans(on, bodies):
        home = homes.get(item.unit_id) or successor_unit(item.unit, on)
        if home is None:
            raise NobodyTakesOver
        homes[item.unit_id] = home
        by_record.setdefault(item.record_id, []).append((item, Passing(item.pk, home, _owner(item, home, on))))
    sources = dict(UnitSuccession.objects.filter(predecessor__in=homes).values_list("predecessor", "source"))
    with ending.together():
        for record in Record.objects.filter(pk__in=by_record).order_by("pk"):
            pairs = by_record[record.pk]
            lead = next((passing for item, passing in pairs if item.part == "lead"), None)
            kind_that_passes_on(record)(
                record.pk,
                passings=[passing for _item, passing in pairs],
                because=because or sources.get(pairs[0][0].unit_id, ""),
                organisation=lead.unit.organisation if lead else None,
                at=at,
                by=by,
            )
    return len(by_record)


def _owner(item: WorkItem, home: Unit, on: date) -> Person | None:
    """Who has the item from now on: who had it, when they went along; else for a leader's item the first leader there."""
    if item.person_id is None:
        return None
    held = PostHolding.objects.valid_on(on).filter(post__unit=home).select_related("person")
    if any(row.person_id == item.person_id for row in held):
        return item.person
    if item.act != "instruct":
        return None
    leaders = held.filter(post__role=Role.LEADER).order_by("post__rank", "pk")
    leader = leaders.first()
    if leader is None:
        raise NobodyTakesOver
    return leader.person
