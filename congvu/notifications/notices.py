"""Telling people: `tell` says one thing to some, `tell_each` many things to many, with as many queries for many as for one.

Kinds of notices are plugged in through `core.stores.notice_kinds`. Each person hears of a kind by the ways they chose. Whoever
is away and lets someone act for them finds the notice on coming back; meanwhile it goes to the one who acts, marked for whom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.core import ending, stores
from congvu.core.rows import insertion_of_many, kept
from congvu.directory.models import DelegationScope, Person
from congvu.notifications import notify
from congvu.notifications.models import Channel, Choice, Delivery, Notice
from congvu.records.models import Record

BATCH = 2000


@dataclass(frozen=True)
class Draft:
    """A notice about to be said to one person. `scope`: by which sort of delegation it reaches whoever acts for them."""

    kind: str
    person_id: int
    record_id: int | None = None
    actor_id: int | None = None
    key: str = ""
    address: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    scope: str = ""
    for_person_id: int | None = None
    away: bool = False  # someone acts for the person: no mail now

    @property
    def needed_scope(self) -> str:
        return self.scope or stores.notice_kinds[self.kind].scope


def tell(
    kind: str,
    people: Iterable[int],
    record: Record | None = None,
    *,
    at: datetime,
    by: Person | None = None,
    key: str = "",
    address: str = "",
    scope: str = "",
    **facts: Any,
) -> list[Notice]:
    """Tell some people (by number) a thing of a kind. `by`: who did it, and is not told; `key`: said once only; `address`: the
    page it leads to when that is not the record's. `facts` are plain JSON values that fill the kind's sentence."""
    mine = by.pk if by else None
    drafts = [
        Draft(kind, person, record.pk if record else None, mine, key, address, facts, scope)
        for person in dict.fromkeys(people)
        if person != mine
    ]
    return tell_each(drafts, at=at)


@transaction.atomic(savepoint=False)
def tell_each(drafts: Sequence[Draft], *, at: datetime) -> list[Notice]:
    """Say all of it: to each by the ways they chose, and to those who act for who is away. Returns what was really new."""
    made: list[Notice] = []
    acting, chosen = _asked({draft.person_id for draft in drafts}, {draft.kind for draft in drafts}, at)
    everything = with_delegates(drafts, acting)
    for start in range(0, len(everything), BATCH):
        made += _say(everything[start : start + BATCH], chosen, at)
    notify.tell({notice.person_id for notice in made if notice.in_app}, "notice")
    return made


Acting = dict[int, list[tuple[int, str]]]  # who is away: who acts for them, within which scope
_ACTING = """
    SELECT giver_id, receiver_id, scope FROM directory_delegation
    WHERE giver_id = ANY (%s::bigint[]) AND valid @> %s::date ORDER BY id
"""
_CHOSEN = """
    SELECT person_id, kind, in_app, email, digest FROM notifications_choice
    WHERE kind = ANY (%s::text[]) AND person_id = ANY (%s::bigint[] || ARRAY(
        SELECT receiver_id FROM directory_delegation WHERE giver_id = ANY (%s::bigint[]) AND valid @> %s::date
    ))
