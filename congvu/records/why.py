"""Why someone may see a record, and what they would need who may not: told from the same access keys that decide it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import HEADS, REGISTER_READERS
from congvu.accounts.keys import heads_key, person_key, register_key, unit_key
from congvu.directory.models import Delegation, Organisation, Person, PostHolding, Unit
from congvu.directory.roles import Role
from congvu.records.models import ItemState, Record, WorkItem


@dataclass(frozen=True)
class Reason:
    """One key that lets the person in: in which words, by which post, for whom, since when; `items`: what was given."""

    words: object
    icon: str
    holding: PostHolding
    delegation: Delegation | None = None
    items: tuple[WorkItem, ...] = ()
    of: Unit | Organisation | None = None

    @property
    def since(self) -> date | None:
        """The day on which all of it was first so: post, delegation."""
        first = [self.holding.valid.lower, self.delegation.valid.lower if self.delegation else None]
        return max((day for day in first if day), default=None)


@dataclass(frozen=True)
class Answer:
    """What the question comes to. `needed`: what would let the person in, in words with whom it concerns."""

    person: Person
    on: date
    reasons: list[Reason] = field(default_factory=list)
    needed: list[tuple[object, str]] = field(default_factory=list)
    has_account: bool = True

    @property
    def may_see(self) -> bool:
        return bool(self.reasons)


BY_PART = _("has or had a part in it")
BY_HEAD = _("heads a unit that has or had a part in it")
BY_UNIT = _("belongs to a unit that may read it")
BY_REGISTER = _("reads all registers of the body as clerk, leader or inspector")


def explain(record: Record, person: Person, on: date) -> Answer:
    """The keys of the record that the person holds on the day, each with where it comes from."""
    given = list(Delegation.objects.valid_on(on).filter(receiver=person).select_related("giver"))
    held = PostHolding.objects.valid_on(on).with_places()
    rows = list(held.filter(Q(person=person) | Q(person__in=[row.giver for row in given])).order_by("post__rank", "pk"))
    items = WorkItem.objects.filter(record_id=record.pk).exclude(state=ItemState.WITHDRAWN)
    parts = list(items.select_related("unit", "person", "given_by").order_by("pk"))
    reasons: list[Reason] = []
    for row in rows:
        if row.person_id == person.pk:
            reasons += _of_holding(record, row, None, parts)
        else:
            for delegation in given:
                if delegation.giver_id == row.person_id:
                    reasons += _of_holding(record, row, delegation, parts)
    needed = [] if reasons else _needed(record, parts, on)
    return Answer(person, on, reasons, needed, has_account=hasattr(person, "user") and person.user.is_active)


def _of_holding(
    record: Record, row: PostHolding, delegation: Delegation | None, parts: list[WorkItem]
) -> Iterator[Reason]:
    """What one post gives, by the kinds of keys (accounts/keys.py)."""
    readers, unit, body = set(record.readers), row.post.unit, row.post.unit.organisation
    if person_key(row.person_id) in readers:
        own = tuple(item for item in parts if item.person_id == row.person_id)
        yield Reason(BY_PART, "user-check", row, delegation, own)
    for pk in (unit.pk, *unit.inherits):
        if unit_key(pk) in readers:
            yield Reason(BY_UNIT, "users-round", row, delegation, of=unit)
        if row.post.role in HEADS and heads_key(pk) in readers:
            yield Reason(BY_HEAD, "users", row, delegation, tuple(i for i in parts if i.unit_id == pk), of=unit)
    if row.post.role in REGISTER_READERS and any(register_key(pk) in readers for pk in (body.pk, *body.inherits)):
        yield Reason(BY_REGISTER, "book-open", row, delegation, of=body)


def _needed(record: Record, parts: list[WorkItem], on: date) -> list[tuple[object, str]]:
    """What would let someone in: a part, the head's post of a unit that has one, a register reader's post, a delegation."""
    units = {item.unit_id: item.unit for item in parts}
    people = {item.person_id: item.person for item in parts if item.person}
    readers = PostHolding.objects.valid_on(on).filter(
        post__unit__organisation=record.organisation_id, post__role=Role.LEADER
    )
    leaders = {row.person_id: row.person for row in readers.select_related("person")}
    roles = " / ".join(str(Role(role).label) for role in (Role.CLERK, Role.LEADER, Role.INSPECTOR))
    found: list[tuple[object, str]] = [
        (_("a part in it, given by whoever instructs or assigns"), ""),
        (_("a post that reads the body's registers"), f"{roles}, {record.organisation.label}"),
    ]
    if units:
        named = ", ".join(sorted(unit.name for unit in units.values()))
        found.append((_("the post of head or deputy head of a unit with a part in it"), named))
    if people or leaders:
        named = ", ".join(sorted({one.full_name for one in (*people.values(), *leaders.values()) if one}))
        found.append((_("a delegation from someone who may see it"), named))
    return found
