"""Builders of incoming documents, through the real actions."""

from datetime import datetime
from typing import Any

from congvu.accounts.actors import Actor
from congvu.directory.models import Organisation, Person, Unit
from congvu.documents.actions import handling, registry
from congvu.documents.models import Channel, IncomingDocument
from congvu.workdays.calendar import current_calendar
from congvu.workdays.rules import handling_deadline


def particulars(**changes: Any) -> registry.Particulars:
    """What a clerk enters of an ordinary letter."""
    entered: dict[str, Any] = {
        "title": "V/v điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn",
        "issuer_name": "Bộ Xây dựng",
        "reference": "5521/BXD-KHTC",
        "signatory": "Nguyễn Văn Thắng",
        "pages": 2,
    }
    return registry.Particulars(**(entered | changes))


def received(organisation: Organisation, *, at: datetime, by: Actor, **changes: Any) -> IncomingDocument:
    """A paper that came in and waits for the registry."""
    title = changes.pop("title", particulars().title)
    return registry.receive(
        organisation, files=changes.pop("files", []), channel=Channel.PAPER, title=title, at=at, by=by, **changes
    )


def registered(organisation: Organisation, *, at: datetime, by: Actor, **changes: Any) -> IncomingDocument:
    """A document with its arrival number."""
    document = received(organisation, at=at, by=by, files=changes.pop("files", []))
    return registry.register(document, particulars=particulars(**changes), at=at, by=by)


def presented(organisation: Organisation, *, to: Person, at: datetime, by: Actor, **changes: Any) -> IncomingDocument:
    """A document that lies before a leader."""
    return registry.present(registered(organisation, at=at, by=by, **changes), to=to, at=at, by=by)


def instructed(
    organisation: Organisation,
    *,
    leader: Actor,
    lead: Unit,
    contributing: tuple[Unit, ...] = (),
    at: datetime,
    by: Actor,
    **changes: Any,
) -> IncomingDocument:
    """A document with the leader's instruction and a deadline by rule; `by` is the clerk."""
    document = presented(organisation, to=leader.person, at=at, by=by, **changes)
    deadline = handling_deadline(document.urgency, at, current_calendar())
    return handling.instruct(
        document,
        lead=lead,
        contributing=contributing,
        words="Nghiên cứu, đề xuất.",
        deadline=deadline,
        at=at,
        by=leader,
    )


def assigned(
    organisation: Organisation,
    *,
    leader: Actor,
    head: Actor,
    officer: Person,
    lead: Unit,
    at: datetime,
    by: Actor,
    **changes: Any,
) -> IncomingDocument:
    """A document an officer works on."""
    document = instructed(organisation, leader=leader, lead=lead, at=at, by=by, **changes)
    return handling.assign(document, officer=officer, words="Đối chiếu quy định, trình trước hạn.", at=at, by=head)
