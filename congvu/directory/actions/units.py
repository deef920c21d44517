"""Units of a body open and close."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.models import Organisation, PostHolding, Unit, UnitKind, period
from congvu.directory.permissions import may_administer, may_administer_unit


class NotationIsTaken(RuleBroken):
    message = _("Another unit of this body bears these letters in that period.")


class UnitHasPeople(RuleBroken):
    message = _("People still hold posts in this unit on that day. End their posts or move them first.")


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
    """The unit ends. Raises UnitHasPeople while someone holds a post in it on that day or later."""
    if PostHolding.objects.filter(post__unit=unit).lasting_until(on).exists():
        raise UnitHasPeople
    unit.valid = period(unit.valid.lower, on)
    unit.save(update_fields=["valid"])
    note(unit, "unit_closed", at=at, by=by, on=on.isoformat(), reason=reason)
    return unit
