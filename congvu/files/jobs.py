"""Reading the words of kept files and forgetting what nobody attached, outside of any request."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from congvu.core import ending, stores
from congvu.files import ocr, sandbox, vault
from congvu.files.models import StoredFile, TextState
from congvu.files.scans import NO_OCR, read_scan

UNATTACHED_FOR = timedelta(days=2)  # longer than a form waits for its files
_A_NIGHT = 500  # scans


@app.task(name="files.read_text", queue="files", retry=3)
def read_text(stored_file_id: int) -> None:
    """Read the text of a file and keep it; scanned pages wait for OCR where this machine has it. Doing it again changes nothing;
    what cannot be read says why."""
    stored = StoredFile.objects.waiting_for_text().filter(pk=stored_file_id).first()
    if stored is None:
        return
    answer = sandbox.read_text(stored.read_bytes(), f"file.{stored.kind.extensions[0]}")
    lay_in(stored, answer)
    with transaction.atomic():
        stored.save(update_fields=["text", "text_state", "text_reason"])
        see_to_scan(stored, answer)
        for _app, hear in stores.read_files.items():
            hear(stored.pk)


def lay_in(stored: StoredFile, answer: dict[str, Any]) -> None:
    """The words the sandbox has read, or why there are none, into the row."""
    scanned = answer.get("bare") or []
    stored.text, stored.text_reason = answer.get("text", ""), answer.get("unfit", "")
    if "unfit" in answer:
        stored.text_state = TextState.FAILED
    elif scanned and ocr.available():
        stored.text_state = TextState.SCAN
    else:
        stored.text_state = TextState.READ if stored.text else TextState.NONE
        stored.text_reason = NO_OCR if scanned else ""


def see_to_scan(stored: StoredFile, answer: dict[str, Any]) -> None:
    """The scanned pages of a file whose row is kept are read by OCR later."""
    if stored.text_state == TextState.SCAN:
        ending.later(recognise, stored_file_id=stored.pk, pages=answer["bare"])


@app.task(name="files.recognise", queue="scans", lock="files.recognise", priority=-10, retry=2)
def recognise(stored_file_id: int, pages: list[int]) -> None:
    """Read the scanned pages of a file by OCR, one file at a time, after whatever else waits. Doing it again, also after the
    worker was killed midway, changes nothing."""
    stored = StoredFile.objects.filter(pk=stored_file_id, text_state=TextState.SCAN).first()
    if stored is not None:
        read_scan(stored, pages)


@app.periodic(cron="45 2 * * *")
@app.task(name="files.recognise_left", queue="files", queueing_lock="files.recognise_left")
def recognise_left(timestamp: int) -> int:
    """Each night: take up the scans that came while this machine had no OCR, if it has it now. How many."""
    left = StoredFile.objects.filter(text_reason=NO_OCR).order_by("pk")[:_A_NIGHT] if ocr.available() else ()
    for stored in left:
        stored.text_state, stored.text_reason = TextState.WAITING, ""
        with transaction.atomic():
            stored.save(update_fields=["text_state", "text_reason"])
            ending.later(read_text, stored_file_id=stored.pk)
    return len(left)


@app.periodic(cron="15 3 * * *")
@app.task(name="files.forget_unattached", queue="files", queueing_lock="files.forget_unattached")
def forget_unattached(timestamp: int) -> int:
    """Each night: forget files of forms that were never finished."""
    return vault.forget_unattached(before=datetime.fromtimestamp(timestamp, UTC) - UNATTACHED_FOR)
