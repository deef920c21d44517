"""178 bodies and 2,000 users: the Office of the Government, large, and 177 bodies with a registry and two departments."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.accounts.models import User
from congvu.demo.names import Names
from congvu.directory.loading import load_bodies
from congvu.directory.models import Organisation, Person, Post, PostHolding, Unit, UnitKind
from congvu.directory.roles import Role
from congvu.documents.loading import load_document_types
from congvu.workdays.seed import load_calendar

BODIES = 178
USERS = 2_000
SINCE = DateRange(date(2010, 1, 1), None)
_FEW = ((UnitKind.LEADERSHIP, "LĐ", "Lãnh đạo"), (UnitKind.REGISTRY, "VT", "Văn thư"),
        (UnitKind.DEPARTMENT, "TH", "Phòng Tổng hợp"), (UnitKind.DEPARTMENT, "NV", "Phòng Nghiệp vụ"))  # fmt: skip


@dataclass
class Team:
    """A unit with its people: who heads it, and who works in it."""

    unit: Unit
    head: Person
    officers: list[Person] = field(default_factory=list)


@dataclass
class Body:
    """A body as its documents go through it."""

    organisation: Organisation
    leadership: Unit
    registry: Unit
    leaders: list[Person]
    clerks: list[Person]
    teams: list[Team]


class Seating:
    """Seats everyone: rows of people, posts and accounts, written at once at the end."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._chance = random.Random(178)  # noqa: S311
        self._people: list[Person] = []
        self._held: list[tuple[Person, Unit, str, str]] = []

    def seat_all(self) -> list[Body]:
        """All bodies, the Office first."""
        load_bodies()
        load_document_types()
        load_calendar()
        office = Organisation.objects.get(data_key="vpcp")
        others = Organisation.objects.valid_on(self._at.date()).endpoints().exclude(pk=office.pk).in_protocol_order()
        bodies = [office, *others[: BODIES - 1]]
        units = self._units(bodies)
        few = (USERS - 16) // (BODIES * 2)
        found = [self._small(body, units[body.pk], few) for body in bodies[1:]]
        found.insert(0, self._office(office, units[office.pk], USERS - len(self._people)))
        self._write()
        return found

    def _units(self, bodies: list[Organisation]) -> dict[int, list[Unit]]:
        have = set(Unit.objects.filter(organisation__in=bodies).values_list("organisation", flat=True))
        Unit.objects.bulk_create(
            Unit(organisation=body, name=f"{name} {body.label}"[:200], notation=notation, kind=kind, rank=rank)
            for body in bodies
            if body.pk not in have
            for rank, (kind, notation, name) in enumerate(_FEW)
        )
        units: dict[int, list[Unit]] = {body.pk: [] for body in bodies}
        for unit in Unit.objects.filter(organisation__in=bodies).order_by("rank", "pk"):
            units[unit.organisation_id].append(unit)
        return units

    def _small(self, body: Organisation, units: list[Unit], few: int) -> Body:
        leadership, registry, *departments = _by_kind(units)
        return Body(
            body,
            leadership,
            registry,
            [self._seat(leadership, Role.LEADER)],
            [self._seat(registry, Role.CLERK)],
            [Team(unit, self._seat(unit, Role.HEAD), self._officers(unit, few - 3)) for unit in departments],
        )

    def _office(self, body: Organisation, units: list[Unit], users: int) -> Body:
        leadership, registry, *departments = _by_kind(units)
        leaders = [self._seat(leadership, Role.LEADER) for _place in range(5)]
        clerks = [self._seat(registry, Role.CLERK) for _place in range(8)]
        teams = [Team(unit, self._seat(unit, Role.HEAD)) for unit in departments]
        administrators = teams[-1]
        administrators.officers = [self._seat(administrators.unit, Role.ADMINISTRATOR) for _place in range(2)]
        left = users - 15 - len(teams)
        for place, team in enumerate(teams):
            team.officers += self._officers(team.unit, left // len(teams) + (place < left % len(teams)))
        return Body(body, leadership, registry, leaders, clerks, teams)

    def _officers(self, unit: Unit, number: int) -> list[Person]:
        return [self._seat(unit, Role.OFFICER) for _place in range(number)]

    def _seat(self, unit: Unit, role: str) -> Person:
        person = Person(full_name=self._name())
        self._people.append(person)
        self._held.append((person, unit, role, str(Role(role).label)))
        return person

    def _name(self) -> str:
        """A name; in so large a house several bear the same."""
        return Names(self._chance).anyone()

    def _write(self) -> None:
        Person.objects.bulk_create(self._people)
        posts: dict[tuple[int, str], Post] = {}
        for _person, unit, role, title in self._held:
            posts.setdefault(
                (unit.pk, role), Post(unit=unit, title=title, role=role, is_sole=role == Role.HEAD, rank=10)
            )
        Post.objects.bulk_create(posts.values())
        PostHolding.objects.bulk_create(
            PostHolding(post=posts[unit.pk, role], is_sole=posts[unit.pk, role].is_sole, person=person, valid=SINCE)
            for person, unit, role, _title in self._held
        )
        User.objects.bulk_create(
            User(username=f"nv{place:04}", person=person, password="!", joined_at=self._at)  # noqa: S106 - none
            for place, person in enumerate(self._people, 1)
        )


def _by_kind(units: list[Unit]) -> list[Unit]:
    """The leadership, the registry, the departments."""
    wanted = (UnitKind.LEADERSHIP, UnitKind.REGISTRY, UnitKind.DEPARTMENT)
    return [unit for kind in wanted for unit in units if unit.kind == kind]
