"""Files of a record: each with its part, its name and its version."""

from datetime import datetime

from congvu.accounts.actors import Actor
from congvu.files.models import StoredFile
from congvu.records.models import Attachment, Record


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
