"""From what is printed to what the office knows: the body in the directory on the document's day, the kind in the law's table,
and documents that came before."""

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from congvu.accounts.actors import Actor
from congvu.directory.models import FormerName, Organisation
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.documents.reading.head import kind_named
from congvu.documents.reading.particulars import Reading
from congvu.documents.reading.words import name_key
from congvu.documents.states import CANCELLED, DISCARDED, RETURNED
from congvu.records.models import AttachmentRole

LETTER = "official_letter"
_ALIKE = 0.85  # a name misread by a scanner is still this like the one its letters confirm
_SHOWN = 5
GONE = (RETURNED, CANCELLED, DISCARDED)  # of these another may come


def known_kinds(day: date) -> list[DocumentType]:
    """The kinds of documents of the day."""
    return list(DocumentType.objects.valid_on(day).order_by("rank"))


def bare_name(kind: DocumentType) -> str:
    """The kind's name as documents print it: "Quyết định", without "(cá biệt)"."""
    return kind.name.partition(" (")[0]


def kind_of(reading: Reading, kinds: Sequence[DocumentType]) -> DocumentType | None:
    """The kind by its printed name; where none is printed, an official letter, or the kind of the reference's letters.
    Capitals and accents of the letters count: QĐ is not QyĐ, CT not CTr."""
    if reading.kind:
        named = kind_named(reading.kind, [bare_name(kind) for kind in kinds])
        return next((kind for kind in kinds if bare_name(kind) == named), None)
    by_letters = next((k for k in kinds if k.abbreviation and k.abbreviation in reading.letters[:1]), None)
    if reading.is_letter or (reading.reference and by_letters is None):
        return next((kind for kind in kinds if kind.code == LETTER), None)
    return by_letters


def body_of(reading: Reading, day: date, kinds: Sequence[DocumentType]) -> Organisation | None:
    """The body that the printed name names on the day; a name misread or missing is made good by the reference's letters, where
    these are of one body only."""
    bodies = list(Organisation.objects.valid_on(day).in_protocol_order())
    known = {name_key(body.short_name): body for body in reversed(bodies)}
    known |= {name_key(body.name): body for body in reversed(bodies)}
    standing = {body.pk: body for body in bodies}
    former = FormerName.objects.filter(until__gt=day, organisation__in=standing).order_by("-until")
    known |= {name_key(row.name): standing[row.organisation_id] for row in former}
    known.pop("", None)
    for printed in (reading.issuer, f"{reading.parent} {reading.issuer}"):
        if found := known.get(name_key(printed)):
            return found
    lettered = [body for body in bodies if body.notation and body.notation == _issuer_letters(reading, kinds)]
    if len(lettered) == 1 and _fits(reading.issuer, lettered[0]):
        return lettered[0]
    return None


def _issuer_letters(reading: Reading, kinds: Sequence[DocumentType]) -> str:
    """BXD of 5521/BXD-KHTC, 12/QĐ-BXD, 12/2026/TT-BXD and 12-CV/BXD."""
    letters = reading.letters
    known = {kind.abbreviation for kind in kinds} | {"CV"} if not reading.is_letter else {"CV"}
    names_kind = bool(reading.kind) or (bool(letters) and letters[0] in known)
    return next(iter(letters[1:2] if names_kind else letters[:1]), "")


def _fits(printed: str, body: Organisation) -> bool:
    return not printed or SequenceMatcher(None, name_key(printed), name_key(body.name)).ratio() >= _ALIKE


def came_before(
    document: IncomingDocument,
    actor: Actor,
    *,
    issuing_body: Organisation | None,
    issuer_name: str,
    reference: str,
    issued_on: date | None,
) -> list[IncomingDocument]:
    """Documents of the same body, among those the actor may read, with the same file, or the same issuer, reference and date:
    perhaps this one has come already. At most five."""
    same = Q()
    files = [a.file_id for a in document.attachments.all() if a.role == AttachmentRole.MAIN]
    if files:
        same |= Q(attachments__file__in=files, attachments__role=AttachmentRole.MAIN)
    if reference and issued_on and (issuing_body or issuer_name):
        issuer = Q(issuing_body=issuing_body) if issuing_body else Q(issuer_name__iexact=issuer_name)
        same |= issuer & Q(reference=reference, issued_on=issued_on)
    if not same:
        return []
    found = IncomingDocument.objects.visible_to(actor).filter(organisation=document.organisation).filter(same)
    others = found.exclude(pk=document.pk).exclude(state__in=GONE)
    return list(others.with_facts().distinct().order_by("-opened_at", "-pk")[:_SHOWN])
