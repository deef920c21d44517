"""Acting for someone else (ủy quyền). Whoever acts for someone cannot pass that on: a seat sat in for another is never
the ground of a further delegation (Actor reads one step only)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.models import Delegation, DelegationScope, Person, PostHolding, period
from congvu.directory.permissions import may_delegate, may_end_delegation


class WrongPeriod(RuleBroken):
    message = _("The last day lies before the first.")


class NotInTheSameBody(RuleBroken):
    message = _("Only someone who holds a post in the same body can act for you, and you need a post yourself.")


class AlreadyDelegated(RuleBroken):
    message = _("The same work is already given to this person in that period.")


@action(may_delegate)
def delegate(
    giver: Person,
    *,
    receiver: Person,
    scope: str = DelegationScope.EVERYTHING,
    from_on: date,
    to_on: date,
    reason: str,
    decided_by: str = "",
    at: datetime,
    by: Any,
) -> Delegation:
    """`receiver` acts for `giver` from the first day to the last, both included. Raises WrongPeriod, NotInTheSameBody,
    AlreadyDelegated."""
    if to_on < from_on:
        raise WrongPeriod
    if giver == receiver or not _share_a_body(giver, receiver, from_on):
        raise NotInTheSameBody
    with told_as({"delegation_once_at_a_time": AlreadyDelegated}):
        given = Delegation.objects.create(
            giver=giver,
            receiver=receiver,
            scope=scope,
            valid=period(from_on, to_on + timedelta(days=1)),
            reason=reason,
            decided_by=decided_by,
        )
    note(
        giver,
        "delegated",
        at=at,
        by=by,
        receiver=receiver.full_name,
        scope=str(scope),
        from_on=from_on.isoformat(),
        to_on=to_on.isoformat(),
        reason=reason,
    )
    return given


@action(may_end_delegation)
def end_delegation(delegation: Delegation, *, on: date, at: datetime, by: Any) -> Delegation | None:
    """Nobody acts from the day on. One that has not begun by then is taken away and None is returned."""
    receiver, giver = delegation.receiver, delegation.giver
    ended: Delegation | None = delegation
    if on <= delegation.valid.lower:
        delegation.delete()
        ended = None
    else:
        delegation.valid = period(delegation.valid.lower, min(on, delegation.valid.upper))
        delegation.save(update_fields=["valid"])
    note(giver, "delegation_ended", at=at, by=by, receiver=receiver.full_name, on=on.isoformat())
    return ended


def _share_a_body(giver: Person, receiver: Person, on: date) -> bool:
    held = PostHolding.objects.valid_on(on)
    bodies = held.filter(person=giver).values("post__unit__organisation")
    return held.filter(person=receiver, post__unit__organisation__in=bodies).exists()
