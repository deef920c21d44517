"""What comes in by itself or many at once, before it is registered: taken into the queue by the platform, read anew after OCR,
joined to another document, or put aside (Decree 30/2020, art. 21)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, by_the_platform, locked, note
from congvu.core.errors import RuleBroken, WrongState
from congvu.directory.models import Organisation, Person, PostHolding
from congvu.directory.roles import Role
from congvu.documents.actions.registry import ReasonMissing, entered_in_queue
from congvu.documents.filling import FirstReading, first_reading, missing_from
from congvu.documents.models import Arrival, IncomingDocument
from congvu.documents.permissions import clerk_seat, may_work_registry
from congvu.documents.reading.particulars import Reading
from congvu.documents.states import INCOMING, OPEN_STATES
from congvu.files.models import StoredFile
from congvu.records import attachments, work
from congvu.records.links import LinkKind
from congvu.records.models import Attachment, AttachmentRole, ItemState, RecordLink, Urgency


class NobodyInTheRegistry(RuleBroken):
    """What comes in needs someone who will register it."""

    message = _("Nobody holds the post of registry clerk today, so nothing can be taken in. Tell the administrator.")


class IntoItself(RuleBroken):
    """A document is joined to another one of the same body."""

    message = _("Choose another document of this body.")


class NoLongerClean(RuleBroken):
    """Only what was read without a doubt is registered with others at once."""

    message = _("Something of it is missing or in doubt by now. Open it and check it by itself.")


@action(by_the_platform)
def take_in(
    organisation: Organisation,
    *,
    files: list[tuple[str, StoredFile]],
    channel: str,
    title: str,
    source: str,
    reading: FirstReading | None = None,
    refused: Sequence[Sequence[str]] = (),
    at: datetime,
    by: None,
) -> IncomingDocument:
    """A document came by a mailbox or a watched folder (`source`): it waits in the queue of the body's registry. Raises
    NobodyInTheRegistry."""
    clerks = PostHolding.objects.valid_on(timezone.localdate(at)).filter(post__role=Role.CLERK)
    if not clerks.filter(post__unit__organisation=organisation).exists():
        raise NobodyInTheRegistry
    document = entered_in_queue(
        organisation, files=files, channel=channel, title=title, urgency=Urgency.NORMAL, came_at=at, reading=reading,
        at=at, by=by,
    )  # fmt: skip
    names = [name for name, _file in files]
    note(
        document,
        "take_in",
        at=at,
        by=by,
        source=source,
        files=names,
        channel=channel,
        refused=[list(one) for one in refused],
    )
    return document


@action(by_the_platform)
def read_anew(document: IncomingDocument, *, at: datetime, by: None) -> IncomingDocument:
    """OCR has read the scan meanwhile: what is still empty is filled with what it says."""
    INCOMING.move(document, "read_anew")
    main = document.latest(AttachmentRole.MAIN)
    assert main is not None
    found = first_reading(main.file, timezone.localdate(document.received_at))
    document.read = found.kept
    values: dict[str, Any] = {
        name: value
        for name, value in missing_from(document, Reading.from_json(found.kept)).items()
        if name in found.values
    }
    for name, value in values.items():
        setattr(document, name, value)
    work.settle(document, "read", *values, at=at)
    note(document, "read_anew", at=at, by=by, found=sorted(values))
    return document


@action(may_work_registry)
def merge(document: IncomingDocument, *, into: IncomingDocument, at: datetime, by: Actor) -> IncomingDocument:
    """What came is an annex of another document that is not yet closed: its files go there, it is not registered by itself, and
    each leads to the other. Raises IntoItself, WrongState."""
    INCOMING.move(document, "merge")
    if into.pk == document.pk or into.organisation_id != document.organisation_id:
        raise IntoItself
    joined = locked(into)
    if not isinstance(joined, IncomingDocument) or joined.state not in OPEN_STATES:
        raise WrongState
    files = Attachment.objects.filter(record_id=document.pk).select_related("file").order_by("pk")
    for one in files:
        attachments.attach(joined, one.file, role=AttachmentRole.ANNEX, name=one.name, at=at, by=by)
    work.settle(joined, at=at)
    RecordLink.objects.create(
        source_id=document.pk, target_id=joined.pk, kind=LinkKind.CONCERNS, made_at=at, made_by=by.person
    )
    _put_aside(document, "", at=at, by=by)
    note(
        document,
        "merge",
        at=at,
        by=by,
        on_behalf_of=_for(by, document),
        into=joined.reference or joined.title,
        record=joined.handle,
        files=[one.name for one in files],
    )
    return document


@action(may_work_registry)
def discard(document: IncomingDocument, *, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """Put aside what is no document to register: advertising, a second copy, a test. It stays findable with its reason. Raises
    ReasonMissing."""
    if not because.strip():
        raise ReasonMissing
    INCOMING.move(document, "discard")
    _put_aside(document, because, at=at, by=by)
    note(document, "discard", at=at, by=by, on_behalf_of=_for(by, document), because=because)
    return document


def may_put_away(actor: Actor, arrival: Arrival) -> bool:
    return clerk_seat(actor, arrival.organisation_id) is not None


@action(may_put_away)
def put_away(arrival: Arrival, *, at: datetime, by: Actor) -> Arrival:
    """The registry has seen what did not come in, and why; it no longer stands on the page."""
    arrival.put_away_at = at
    arrival.save(update_fields=["put_away_at"])
    seat = clerk_seat(by, arrival.organisation_id)
    note(
        arrival,
        "put_away",
        at=at,
        by=by,
        on_behalf_of=seat.for_person if seat else None,
        name=arrival.name,
        reason=arrival.reason,
    )
    return arrival


def _put_aside(document: IncomingDocument, because: str, *, at: datetime, by: Actor) -> None:
    work.end(work.open_items(document), as_=ItemState.DONE, result=because, at=at, by=by)
    document.closed_at = at
    work.settle(document, at=at)


def _for(by: Actor, document: IncomingDocument) -> Person | None:
    seat = clerk_seat(by, document.organisation_id)
    return seat.for_person if seat else None
