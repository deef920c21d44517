"""The ĐẾN stamp with number and date on a copy; the original stays untouched (Decree 30/2020, art. 22 and annex IV)."""

from datetime import datetime

from django.utils import timezone

from congvu.core.actions import action, by_the_platform, note
from congvu.documents.models import IncomingDocument
from congvu.files import store
from congvu.files.stamping import stamp_arrival
from congvu.records.attachments import attach
from congvu.records.models import AttachmentRole


@action(by_the_platform)
def stamp_copy(document: IncomingDocument, *, at: datetime, by: None) -> IncomingDocument:
    """Put the stamp on a copy of the PDF: body, number, day of arrival, to whom it goes. Papers and other formats carry none."""
    original = document.latest(AttachmentRole.MAIN)
    if original is None or original.file.media_type != "application/pdf":
        note(document, "no_stamp", at=at, by=by)
        return document
    goes_to = document.presented_to or document.holder_unit
    stamped = stamp_arrival(
        original.file.read_bytes(),
        body=document.organisation.name,
        number=str(document.entry),
        on=timezone.localdate(document.entry.entered_at),
        to=str(goes_to or ""),
        dossier=document.filed_in,
    )
    name = f"{document.entry} dau den {original.name}"  # a plain prefix could make a mark of the name: 12-mat.pdf
    looked_into = {"kind": original.file.kind.code, "pages": original.file.pages}  # and made in the sandbox
    file = store.keep_looked_into(stamped, looked_into, at=at, words_of=original.file)
    attach(document, file, role=AttachmentRole.STAMPED, name=name, at=at, by=by)
    note(document, "stamp", at=at, by=by, number=document.entry.number, file=name)
    return document
