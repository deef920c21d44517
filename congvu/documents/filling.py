"""What the file says, laid into the document and into the form of the register: only where nothing is entered yet. What was read
is marked, and what may be misread is marked so; the clerk corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from congvu.documents.matching import bare_name, body_of, kind_of, known_kinds
from congvu.documents.models import IncomingDocument
from congvu.documents.reading.particulars import Reading, read_particulars
from congvu.documents.reading.words import name_key
from congvu.files import sandbox
from congvu.files.lines import Line
from congvu.files.models import StoredFile
from congvu.records.models import AttachmentRole, Urgency

_LENGTHS = {"issuer_name": 250, "reference": 80, "title": 2000, "signatory": 160, "circulation": 60}
_LONG_AGO = timedelta(days=400)  # an older date of a document that came now may be misread
_TITLE_AT_LEAST = 12  # characters
NEEDED = ("issuer", "reference", "issued_on", "document_type", "title")  # of a document that can be registered as it is


@dataclass(frozen=True)
class FirstReading:
    """What a file says on the day it comes: the reading as it is kept, and the values of the document's columns."""

    kept: dict[str, Any]
    values: dict[str, Any]


# -- reading ------------------------------------------------------------------------------------------------------------
def first_reading(file: StoredFile, day: date) -> FirstReading:
    """What the file of a document that comes on the day says. `day` also serves documents without a date."""
    reading = _read(file, day)
    values = values_from(reading, day)
    if values.get("issued_on") and values["issued_on"] > day:
        del values["issued_on"]  # misread: nothing is issued after it came
    kept = reading.to_json() | {
        "sha256": file.sha256,
        "ocr": file.read_by_ocr,
        "unsure": sorted(doubts(reading, values, day, by_ocr=file.read_by_ocr)),
    }
    return FirstReading(kept, values)


def reading_of(document: IncomingDocument) -> Reading:
    """What the document's file says. It is read once and kept with the document; a newer version of the file, or one that OCR
    has read meanwhile, is read anew. Paper without a file says nothing."""
    main = document.latest(AttachmentRole.MAIN)
    if main is None:
        return Reading()
    if is_stale(document.read, main.file):
        document.read = first_reading(main.file, timezone.localdate(document.received_at)).kept
        IncomingDocument.objects.filter(pk=document.pk).update(read=document.read)
    return Reading.from_json(document.read or {})


def is_stale(kept: dict[str, Any] | None, file: StoredFile) -> bool:
    """Whether what was kept is of other bits, or of a scan before it was read."""
    return kept is None or kept.get("sha256") != file.sha256 or (file.read_by_ocr and not kept.get("ocr"))


def _read(file: StoredFile, day: date) -> Reading:
    lines = [Line(**line) for line in file.ocr_lines or ()]
    if not lines:
        lines = sandbox.layout(file.read_bytes(), f"file.{file.kind.extensions[0]}")
    return read_particulars(lines, [bare_name(kind) for kind in known_kinds(day)])


def asked_until(document: IncomingDocument) -> date | None:
    """The day before which the document asks for an answer, if its file has been read and says so."""
    return Reading.from_json(document.read).answer_until if document.read else None


# -- values -------------------------------------------------------------------------------------------------------------
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


def doubts(reading: Reading, values: dict[str, Any], day: date, *, by_ocr: bool) -> set[str]:
    """The values that may be misread: all of a scan; a body not in the directory, or found by its letters alone; a kind told by
    letters alone; a date long ago; an abstract of a few letters."""
    if by_ocr:
        return set(values)
    found = {"issuer_name"} & set(values)
    if body := values.get("issuing_body"):
        printed = {name_key(reading.issuer), name_key(f"{reading.parent} {reading.issuer}")}
        if not printed & {
            name_key(name) for name in (body.name, body.short_name, body.name_on(reading.issued_on or day))
        }:
            found.add("issuing_body")
    if "document_type" in values and not reading.kind and not reading.is_letter:
        found.add("document_type")
    if reading.issued_on and not day - _LONG_AGO <= reading.issued_on <= day:
        found.add("issued_on")
    if "title" in values and len(values["title"]) < _TITLE_AT_LEAST:
        found.add("title")
    return found & set(values)


# -- marks and gaps -----------------------------------------------------------------------------------------------------
def missing_from(document: IncomingDocument, reading: Reading) -> dict[str, Any]:
    """The values that the document does not have yet. The name of the file is no abstract."""
    values = values_from(reading, timezone.localdate(document.received_at))
    if document.issuing_body or document.issuer_name:
        values = {name: value for name, value in values.items() if name not in ("issuing_body", "issuer_name")}
    return {name: value for name, value in values.items() if _is_empty(document, name)}


def as_read(document: IncomingDocument, reading: Reading) -> dict[str, str]:
    """Which values of the document, or of its form, are as the file says them: "read", or "unsure" where it may be misread."""
    values = values_from(reading, timezone.localdate(document.received_at))
    unsure = (document.read or {}).get("unsure", ())
    return {
        name: "unsure" if name in unsure else "read"
        for name, value in values.items()
        if _is_empty(document, name) or getattr(document, name) == value
    }


def _is_empty(document: IncomingDocument, name: str) -> bool:
    if name == "title":
        main = document.latest(AttachmentRole.MAIN)
        return main is not None and document.title == main.name.rsplit(".", 1)[0]
    return getattr(document, name) in (None, "", Urgency.NORMAL)


def lacking(document: IncomingDocument) -> list[str]:
    """What the file did not say, of what a registered document needs; and what it said in a way that may be misread."""
    empty = [name for name in NEEDED if not getattr(document, name)]
    if "title" not in empty and not (document.read or {}).get("title"):
        empty.append("title")  # only the name of the file, or the subject of the mail
    return [*empty, *_unsure(document)]


def _unsure(document: IncomingDocument) -> Sequence[str]:
    return (document.read or {}).get("unsure", ())
