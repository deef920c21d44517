"""What follows when bodies merge or split: where each unit goes, who goes along, and who then has no post. Only questions:
the same plan is shown before the act and carried out by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from congvu.directory.models import Organisation, PostHolding, Succession, Unit, UnitKind, UnitSuccession

ONE_OF_A_KIND = (UnitKind.LEADERSHIP, UnitKind.REGISTRY)


@dataclass(frozen=True)
class Destination:
    """Where a unit goes: to `body` as it is, or joined with `unit`, one that is there already."""

    body: Organisation
    unit: Unit | None = None


@dataclass
class Going:
    """A unit of an ending body, where it goes, who goes along and who finds the post there held by another."""

    unit: Unit
    body: Organisation
    into: Unit | None = None  # a unit of the successor with which it is joined
    with_: Unit | None = None  # a unit that goes there too, with which it is joined
    people: list[PostHolding] = field(default_factory=list)
    unseated: list[PostHolding] = field(default_factory=list)

    @property
    def is_joined(self) -> bool:
        return bool(self.into or self.with_)


def plan(
    bodies: Iterable[Organisation],
    heirs: Sequence[Organisation],
    on: date,
    chosen: Mapping[int, Destination] | None = None,
) -> list[Going]:
    """Where the units of `bodies` go on the day. What is not `chosen` (by the unit's pk) goes to the first heir: the leadership
    and the registry join those that are there, a unit joins one of the same letters, every other goes over as it is."""
    chosen = chosen or {}
    ending = Unit.objects.valid_on(on).filter(organisation__in=list(bodies)).select_related("organisation", "parent")
    units = sorted(ending, key=lambda unit: (unit.parent_id is not None, unit.rank, unit.pk))
    there = list(Unit.objects.valid_on(on).filter(organisation__in=heirs))
    goings: list[Going] = []
    for unit in units:
        wanted = chosen.get(unit.pk) or Destination(heirs[0])
        into = wanted.unit or _like(unit, [one for one in there if one.organisation_id == wanted.body.pk])
        with_ = None
        if into is None:
            first = [going.unit for going in goings if going.body == wanted.body and not going.is_joined]
            with_ = _like(unit, first)
        goings.append(Going(unit, wanted.body, into, with_))
    _seat(goings, on)
    return goings


def _like(unit: Unit, others: Iterable[Unit]) -> Unit | None:
    """The unit with which one is joined unless told otherwise."""
    same = (one for one in others if one.notation.upper() == unit.notation.upper())
    kin = (one for one in others if unit.kind in ONE_OF_A_KIND and one.kind == unit.kind)
    return next(kin, None) or next(same, None)


def _seat(goings: list[Going], on: date) -> None:
    """Who goes along. A sole post is kept by who holds it there; of two who arrive the first has it."""
    moving = _holdings([going.unit for going in goings], on)
    held = _holdings([going.into for going in goings if going.into], on)
    taken = {(row.post.unit_id, row.post.title) for rows in held.values() for row in rows if row.is_sole}
    for going in goings:
        target = going.into or going.with_ or going.unit
        for row in moving.get(going.unit.pk, []):
            place = (target.pk, row.post.title)
            if row.is_sole and place in taken:
                going.unseated.append(row)
                continue
            if row.is_sole:
                taken.add(place)
            going.people.append(row)


def _holdings(units: Iterable[Unit], on: date) -> dict[int, list[PostHolding]]:
    rows = PostHolding.objects.lasting_until(on).filter(post__unit__in=list(units)).with_places()
    found: dict[int, list[PostHolding]] = {}
    for row in rows.order_by("post__rank", "pk"):
        found.setdefault(row.post.unit_id, []).append(row)
    return found


def take_up_inheritances(today: date) -> list[int]:
    """From the day of a merger or split on, successors read what their predecessors kept. Done by the act itself when its day
    has come, else by the night's job; doing it again changes nothing. Returns the bodies that changed."""
    changed = []
    ended = Succession.objects.filter(on__lte=today, keeps_registers=True).order_by("on", "pk")
    for predecessor, successor in ended.values_list("predecessor", "successor"):
        if _taken_up(Organisation, predecessor, successor):
            changed.append(successor)
    passed = UnitSuccession.objects.filter(on__lte=today).order_by("on", "pk")
    for predecessor, successor, body in passed.values_list("predecessor", "successor", "successor__organisation"):
        if _taken_up(Unit, predecessor, successor):
            changed.append(body)
    return changed


def _taken_up(model: type[Organisation] | type[Unit], predecessor: int, successor: int) -> bool:
    """Whether the successor newly inherits; with a predecessor comes what it had inherited itself."""
    rows = dict(model.objects.filter(pk__in=[predecessor, successor]).values_list("pk", "inherits"))
    if predecessor in rows[successor]:
        return False
    inherits = sorted({*rows[successor], predecessor, *rows[predecessor]} - {successor})
    model.objects.filter(pk=successor).update(inherits=inherits)
    return True


def successor_unit(unit: Unit, on: date) -> Unit | None:
    """The unit that answers on the day for what this one did: itself while it lasts, else the end of its chain."""
    seen: set[int] = set()
    while not (unit.valid.upper is None or on < unit.valid.upper):
        row = UnitSuccession.objects.filter(Q(on__lte=on), predecessor=unit).select_related("successor").first()
        if row is None or row.successor_id in seen:
            return None
        seen.add(unit.pk)
        unit = row.successor
    return unit
