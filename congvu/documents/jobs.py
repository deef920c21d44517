"""What the office does with a document when nobody waits for it."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.documents.models import IncomingDocument
from congvu.documents.stamps import stamp_copy


@app.task(name="documents.stamp", queue="files", retry=5, priority=-5)  # after texts that wait: they can then be found
def stamp(document_id: int) -> None:
    """Put the ĐẾN stamp on a copy of the document's first page."""
    stamp_copy(IncomingDocument.objects.only("pk").get(pk=document_id), at=timezone.now(), by=None)
