"""Units of a body open and close."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.actions.open_work import refuse_open_work
from congvu.directory.models import Organisation, PostHolding, Unit, UnitKind, period
from congvu.directory.permissions import may_administer, may_administer_unit


class NotationIsTaken(RuleBroken):
    message = _("Another unit of this body bears these letters in that period.")


class UnitHasPeople(RuleBroken):
    message = _("People still hold posts in this unit on that day. End their posts or move them first.")


class PartOfItself(RuleBroken):
    message = _("A unit can only be part of another unit of the same body, and not of itself.")


@action(may_administer)
def open_unit(
    organisation: Organisation,
    *,
    name: str,
    notation: str,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    from_on: date | None = None,
    rank: int = 1000,
    at: datetime,
    by: Any,
) -> Unit:
    """A new unit with its letters in references (KTTH). Raises NotationIsTaken."""
    with told_as({"unit_notation_once_in_a_body": NotationIsTaken}):
        unit = Unit.objects.create(
            organisation=organisation,
            name=name,
            notation=notation,
            kind=kind,
            parent=parent,
            valid=period(from_on),
            rank=rank,
        )
    note(unit, "unit_opened", at=at, by=by, name=name, notation=notation, body=organisation.name)
    return unit


@action(may_administer_unit)
def close_unit(unit: Unit, *, on: date, reason: str, at: datetime, by: Any) -> Unit:
    """The unit ends. Raises UnitHasPeople while someone holds a post in it on that day or later, WorkIsOpen while work waits."""
    if PostHolding.objects.filter(post__unit=unit).lasting_until(on).exists():
        raise UnitHasPeople
    refuse_open_work(units=[unit])
    unit.valid = period(unit.valid.lower, on)
    unit.save(update_fields=["valid"])
    note(unit, "unit_closed", at=at, by=by, on=on.isoformat(), reason=reason)
    return unit


@action(may_administer_unit)
def change_unit(
    unit: Unit,
    *,
    name: str,
    notation: str,
    parent: Unit | None = None,
    rank: int | None = None,
    source: str = "",
    at: datetime,
    by: Any,
) -> Unit:
    """The unit bears another name or other letters, or stands elsewhere in its body. The history keeps what stood before.
    Raises NotationIsTaken, PartOfItself."""
    above = parent
    while above is not None:
        if above.pk == unit.pk or above.organisation_id != unit.organisation_id:
            raise PartOfItself
        above = above.parent
    before = {"name": unit.name, "notation": unit.notation, "parent": str(unit.parent or "")}
    unit.name, unit.notation, unit.parent = name, notation, parent
    unit.rank = unit.rank if rank is None else rank
    with told_as({"unit_notation_once_in_a_body": NotationIsTaken}):
        unit.save(update_fields=["name", "notation", "parent", "rank"])
    note(unit, "unit_changed", at=at, by=by, before=before, name=name, notation=notation, source=source)
    return unit
