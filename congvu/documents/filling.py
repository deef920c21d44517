"""What the file says, laid into the form of the register: only where nothing is entered yet; the clerk corrects it."""

from datetime import date
from typing import Any

from django.utils import timezone

from congvu.documents.matching import bare_name, body_of, kind_of, known_kinds
from congvu.documents.models import IncomingDocument
from congvu.documents.reading.particulars import Reading, read_particulars
from congvu.files import sandbox
from congvu.files.models import StoredFile
from congvu.records.models import AttachmentRole, Urgency

_LENGTHS = {"issuer_name": 250, "reference": 80, "title": 2000, "signatory": 160, "circulation": 60}


def reading_of(document: IncomingDocument) -> Reading:
    """What the document's file says. It is read once and kept with the document; a newer version of the file is read anew.
    Paper without a file says nothing."""
    main = document.latest(AttachmentRole.MAIN)
    if main is None:
        return Reading()
    if document.read is None or document.read.get("sha256") != main.file.sha256:
        kinds = [bare_name(kind) for kind in known_kinds(timezone.localdate(document.received_at))]
        document.read = {"sha256": main.file.sha256} | _read(main.file, kinds).to_json()
        IncomingDocument.objects.filter(pk=document.pk).update(read=document.read)
    return Reading.from_json(document.read)


def asked_until(document: IncomingDocument) -> date | None:
    """The day before which the document asks for an answer, if its file has been read and says so."""
    return Reading.from_json(document.read).answer_until if document.read else None


def _read(file: StoredFile, kinds: list[str]) -> Reading:
    return read_particulars(sandbox.layout(file.read_bytes(), f"file.{file.kind.extensions[0]}"), kinds)


def values_from(reading: Reading, day: date) -> dict[str, Any]:
    """The values of the form's fields; `day` is the day of arrival, for documents without a date."""
    written_on = reading.issued_on or day
    kinds = known_kinds(day)
    body = body_of(reading, written_on, kinds)
    read: dict[str, Any] = {
        "issuing_body": body,
        "issuer_name": "" if body else _issuer_as_written(reading),
        "reference": reading.reference,
        "issued_on": reading.issued_on,
        "document_type": kind_of(reading, kinds),
        "title": reading.title,
        "signatory": reading.signatory,
        "urgency": reading.urgency,
        "circulation": reading.circulation,
    }
    return {name: value[: _LENGTHS[name]] if name in _LENGTHS else value for name, value in read.items() if value}


def _issuer_as_written(reading: Reading) -> str:
    """A body the directory does not know is told by its parent: "SỞ TÀI CHÍNH (UBND TỈNH AN GIANG)"."""
    return f"{reading.issuer} ({reading.parent})" if reading.parent and reading.issuer else reading.issuer


def missing_from(document: IncomingDocument, reading: Reading) -> dict[str, Any]:
    """The values that the document does not have yet. The name of the file is no abstract."""
    values = values_from(reading, timezone.localdate(document.received_at))
    if document.issuing_body or document.issuer_name:
        values = {name: value for name, value in values.items() if name not in ("issuing_body", "issuer_name")}
    return {name: value for name, value in values.items() if _is_empty(document, name)}


def _is_empty(document: IncomingDocument, name: str) -> bool:
    if name == "title":
        main = document.latest(AttachmentRole.MAIN)
        return main is not None and document.title == main.name.rsplit(".", 1)[0]
    return getattr(document, name) in (None, "", Urgency.NORMAL)
