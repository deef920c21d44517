"""Telling of deadlines that a changed calendar moved: each of those affected once for each decision, with how many of theirs."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congvu.notifications.notices import Draft, tell_each
from congvu.notifications.queries import clerks_of, heads_of
from congvu.records.models import DeadlineMove, ItemState
from congvu.workdays.models import CalendarChange


@transaction.atomic
def tell_of_moves(at: datetime) -> int:
    """Tell the holders and the heads of their units of what moved and was not yet told, once a change has been worked through.
    Returns how many people were told. The rows are marked in the same transaction: a run that broke off is run again."""
    waiting = DeadlineMove.objects.filter(told_at=None, change__taken_at__isnull=False)
    moves = list(
        waiting.select_for_update(of=("self",), skip_locked=True).select_related("item", "change").order_by("pk")
    )
    if not moves:
        return 0
    day = timezone.localdate(at)
    of_items = [(move, move.item) for move in moves if move.item is not None and move.item.state == ItemState.OPEN]
    units = {item.unit_id for _move, item in of_items}
    heads, clerks = heads_of(units, day), clerks_of(units, day)
    affected: dict[tuple[CalendarChange, int], dict[int, DeadlineMove]] = {}
    for move, item in of_items:
        people = {*heads.get(item.unit_id, []), *([item.person_id] if item.person_id else clerks.get(item.unit_id, []))}
        for person in people:
            affected.setdefault((move.change, person), {})[move.record_id] = move
    told = tell_each(
        [_draft(change, person, list(found.values())) for (change, person), found in affected.items()], at=at
    )
    DeadlineMove.objects.filter(pk__in=[move.pk for move in moves]).update(told_at=at)
    return len(told)


def _draft(change: CalendarChange, person: int, moves: list[DeadlineMove]) -> Draft:
    key = f"change:{change.pk}"
    if len(moves) == 1:
        facts = {"from_": moves[0].from_at.isoformat(), "to": moves[0].to_at.isoformat(), "because": str(change)}
        return Draft("deadline_moved", person, moves[0].record_id, None, key, facts=facts)
    facts = {"number": str(len(moves)), "because": str(change)}
    return Draft("deadlines_moved", person, None, None, key, reverse("records:moved", args=[change.handle]), facts)
