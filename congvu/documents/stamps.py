"""The ĐẾN stamp with number and date on a copy; the original stays untouched (Decree 30/2020, art. 22 and annex IV)."""

from datetime import datetime

from django.utils import timezone

from congvu.core.actions import action, by_the_platform, note
from congvu.core.rows import Question
from congvu.directory.models import Organisation, Person, Unit
from congvu.documents.models import IncomingDocument
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.stamping import stamp_arrival
from congvu.records.attachments import attach
from congvu.records.models import Attachment, AttachmentRole, RegisterEntry

# what a stamp says, and the latest of the document's own files
_STAMPED = Question(
    """
    SELECT {columns} FROM records_record r
    JOIN directory_organisation o ON o.id = r.organisation_id
    LEFT JOIN directory_unit u ON u.id = r.holder_unit_id
    LEFT JOIN directory_person p ON p.id = %s::bigint
    LEFT JOIN records_registerentry e ON e.record_id = r.id
    LEFT JOIN LATERAL (
        SELECT * FROM records_attachment WHERE record_id = r.id AND role = %s ORDER BY version DESC, id DESC LIMIT 1
    ) a ON true
    LEFT JOIN files_storedfile f ON f.id = a.file_id
    WHERE r.id = %s
    """,
    o=Organisation,
    u=Unit,
    p=Person,
    e=RegisterEntry,
    a=Attachment,
    f=StoredFile,
)


@action(by_the_platform)
def stamp_copy(document: IncomingDocument, *, at: datetime, by: None) -> IncomingDocument:
    """Put the stamp on a copy of the PDF: body, number, day of arrival, to whom it goes. Papers and other formats carry none."""
    ((body, unit, leader, entry, original, kept),) = _STAMPED.ask(
        document.presented_to_id, AttachmentRole.MAIN, document.pk
    )
    if original is None or kept.media_type != "application/pdf":
        note(document, "no_stamp", at=at, by=by)
        return document
    stamped = stamp_arrival(
        kept.read_bytes(),
        body=body.name,
        number=str(entry),
        on=timezone.localdate(entry.entered_at),
        to=str(leader or unit or ""),
        dossier=document.filed_in,
    )
    name = f"{entry} dau den {original.name}"  # a plain prefix could make a mark of the name: 12-mat.pdf
    looked_into = {"kind": kept.kind.code, "pages": kept.pages}  # and made in the sandbox
    file = store.keep_looked_into(stamped, looked_into, at=at, words_of=kept)
    attach(document, file, role=AttachmentRole.STAMPED, name=name, at=at, by=by)
    note(document, "stamp", at=at, by=by, number=entry.number, file=name)
    return document