"""


def _asked(people: set[int], kinds: set[str], at: datetime) -> tuple[Acting, dict[tuple[int, str], "Ways"]]:
    """Who acts for the people on the day, and by which ways all of these want to hear of the kinds. One journey."""
    day, numbers = timezone.localdate(at), sorted(people)
    deputies, choices = ending.ask_all((_ACTING, [numbers, day]), (_CHOSEN, [sorted(kinds), numbers, numbers, day]))
    acting: Acting = {}
    for giver, receiver, scope in deputies:
        acting.setdefault(giver, []).append((receiver, scope))
    return acting, {(person, kind): Ways(*ways) for person, kind, *ways in choices}


def with_delegates(drafts: Sequence[Draft], acting: Acting) -> list[Draft]:
    """The drafts, and the same again for everybody who acts for one of the people, within the scope; not what someone only
    wishes to hear."""
    own = {(draft.kind, draft.person_id, draft.record_id, draft.key) for draft in drafts}
    found: list[Draft] = []
    for draft in drafts:
        covered = (DelegationScope.EVERYTHING, draft.needed_scope)
        by_wish = stores.notice_kinds[draft.kind].by_wish
        acts_for = [] if by_wish else acting.get(draft.person_id, [])
        receivers = [receiver for receiver, scope in acts_for if scope in covered]
        found.append(replace(draft, away=bool(receivers)))
        for receiver in dict.fromkeys(receivers):
            same = (draft.kind, receiver, draft.record_id, draft.key)
            if receiver == draft.actor_id or same in own:
                continue  # they did it themselves, or are told it anyway
            own.add(same)
            found.append(replace(draft, person_id=receiver, for_person_id=draft.person_id))
    return found


def _say(drafts: Sequence[Draft], chosen: dict[tuple[int, str], "Ways"], at: datetime) -> list[Notice]:
    pairs = []
    for draft in drafts:
        ways = chosen.get((draft.person_id, draft.kind)) or Ways.by_default(draft.kind)
        if ways.in_app or (settings.MAIL and (ways.email or ways.digest)):
            pairs.append((_notice(draft, ways, at), ways, draft))
    if not pairs:
        return []
    statement, values = insertion_of_many([notice for notice, _ways, _draft in pairs])
    new: dict[str, int] = dict(ending.ask(f"{statement} ON CONFLICT DO NOTHING RETURNING handle, id", values))
    said = [(notice, ways, draft) for notice, ways, draft in pairs if notice.handle in new]
    for notice, _ways, _draft in said:
        kept(notice, new[notice.handle])
    deliveries = [
        Delivery(notice=notice, channel=channel, next_at=at)
        for notice, ways, draft in said
        if settings.MAIL and not draft.away
        for channel in ways.channels
    ]
    if deliveries:
        ending.say(*insertion_of_many(deliveries))
    return [notice for notice, _ways, _draft in said]


def _notice(draft: Draft, ways: "Ways", at: datetime) -> Notice:
    return Notice(
        person_id=draft.person_id,
        kind=draft.kind,
        record_id=draft.record_id,
        actor_id=draft.actor_id,
        for_person_id=draft.for_person_id,
        made_at=at,
        in_app=ways.in_app,
        key=draft.key,
        address=draft.address,
        facts=draft.facts,
    )


# -- by which ways ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Ways:
    """The ways by which someone hears of a kind of notice."""

    in_app: bool
    email: bool
    digest: bool

    @classmethod
    def by_default(cls, kind: str) -> "Ways":
        told = stores.notice_kinds[kind]
        return cls(told.in_app, told.email, told.digest)

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel, on in ((Channel.EMAIL, self.email), (Channel.DIGEST, self.digest)) if on]


def channels_of(people: Iterable[int], kinds: Iterable[str]) -> dict[tuple[int, str], Ways]:
    """What people chose; who chose nothing is not in it. One query."""
    rows = Choice.objects.filter(person_id__in=list(people), kind__in=list(kinds))
    return {(row.person_id, row.kind): Ways(row.in_app, row.email, row.digest) for row in rows}


# -- reading ----------------------------------------------------------------------------------------------------------
def mark_read(person_id: int, at: datetime, *handles: str) -> int:
    """The person has seen these notices, or all of theirs when none is named; the bells of their pages fall silent."""
    found = Notice.objects.filter(person_id=person_id, read_at=None)
    if handles:
        found = found.filter(handle__in=handles)
    with transaction.atomic():
        number = found.update(read_at=at)
        if number:
            notify.tell([person_id], "notice")
    return number


MOST_COUNTED = 100


# Served by the index of unread notices; the records are asked only for notices the person wished for.
UNREAD = """
    SELECT count(*) FROM (
        SELECT FROM notifications_notice n LEFT JOIN records_record r ON r.id = n.record_id AND n.kind = ANY(%s)
        WHERE n.person_id = %s AND n.in_app AND n.read_at IS NULL
            AND (n.kind <> ALL(%s) OR r.readers && %s::int[])
        LIMIT %s
    ) unread
"""


def unread_values(actor: Actor) -> tuple[Any, ...]:
    wished = [code for code, kind in stores.notice_kinds.items() if kind.by_wish]
    return wished, actor.person.pk, wished, list(actor.keys), MOST_COUNTED


def unread_count(actor: Actor) -> int:
    """How many wait to be read; it is not counted beyond 100. One query."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, unread_values(actor))
        return int(cursor.fetchone()[0])
