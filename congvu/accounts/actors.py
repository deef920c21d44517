"""An actor: a user on a day, with the seats they then sit in, their own and those they act for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from congvu.accounts.keys import heads_key, person_key, register_key, unit_key
from congvu.core import ending, stores
from congvu.core.journeys import Rows, Soon
from congvu.core.rows import Question
from congvu.directory.models import Delegation, DelegationScope, Organisation, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role

REGISTER_READERS = frozenset({Role.CLERK, Role.LEADER, Role.INSPECTOR})
HEADS = frozenset({Role.HEAD, Role.DEPUTY_HEAD})


@dataclass(frozen=True)
class Seat:
    """A post someone sits in: their own, or (`for_person`) that of whoever they act for, within `scope`, until `last_on`."""

    person: Person
    title: str
    role: str
    unit: Unit
    organisation: Organisation
    for_person: Person | None = None
    scope: str = DelegationScope.EVERYTHING
    last_on: date | None = None  # of acting for someone

    @property
    def holder(self) -> Person:
        """Whose seat it is."""
        return self.for_person or self.person

    def covers(self, scope: str) -> bool:
        """Whether one may do this sort of work from the seat."""
        return self.scope in (DelegationScope.EVERYTHING, scope)

    @property
    def keys(self) -> set[int]:
        """Its access keys; with them those of the units and bodies whose place its own have taken."""
        units = [self.unit.pk, *self.unit.inherits]
        keys = {person_key(self.holder.pk), *map(unit_key, units)}
        if self.role in HEADS:
            keys.update(map(heads_key, units))
        if self.role in REGISTER_READERS:
            keys.update(map(register_key, [self.organisation.pk, *self.organisation.inherits]))
        return keys


_SEATS = """
    SELECT {columns}
    FROM (
        WITH me AS (SELECT {who} AS person_id)
        SELECT person_id, NULL::bigint AS delegation_id FROM me
        UNION ALL SELECT giver_id, id FROM me JOIN directory_delegation ON receiver_id = person_id AND valid @> %s::date
    ) who
    JOIN directory_postholding h ON h.person_id = who.person_id AND h.valid @> %s::date
    JOIN directory_post p ON p.id = h.post_id
    JOIN directory_unit u ON u.id = p.unit_id
    JOIN directory_organisation o ON o.id = u.organisation_id
    LEFT JOIN directory_delegation d ON d.id = who.delegation_id
    LEFT JOIN directory_person g ON g.id = d.giver_id
    ORDER BY who.delegation_id NULLS FIRST, p.rank, h.id
"""


def seating(who: str) -> Question:
    """The posts held on a day by a person, then those held by whom they act for. `who` is SQL that gives the person's number;
    its values come first, then twice the day."""
    models = {"h": PostHolding, "p": Post, "u": Unit, "o": Organisation, "d": Delegation, "g": Person}
    return Question(_SEATS.replace("{who}", who), **models)


_SEATING = seating("%s::bigint")


class Actor:
    """Who acts, on a day. One query, made when first needed, unless what it gives (`rows`) was read with the user."""

    def __init__(self, user: Any, on: date, rows: Rows | None = None) -> None:
        self.user = user
        self.on = on
        self._rows = rows

    def __str__(self) -> str:
        return str(self.person or self.user)

    @property
    def person(self) -> Person:
        return self.user.person

    @cached_property
    def seats(self) -> list[Seat]:
        """Own seats first, then those of the people one acts for today."""
        rows = (
            ending.ask(_SEATING.statement, (self.user.person_id, self.on, self.on))
            if self._rows is None
            else self._rows
        )
        seats = []
        for holding, post, unit, organisation, delegation, giver in _SEATING.read(rows):
            unit.organisation, post.unit, holding.post = organisation, unit, post
            if delegation:
                delegation.giver = giver
            seats.append(_seat(self.person, holding, delegation))
        return seats

    @cached_property
    def keys(self) -> list[int]:
        """The access keys of all seats, sorted; empty for someone without a post."""
        keys: set[int] = set()
        for seat in self.seats:
            keys |= seat.keys
        return sorted(keys)

    @cached_property
    def to_be_told(self) -> Soon:
        """What every page tells (`stores.told`): one journey for all of it, or part of another of the page."""
        return Soon(*((one.statement, one.values(self)) for _name, one in stores.told.items()))

    def told(self, name: str) -> Rows:
        """What every page tells under a name, as it stands when the page is drawn."""
        names = [name for name, _one in stores.told.items()]
        return self.to_be_told.rows[names.index(name)]

    @property
    def main_seat(self) -> Seat | None:
        """The seat shown beside the name."""
        return self.seats[0] if self.seats else None

    @property
    def described(self) -> str:
        """Name and post as they are on the day: what history keeps."""
        seat = self.main_seat
        return f"{self.person.full_name}, {seat.title}, {seat.unit.name}" if seat else self.person.full_name

    @property
    def delegated_seats(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.for_person]

    def seat(self, wanted: Callable[[Seat], bool]) -> Seat | None:
        """The first seat that fits, own seats before others'."""
        return next((seat for seat in self.seats if wanted(seat)), None)

    def holds(self, *roles: str, organisation_id: int | None = None, unit_id: int | None = None) -> Seat | None:
        """The seat that gives one of the roles, in the body and unit asked for."""
        return self.seat(
            lambda seat: (
                seat.role in roles
                and organisation_id in (None, seat.organisation.pk)
                and unit_id in (None, seat.unit.pk)
            )
        )


def _seat(person: Person, holding: PostHolding, delegation: Delegation | None = None) -> Seat:
    unit = holding.post.unit
    return Seat(
        person=person,
        title=holding.post.title,
        role=holding.post.role,
        unit=unit,
        organisation=unit.organisation,
        for_person=delegation.giver if delegation else None,
        scope=delegation.scope if delegation else DelegationScope.EVERYTHING,
        last_on=delegation.last_on if delegation else None,
    )
