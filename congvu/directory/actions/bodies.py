"""Bodies come, change their names, merge, split and end; their codes go with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.actions.open_work import refuse_open_work
from congvu.directory.actions.taking_over import carry_out, told
from congvu.directory.models import (
    FormerName,
    Organisation,
    OrganisationCode,
    PostHolding,
    Succession,
    Unit,
    is_within,
    period,
)
from congvu.directory.permissions import may_keep_bodies
from congvu.directory.succession import Destination, plan, take_up_inheritances

DESCRIBED = ("kind", "place", "parent", "address", "email", "phone", "is_endpoint", "rank")


class BodyHasEnded(RuleBroken):
    message = _("This body no longer exists on that day.")


class NotASuccessor(RuleBroken):
    message = _("A body does not take over from itself. Choose another successor.")


class CodeIsTaken(RuleBroken):
    message = _("Another body bears this code in that period.")


@action(may_keep_bodies)
def create_body(
    name: str,
    *,
    kind: str,
    from_on: date | None = None,
    short_name: str = "",
    notation: str = "",
    place: str = "",
    parent: Organisation | None = None,
    is_endpoint: bool = True,
    rank: int = 1000,
    at: datetime,
    by: Any,
) -> Organisation:
    """A new body, valid from its first day; `is_endpoint`: it is given tasks and documents are exchanged with it."""
    body = Organisation.objects.create(
        name=name,
        short_name=short_name,
        notation=notation,
        kind=kind,
        place=place,
        parent=parent,
        valid=period(from_on),
        is_endpoint=is_endpoint,
        rank=rank,
    )
    note(body, "created", at=at, by=by, name=name, kind=kind, notation=notation, from_on=_iso(from_on))
    return body


@action(may_keep_bodies)
def rename_body(
    body: Organisation,
    *,
    name: str,
    on: date,
    source: str,
    short_name: str = "",
    notation: str = "",
    at: datetime,
    by: Any,
) -> Organisation:
    """The body goes on under another name. What it was called until then is kept; `source` is the deciding document."""
    if not body.is_valid_on(on):
        raise BodyHasEnded
    FormerName.objects.create(
        organisation=body, name=body.name, short_name=body.short_name, notation=body.notation, until=on, source=source
    )
    former = body.name
    body.name, body.short_name = name, short_name
    body.notation = notation or body.notation
    body.save(update_fields=["name", "short_name", "notation"])
    note(body, "renamed", at=at, by=by, former=former, name=name, on=_iso(on), source=source)
    return body


@action(may_keep_bodies)
def describe_body(body: Organisation, *, at: datetime, by: Any, **facts: Any) -> Organisation:
    """Put right what is known of a body besides its name and codes: kind, place, parent, addresses, order of protocol.
    `facts` are columns of DESCRIBED. The history keeps what stood before."""
    before = {name: getattr(body, name) for name in facts if name in DESCRIBED}
    changed = {name: facts[name] for name, old in before.items() if old != facts[name]}
    for name, value in changed.items():
        setattr(body, name, value)
    body.save(update_fields=list(changed))
    told = {name: [str(before[name] or ""), str(value or "")] for name, value in changed.items()}
    note(body, "described", at=at, by=by, changed=told)
    return body


@action(may_keep_bodies)
def merge_bodies(
    bodies: Iterable[Organisation],
    *,
    into: Organisation,
    on: date,
    source: str,
    units: Mapping[int, Destination] | None = None,
    at: datetime,
    by: Any,
) -> Organisation:
    """The bodies end and `into` takes over from each: their units go over or are joined with its own (`units`: where to, by pk;
    what is not said follows `succession.plan`), the people in them go along, their codes end."""
    merged = _hold(bodies)
    _check_heirs([into], merged, on)
    goings = plan(merged, [into], on, units)
    for body in merged:
        _end(body, on)
        Succession.objects.create(predecessor=body, successor=into, on=on, source=source)
    carry_out(goings, on=on, source=source, at=at, by=by)
    _inherit_now(on, at)
    note(
        into,
        "took_over",
        at=at,
        by=by,
        predecessors=[body.name for body in merged],
        on=_iso(on),
        source=source,
        units=told(goings),
    )
    return into


@action(may_keep_bodies)
def split_body(
    body: Organisation,
    *,
    into: Iterable[Organisation],
    on: date,
    source: str,
    units: Mapping[int, Destination] | None = None,
    registers_to: Organisation | None = None,
    at: datetime,
    by: Any,
) -> Organisation:
    """The body ends and several take over from it; its units go each to one of them (the first unless `units` says otherwise),
    its registers and archive to `registers_to`, or the first."""
    heirs = list(into)
    _check_heirs(heirs, [body], on)
    keeper = registers_to or heirs[0]
    goings = plan([body], [keeper, *(heir for heir in heirs if heir != keeper)], on, units)
    _end(body, on)
    for heir in heirs:
        Succession.objects.create(
            predecessor=body, successor=heir, on=on, source=source, keeps_registers=heir == keeper
        )
    carry_out(goings, on=on, source=source, at=at, by=by)
    _inherit_now(on, at)
    note(
        body,
        "split",
        at=at,
        by=by,
        successors=[heir.name for heir in heirs],
        registers_to=keeper.name,
        on=_iso(on),
        source=source,
        units=told(goings),
    )
    return body


@action(may_keep_bodies)
def close_body(body: Organisation, *, on: date, reason: str, at: datetime, by: Any) -> Organisation:
    """The body ends without a successor; the reason stays on its page. Raises WorkIsOpen while something waits in it."""
    refuse_open_work(units=Unit.objects.filter(organisation=body))
    _end(body, on)
    body.note = reason
    body.save(update_fields=["note"])
    note(body, "closed", at=at, by=by, on=_iso(on), reason=reason)
    return body


@action(may_keep_bodies)
def give_code(
    body: Organisation, *, scheme: str, code: str, from_on: date, source: str, at: datetime, by: Any
) -> OrganisationCode:
    """A code of the body from a day on; its code of the same scheme ends on that day. Raises CodeIsTaken."""
    if not body.is_valid_on(from_on):
        raise BodyHasEnded
    _shorten(body.codes.filter(scheme=scheme), from_on)
    with told_as({"code_names_one_body_at_a_time": CodeIsTaken}):
        given = OrganisationCode.objects.create(
            organisation=body, scheme=scheme, code=code.strip().upper(), valid=period(from_on), source=source
        )
    note(body, "code_given", at=at, by=by, scheme=scheme, code=given.code, from_on=_iso(from_on), source=source)
    return given


def _hold(bodies: Iterable[Organisation]) -> list[Organisation]:
    """The rows read afresh and held, always in the same order, so that two mergers cannot wait for one another."""
    wanted = [body.pk for body in bodies]
    return list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def _check_heirs(heirs: Sequence[Organisation], ending: Sequence[Organisation], on: date) -> None:
    if not heirs or set(heirs) & set(ending):
        raise NotASuccessor
    if not all(heir.is_valid_on(on) for heir in heirs):
        raise BodyHasEnded


def _inherit_now(on: date, at: datetime) -> None:
    """When the day has come, successors read at once what was kept before; else the night's job sees to it on the day."""
    if on <= timezone.localdate(at):
        take_up_inheritances(timezone.localdate(at))


def _end(body: Organisation, on: date) -> None:
    if not body.is_valid_on(on):
        raise BodyHasEnded
    units = Unit.objects.filter(organisation=body)
    _shorten(PostHolding.objects.filter(post__unit__in=units), on)
    _shorten(units, on)
    _shorten(OrganisationCode.objects.filter(organisation=body), on)
    body.valid = period(body.valid.lower, on)
    body.save(update_fields=["valid"])


def _shorten(rows: QuerySet[Any], on: date) -> None:
    """End on the day what is valid on it; what would begin later never begins."""
    for row in rows:
        if is_within(row.valid, on) and row.valid.lower != on:
            row.valid = period(row.valid.lower, on)
            row.save(update_fields=["valid"])
        elif row.valid.lower is not None and row.valid.lower >= on:
            row.delete()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
