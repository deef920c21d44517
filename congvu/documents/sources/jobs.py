"""What comes in by itself: mailboxes and watched folders, looked into every minute; and scans that OCR has read meanwhile.
Imported by the app's wiring: the jobs of `documents/jobs.py` are called by the actions, these call them."""

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.documents.actions.intake import read_anew
from congvu.documents.models import IncomingDocument
from congvu.documents.sources.folder import read_folder
from congvu.documents.sources.mailbox import read_mailbox
from congvu.documents.sources.places import folders, mailboxes
from congvu.documents.states import RECEIVED
from congvu.records.models import AttachmentRole

_AT_ONCE = 200


@app.periodic(cron="* * * * *")
@app.task(name="documents.read_mailboxes", queue="intake", lock="documents.read_mailboxes",
          queueing_lock="documents.read_mailboxes")  # fmt: skip
def read_mailboxes(timestamp: int) -> int:
    """Each minute: take in what came to the mailboxes of the settings. How many."""
    return sum(read_mailbox(mailbox, timezone.now()) for mailbox in mailboxes())


@app.periodic(cron="* * * * *")
@app.task(
    name="documents.read_folders", queue="intake", lock="documents.read_folders", queueing_lock="documents.read_folders"
)
def read_folders(timestamp: int) -> int:
    """Each minute: take in what lies in the watched folders of the settings. How many."""
    return sum(read_folder(folder, timezone.now()) for folder in folders())


@app.periodic(cron="* * * * *")
@app.task(name="documents.read_scans", queue="intake", queueing_lock="documents.read_scans")
def read_scans(timestamp: int) -> int:
    """Each minute: fill in what OCR has read of scans that wait to be registered. How many."""
    read = Q(attachments__role=AttachmentRole.MAIN, attachments__file__read_by_ocr=True)
    waiting = IncomingDocument.objects.filter(read, state=RECEIVED).exclude(read__ocr=True).distinct()
    documents = list(waiting.order_by("pk")[:_AT_ONCE])
    for document in documents:
        read_anew(document, at=timezone.now(), by=None)
    return len(documents)
