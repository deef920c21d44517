"""What people are told when work changes hands: it came to you, it no longer waits for you, what you gave is done."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from congvu.core import stores
from congvu.notifications.notices import Draft, tell_each
from congvu.notifications.queries import hear_heads_of
from congvu.records.models import ItemState, Part, WorkItem


def tell_of(items: Collection[WorkItem], at: datetime, *, passed: bool = False) -> None:
    """Tell the new holders, those who are holders no more, and the givers who wait for it. What lies before a unit is told to
    its head, as soon as the database has said who that is; the registry's common heap is told to nobody, it stands on the
    clerks' desks."""
    new = [item for item in items if item.state == ItemState.OPEN and (passed or item.given_at == at)]
    withdrawn = [item for item in items if item.state == ItemState.WITHDRAWN and item.ended_at == at]
    done = [
        item
        for item in items
        if item.state == ItemState.DONE and item.ended_at == at and stores.acts[item.act].tells_giver
    ]
    units = {item.unit_id for item in [*new, *withdrawn] if item.person_id is None}
    if units:
        hear_heads_of(units, timezone.localdate(at), lambda heads: _tell(new, withdrawn, done, heads, at))
    else:
        _tell(new, withdrawn, done, {}, at)


def _tell(
    new: Sequence[WorkItem],
    withdrawn: Sequence[WorkItem],
    done: Sequence[WorkItem],
    heads: dict[int, list[int]],
    at: datetime,
) -> None:
    def holders(item: WorkItem) -> list[int]:
        return [item.person_id] if item.person_id else heads.get(item.unit_id, [])

    drafts = [_draft("given", item, person, item.given_by_id) for item in new for person in holders(item)]
    have = {(draft.person_id, draft.record_id) for draft in drafts}
    drafts += [
        _draft("taken_back", item, person, item.ended_by_id)
        for item in withdrawn
        for person in holders(item)
        if (person, item.record_id) not in have
    ]
    drafts += [
        _draft("done", item, giver, item.ended_by_id)
        for item in done
        for giver in dict.fromkeys((item.given_by_id, item.given_for_id))
        if giver is not None
    ]
    drafts = [draft for draft in drafts if draft.person_id != draft.actor_id]
    if drafts:
        tell_each(drafts, at=at)


def _draft(kind: str, item: WorkItem, person: int, actor: int | None) -> Draft:
    due = {"due": item.due_at.isoformat()} if item.due_at and kind == "given" else {}
    return Draft(
        "given_part" if kind == "given" and item.part != Part.LEAD else kind,
        person,
        item.record_id,
        actor,
        key=f"{item.pk}",
        facts={"act": item.act, **due},
        scope=stores.acts[item.act].scope,
    )
