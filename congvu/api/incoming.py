"""Incoming documents as they are read: the register, and one document with its thread. What one may not read is not found."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router

from congvu.accounts.models import Scope
from congvu.api import incoming_shapes as shapes
from congvu.api.bearer import Bearer
from congvu.api.shapes import Handle, Named, PageOut, body_named, paged, person_named, unit_named
from congvu.core import stores
from congvu.core.tables.paging import Sort
from congvu.documents.doings import DOINGS
from congvu.documents.models import Channel, DocumentType, IncomingDocument
from congvu.documents.permissions import may_work_registry
from congvu.documents.states import INCOMING
from congvu.records.links import related_to
from congvu.records.models import Attachment, AttachmentRole, HistoryEntry, ItemState, Part, Urgency, WorkItem
from congvu.records.pages import told
from congvu.records.work import current_parts

router = Router(tags=["incoming documents"], auth=Bearer(Scope.DOCUMENTS_READ))
SORTS = {"newest": Sort("newest", "", ("-opened_at", "-id")), "oldest": Sort("oldest", "", ("opened_at", "id"))}


@router.get(
    "/document-types",
    response=list[shapes.TypeOut],
    operation_id="list_document_types",
    summary="Kinds of documents",
)
def document_types(request: Any) -> list[shapes.TypeOut]:
    """The kinds of documents of today with their letters in references."""
    return [type_out(row) for row in DocumentType.objects.valid_on(request.actor.on).order_by("rank", "pk")]


@router.get(
    "/incoming",
    response=PageOut[shapes.IncomingOut],
    operation_id="list_incoming",
    summary="The register of incoming documents",
)
def register_book(request: Any, asked: Annotated[shapes.IncomingAsked, Query()]) -> PageOut[shapes.IncomingOut]:
    """What the owner of the token may read of the register, page by page. It answers as fast on the last page as on the first."""
    found = IncomingDocument.objects.visible_to(request.actor).with_facts().filter(kind=IncomingDocument.KIND)
    found = narrowed(found, asked, request.now)
    return paged(found, SORTS[asked.sort], asked, lambda rows: [line(row, request.now) for row in rows])


@router.get(
    "/incoming/{handle}",
    response=shapes.OneIncomingOut,
    operation_id="get_incoming",
    summary="One incoming document",
)
def incoming(request: Any, handle: Annotated[Handle, Path()]) -> shapes.OneIncomingOut:
    """The document with its files, who has which part, what it belongs to, everything that was done, and what one may do now."""
    document = readable(request, handle)
    files = sorted(document.attachments.all(), key=lambda row: row.pk)
    return shapes.OneIncomingOut(
        **vars(line(document, request.now)),
        body=body_named(document.organisation),
        signatory=document.signatory,
        pages=document.pages,
        copies=document.copies,
        circulation=document.circulation,
        note=document.note,
        presented_to=person_named(document.presented_to),
        instruction=document.instruction,
        result=document.result,
        answered_by=document.answered_by,
        filed_in=document.filed_in,
        files=[_file(document, row) for row in files],
        parts=[_part(item) for item in current_parts(document)],
        related=[
            shapes.RelatedOut(handle=one.record.handle, title=one.record.title, how=str(one.how))
            for one in related_to(document, request.actor)
        ],
        thread=_thread(document),
        may=list(open_doings(request, document)),
    )


def readable(request: Any, handle: str) -> IncomingDocument:
    """The document, if the owner of the token may read it; else it is not found."""
    found = IncomingDocument.objects.visible_to(request.actor).with_facts().select_related("presented_to")
    document = found.prefetch_related("attachments__file").filter(handle=handle).first()
    if document is None:
        raise Http404
    return document


def narrowed(found: Any, asked: shapes.IncomingAsked, now: datetime) -> Any:
    """The documents that fit what was asked."""
    equal = {
        "state": asked.state,
        "urgency": asked.urgency,
        "document_type__code": asked.document_type,
        "issuing_body__handle": asked.issuing_body,
        "entry__number": asked.arrival_number,
        "reference__startswith": asked.reference,
    }
    found = found.filter(**{field: value for field, value in equal.items() if value})
    if asked.late:
        found = found.overdue(now)
    if asked.year:
        found = found.filter(opened_at__gte=_midnight(asked.year), opened_at__lt=_midnight(asked.year + 1))
    zone = timezone.get_default_timezone()
    if asked.came_from:
        found = found.filter(opened_at__gte=datetime.combine(asked.came_from, time(), zone))
    if asked.came_to:
        found = found.filter(opened_at__lt=datetime.combine(asked.came_to + timedelta(days=1), time(), zone))
    return found


def _midnight(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())


def line(document: IncomingDocument, now: datetime) -> shapes.IncomingOut:
    """A line of the register; no query when the document came `with_facts`."""
    entry = getattr(document, "entry", None)
    return shapes.IncomingOut(
        handle=document.handle,
        state=document.state,
        state_words=str(document.standing.label),
        title=document.title,
        reference=document.reference,
        issuer=document.issuer,
        issuing_body=body_named(document.issuing_body),
        document_type=type_out(document.document_type) if document.document_type else None,
        issued_on=document.issued_on,
        urgency=Urgency(document.urgency),
        channel=Channel(document.channel),
        arrival_number=entry.number if entry else None,
        arrival_year=entry.register.year if entry else None,
        received_at=document.received_at,
        due_at=document.due_at,
        overdue=document.overdue(now),
        holder=person_named(document.holder),
        holder_unit=unit_named(document.holder_unit),
        changed_at=document.changed_at,
        closed_at=document.closed_at,
    )


def type_out(kind: DocumentType) -> shapes.TypeOut:
    return shapes.TypeOut(code=kind.code, name=kind.name, abbreviation=kind.abbreviation)


def open_doings(request: Any, document: IncomingDocument) -> Iterable[str]:
    """What may be done now: by the same questions as the buttons of the page."""
    for code, move in (("register", "register"), ("correct", "correct")):
        if INCOMING.allows(document, move) and may_work_registry(request.actor, document):
            yield code
    yield from (code for code, doing in DOINGS.items() if doing.open_to(request.actor, document))


def _file(document: IncomingDocument, row: Attachment) -> shapes.AttachmentOut:
    return shapes.AttachmentOut(
        handle=row.handle,
        role=AttachmentRole(row.role),
        name=row.name,
        version=row.version,
        sha256=row.file.sha256,
        size=row.file.size,
        media_type=row.file.media_type,
        pages=row.file.pages,
        url=reverse("api-1:get_file", args=[document.handle, row.handle]),
    )


def _part(item: WorkItem) -> shapes.PartOut:
    return shapes.PartOut(
        part=Part(item.part),
        act=item.act,
        state=ItemState(item.state),
        unit=unit_named(item.unit),
        person=person_named(item.person),
        words=item.words,
        due_at=item.due_at,
    )


def _thread(document: IncomingDocument) -> list[shapes.EntryOut]:
    """Everything that was done, the newest first."""
    entries = HistoryEntry.objects.filter(record_id=document.pk).select_related("on_behalf_of").order_by("-pk")
    return [_entry(entry) for entry in entries if entry.verb in stores.verbs]


def _entry(entry: HistoryEntry) -> shapes.EntryOut:
    said = told(entry)
    behalf: Named | None = person_named(entry.on_behalf_of)
    return shapes.EntryOut(
        id=entry.pk,
        verb=entry.verb,
        sentence=said.sentence,
        at=entry.at,
        who=entry.who,
        on_behalf_of=behalf,
        words=said.quote,
    )
