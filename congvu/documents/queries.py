"""Questions about people and units that the forms of documents ask."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.core.fields import nfc
from congvu.core.journeys import Rows
from congvu.core.stores import Searched
from congvu.directory.models import Organisation, Person, PostHolding, Unit, UnitKind
from congvu.directory.roles import Role
from congvu.documents.models import IncomingDocument
from congvu.records.models import ItemState, WorkItem

SEARCHED = """
    SELECT d.record_ptr_id, coalesce(o.name, d.issuer_name), coalesce(t.name, ''), d.signatory, d.issued_on, d.answered_by,
        d.filed_in, d.instruction, d.result, d.note
    FROM documents_incomingdocument d LEFT JOIN directory_organisation o ON o.id = d.issuing_body_id
    LEFT JOIN documents_documenttype t ON t.id = d.document_type_id WHERE d.record_ptr_id = ANY(%s::bigint[])
"""


def leaders_of(organisation: Organisation, day: date) -> list[PostHolding]:
    """Who leads the body on the day, in the order of protocol."""
    return list(
        PostHolding.objects.valid_on(day)
        .filter(post__unit__organisation=organisation, post__role=Role.LEADER)
        .with_places()
        .order_by("post__rank", "pk")
    )


def departments_of(organisation: Organisation, day: date) -> QuerySet[Unit]:
    """The units of the body that handle documents on the day."""
    return (
        Unit.objects.valid_on(day)
        .filter(organisation=organisation)
        .exclude(kind__in=[UnitKind.LEADERSHIP, UnitKind.REGISTRY])
        .order_by("rank", "pk")
    )


def late_of(actor: Actor, most: int) -> QuerySet[IncomingDocument]:
    """The documents the actor may read that are late, the longest first. One walk along what is due, each joined as it is met:
    "those whose key is in (…)" would join every document there is before it looks which are late."""
    return IncomingDocument.objects.visible_to(actor).overdue(Now()).with_line().order_by("due_at", "pk")[:most]


@dataclass(frozen=True)
class Load:
    """How much waits for someone: all, and what is late of it."""

    open: int
    late: int


@dataclass(frozen=True)
class Member:
    """Someone in the unit, their post there, and how much waits for them."""

    person: Person
    title: str
    load: Load


def members_of(unit: Unit, now: datetime, day: date) -> list[Member]:
    """The unit's people on the day in the order of protocol, with their load: who could take one more is seen at once."""
    holdings = PostHolding.objects.valid_on(day).filter(post__unit=unit).with_places().order_by("post__rank", "pk")
    people = {holding.person_id: holding for holding in reversed(holdings)}
    loads = {
        row["person"]: Load(row["open"], row["late"])
        for row in WorkItem.objects.filter(person__in=people, state=ItemState.OPEN)
        .values("person")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    }
    return [
        Member(holding.person, holding.post.title, loads.get(holding.person_id, Load(0, 0)))
        for holding in sorted(people.values(), key=lambda holding: (holding.post.rank, holding.pk))
    ]


def find_by_number(number: str, organisation: Organisation, actor: Actor, now: datetime) -> list[IncomingDocument]:
    """The body's documents with this arrival number ("1284" of this year, "1284/2025") or with this number and notation of the
    sender, among those the actor may read; at most three."""
    found = IncomingDocument.objects.visible_to(actor).filter(organisation=organisation)
    arrival, _slash, year = number.replace(" ", "").partition("/")
    if arrival.isdigit() and (not year or year.isdigit()):
        of_year = int(year) if year else timezone.localdate(now).year
        return list(found.filter(entry__number=int(arrival), entry__register__year=of_year)[:3])
    return list(found.filter(reference=nfc(number))[:3])


def searched(rows: Rows) -> dict[int, Searched]:
    """What search looks through of incoming documents, as `SEARCHED` was answered."""
    return {
        pk: Searched(
            body=body,
            facts=(sort, signatory, f"{issued_on:%d/%m/%Y}" if issued_on else "", answered_by, filed_in),
            notes=(instruction, result, note),
        )
        for pk, body, sort, signatory, issued_on, answered_by, filed_in, instruction, result, note in rows
    }
