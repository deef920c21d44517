"""Bodies and their units. Everyone with an account may read them, as on the pages."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema

from congvu.accounts.models import Scope
from congvu.api.bearer import Bearer
from congvu.api.shapes import Asked, Day, Handle, Named, PageOut, Paging, body_named, paged, unit_named
from congvu.core.tables.paging import Sort
from congvu.directory.models import Organisation, OrganisationKind, Unit, UnitKind

router = Router(tags=["bodies"], auth=Bearer(Scope.DIRECTORY_READ))
BY_RANK = Sort("rank", "", ("rank", "pk"))


class Code(Schema):
    """An identification code: `qd20` by Decision 20/2020/QĐ-TTg, `qcvn102` the older one."""

    scheme: str
    code: str
    valid_from: date | None
    valid_until: date | None  # the first day on which it is no longer valid


class BodyOut(Schema):
    handle: str
    name: str
    short_name: str
    notation: str
    kind: OrganisationKind
    place: str
    valid_from: date | None
    valid_until: date | None
    codes: list[Code]


class UnitOut(Schema):
    handle: str
    name: str
    notation: str
    kind: UnitKind
    parent: Named | None
    valid_from: date | None
    valid_until: date | None


class FormerNameOut(Schema):
    name: str
    until: date


class OneBodyOut(BodyOut):
    parent: Named | None
    former_names: list[FormerNameOut]
    predecessors: list[Named]
    successors: list[Named]
    units: list[UnitOut]


class BodiesAsked(Paging):
    """`on`: valid on this day, today unless said; `ended=true` shows those that have ended before it instead."""

    q: Asked = ""
    kind: OrganisationKind | None = None
    code: Asked = ""
    on: Day | None = None
    ended: bool = False


@router.get("/bodies", response=PageOut[BodyOut], operation_id="list_bodies", summary="Bodies")
def bodies(request: Any, asked: Annotated[BodiesAsked, Query()]) -> PageOut[BodyOut]:
    """Bodies in the order of protocol: `q` begins words of the name, `code` is an identification code, old or new."""
    day = asked.on or request.actor.on
    found = Organisation.objects.ended_before(day) if asked.ended else Organisation.objects.valid_on(day)
    if asked.q:
        found = found.search(asked.q)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.code:
        found = found.filter(codes__code=asked.code.strip().upper(), codes__valid__contains=day)
    return paged(found.prefetch_related("codes"), BY_RANK, asked, lambda rows: [BodyOut(**fields(row)) for row in rows])


@router.get("/bodies/{handle}", response=OneBodyOut, operation_id="get_body", summary="One body")
def body(request: Any, handle: Annotated[Handle, Path()]) -> OneBodyOut:
    """A body with its codes over time, its former names, whom it followed and who followed it, and its units of today."""
    found = Organisation.objects.select_related("parent").prefetch_related("codes").filter(handle=handle).first()
    if found is None:
        raise Http404
    units = Unit.objects.valid_on(request.actor.on).filter(organisation=found).select_related("parent")
    followed = found.inheritances.select_related("predecessor").order_by("-on", "pk")
    following = found.successions.select_related("successor").order_by("on", "pk")
    return OneBodyOut(
        **fields(found),
        parent=body_named(found.parent),
        former_names=[FormerNameOut(name=row.name, until=row.until) for row in found.former_names.order_by("-until")],
        predecessors=[body_named(row.predecessor) for row in followed],
        successors=[body_named(row.successor) for row in following],
        units=[_unit(unit) for unit in units.order_by("rank", "pk")],
    )


def fields(body: Organisation) -> dict[str, Any]:
    codes = sorted(body.codes.all(), key=lambda row: (row.scheme, row.pk))
    return {
        "handle": body.handle,
        "name": body.name,
        "short_name": body.short_name,
        "notation": body.notation,
        "kind": body.kind,
        "place": body.place,
        "valid_from": body.valid.lower,
        "valid_until": body.valid.upper,
        "codes": [
            Code(scheme=row.scheme, code=row.code, valid_from=row.valid.lower, valid_until=row.valid.upper)
            for row in codes
        ],
    }


def _unit(unit: Unit) -> UnitOut:
    return UnitOut(
        handle=unit.handle,
        name=unit.name,
        notation=unit.notation,
        kind=UnitKind(unit.kind),
        parent=unit_named(unit.parent),
        valid_from=unit.valid.lower,
        valid_until=unit.valid.upper,
    )
