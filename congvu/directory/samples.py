"""Builders for tests and the demo: they load the shipped bodies and then call the real actions."""

from datetime import date, datetime
from typing import Any

from congvu.directory.actions import appoint, enrol, open_post, open_unit
from congvu.directory.installer import INSTALLER
from congvu.directory.loading import load_bodies
from congvu.directory.models import Organisation, Person, Post, Unit, UnitKind


def office(at: datetime) -> Organisation:
    """The Office of the Government with its units, among all the bodies of the shipped tables."""
    if not Organisation.objects.filter(data_key="vpcp").exists():
        load_bodies()
    return Organisation.objects.get(data_key="vpcp")


def body(notation: str) -> Organisation:
    """A body valid today by its letters: body("BTC")."""
    return Organisation.objects.get(notation=notation, valid__upper_inf=True)


def unit(notation: str, *, of: Organisation) -> Unit:
    """A unit of a body by its letters: unit("KTTH", of=office)."""
    return Unit.objects.get(organisation=of, notation=notation, valid__upper_inf=True)


def with_registry(organisation: Organisation, *, at: datetime, by: Any = INSTALLER) -> Unit:
    """The registry of a body, opened when it has none yet; the leadership with it."""
    found = Unit.objects.filter(organisation=organisation, kind=UnitKind.REGISTRY).first()
    if found:
        return found
    open_unit(
        organisation,
        name=f"Lãnh đạo {organisation.label}",
        notation="LĐ",
        kind=UnitKind.LEADERSHIP,
        rank=1,
        at=at,
        by=by,
    )
    return open_unit(
        organisation, name=f"Văn thư {organisation.label}", notation="VT", kind=UnitKind.REGISTRY, rank=2, at=at, by=by
    )


def seated(
    full_name: str,
    *,
    unit: Unit,
    title: str,
    role: str,
    from_: date,
    is_sole: bool = False,
    rank: int = 1000,
    decided_by: str = "",
    at: datetime,
    by: Any = INSTALLER,
) -> Person:
    """Someone new in the directory, appointed to the post of that title (opened when the unit has none)."""
    person = enrol(full_name, at=at, by=by)
    post = Post.objects.filter(unit=unit, title=title).first() or open_post(
        unit, title=title, role=role, is_sole=is_sole, rank=rank, at=at, by=by
    )
    appoint(post, person=person, from_=from_, decided_by=decided_by, at=at, by=by)
    return person
