"""What waits in the registry's queue: each document with what its file did not say, what may have come before, and what of its
mail was refused. The same number of queries for one as for a hundred."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.directory.models import Organisation
from congvu.documents.filling import lacking
from congvu.documents.matching import GONE
from congvu.documents.models import Arrival, ArrivalState, IncomingDocument
from congvu.files.models import TextState
from congvu.files.scans import NO_OCR, bears_mark
from congvu.records.models import Attachment, AttachmentRole

MOST = 100  # lines of the queue's page
MARKED, BEING_READ, UNREAD = "marked", "being_read", "unread"
NAMES = {
    "issuer": _("issuing body"),
    "issuing_body": _("issuing body"),
    "issuer_name": _("issuing body"),
    "reference": _("number and notation"),
    "issued_on": _("date of the document"),
    "document_type": _("kind of document"),
    "title": _("abstract"),
    "signatory": _("signatory"),
    "urgency": _("urgency"),
    "circulation": _("circulation mark"),
}


@dataclass(frozen=True)
class Waiting:
    """A document of the queue. `twins`: others that may be the same; `scan`: how it stands with its scan, if it is one."""

    document: IncomingDocument
    lacking: list[object]
    twins: list[IncomingDocument]
    arrival: Arrival | None
    scan: str
    files: int

    @property
    def is_clean(self) -> bool:
        """Everything a registered document needs was read without a doubt, and it has not come before."""
        return not (self.lacking or self.twins or self.scan or (self.arrival and self.arrival.refused))


def queue_of(organisation: Organisation, actor: Actor) -> QuerySet[IncomingDocument]:
    """The queue, the oldest first."""
    found = IncomingDocument.objects.visible_to(actor).in_queue(organisation.pk)
    return found.order_by("opened_at", "pk")


def waiting(documents: QuerySet[IncomingDocument], actor: Actor) -> list[Waiting]:
    """At most MOST lines of these documents. Six queries."""
    light = Attachment.objects.select_related("file").defer("file__text", "file__ocr_lines").order_by("pk")
    found = list(
        documents.with_facts().prefetch_related(Prefetch("attachments", light), "arrivals")[:MOST]  # type: ignore[attr-defined]
    )
    twins = twins_of(found, actor)
    return [
        Waiting(
            document,
            [NAMES[name] for name in dict.fromkeys(_one_body(name) for name in lacking(document))],
            twins[document.pk],
            next(iter(document.arrivals.all()), None),
            scan_of(document),
            len(document.attachments.all()),
        )
        for document in found
    ]


def _one_body(name: str) -> str:
    return "issuer" if name in ("issuing_body", "issuer_name") else name


def scan_of(document: IncomingDocument) -> str:
    """How it stands with the document's scan: marked, being read, never read here, or nothing to tell."""
    main = document.latest(AttachmentRole.MAIN)
    if main is None:
        return ""
    if any(bears_mark(one.file) for one in document.attachments.all()):
        return MARKED
    if main.file.text_state == TextState.SCAN:
        return BEING_READ
    return UNREAD if main.file.text_reason == NO_OCR else ""


def twins_of(documents: list[IncomingDocument], actor: Actor) -> dict[int, list[IncomingDocument]]:
    """For each document those that came before it with the same file, or the same issuer, reference and date. Two queries."""
    files = {one.pk: main.file_id for one in documents if (main := one.latest(AttachmentRole.MAIN))}
    references = {one.reference for one in documents if one.reference and one.issued_on}
    alike = Q(reference__in=references) | Q(
        attachments__file__in=set(files.values()), attachments__role=AttachmentRole.MAIN
    )
    bodies = {one.organisation_id for one in documents}
    others = IncomingDocument.objects.visible_to(actor).filter(alike, organisation__in=bodies).exclude(state__in=GONE)
    found = list(others.select_related("issuing_body", "entry__register").distinct()) if documents else []
    mains = Attachment.objects.filter(record_id__in=[one.pk for one in found], role=AttachmentRole.MAIN)
    of_others: dict[int, set[int]] = defaultdict(set)
    for record_id, file_id in mains.values_list("record_id", "file_id") if found else ():
        of_others[record_id].add(file_id)
    return {
        one.pk: [
            other
            for other in found
            if (other.organisation_id, other.pk != one.pk) == (one.organisation_id, True)
            and (other.opened_at, other.pk) < (one.opened_at, one.pk)
            and (files.get(one.pk) in of_others[other.pk] or _same_letter(one, other))
        ]
        for one in documents
    }


def _same_letter(one: IncomingDocument, other: IncomingDocument) -> bool:
    if not one.reference or not one.issued_on or (one.reference, one.issued_on) != (other.reference, other.issued_on):
        return False
    return one.issuer.casefold() == other.issuer.casefold()


@dataclass(frozen=True)
class Place:
    """Where a document stands in the queue, and its neighbours; from the last one goes on to the first."""

    number: int
    of: int
    before: str
    after: str


def place_of(document: IncomingDocument, actor: Actor) -> Place:
    """The document's place. One query."""
    handles = list(queue_of(document.organisation, actor).values_list("handle", flat=True)[:1000])
    here = handles.index(document.handle) if document.handle in handles else -1
    others = [handle for handle in handles if handle != document.handle]
    return Place(
        here + 1,
        len(handles),
        handles[here - 1] if here > 0 else "",
        others[max(here, 0) % len(others)] if others else "",
    )


def not_taken(organisation: Organisation) -> QuerySet[Arrival]:
    """What came and did not come in, the newest first, until the registry puts it away."""
    arrivals = Arrival.objects.filter(organisation=organisation, put_away_at__isnull=True)
    return arrivals.exclude(state=ArrivalState.TAKEN).select_related("source").order_by("-came_at", "-pk")
