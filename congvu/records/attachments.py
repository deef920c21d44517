"""Files of a record: each with its part, its name and its version."""

from collections.abc import Sequence
from datetime import datetime

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.core.fields import nfc
from congvu.core.rows import insertion_of_many
from congvu.files.models import StoredFile
from congvu.records.models import Attachment, AttachmentRole, Record


def attach_first(record: Record, files: Sequence[tuple[str, StoredFile]], *, at: datetime, by: Actor | None) -> None:
    """The files (name, bits) with which a new record comes: the first is the document, the rest its annexes. Of the same name
    each is the next version."""
    made: list[Attachment] = []
    for position, (name, file) in enumerate(files):
        role = AttachmentRole.ANNEX if position else AttachmentRole.MAIN
        version = 1 + sum(1 for one in made if (one.role, one.name) == (role, nfc(name)))
        made.append(
            Attachment(
                record_id=record.pk,
                file=file,
                role=role,
                name=nfc(name),
                version=version,
                added_at=at,
                added_by=by.person if by else None,
            )
        )
    if made:
        ending.say(*insertion_of_many(made))


def attach(record: Record, file: StoredFile, *, role: str, name: str, at: datetime, by: Actor | None) -> Attachment:
    """Add the file to the record; the same name in the same part becomes the next version, the older ones stay."""
    last = Attachment.objects.filter(record_id=record.pk, role=role, name=name).order_by("-version").first()
    return Attachment.objects.create(
        record_id=record.pk,
        file=file,
        role=role,
        name=name,
        version=last.version + 1 if last else 1,
        added_at=at,
        added_by=by.person if by else None,
    )
