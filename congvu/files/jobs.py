"""Reading the words of kept files and forgetting what nobody attached, outside of any request."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from congvu.files import sandbox, vault
from congvu.files.models import StoredFile, TextState

UNATTACHED_FOR = timedelta(days=2)  # longer than a form waits for its files


@app.task(name="files.read_text", queue="files", retry=3)
def read_text(stored_file_id: int) -> None:
    """Read the text of a file and keep it. Doing it again changes nothing; what cannot be read says why."""
    stored = StoredFile.objects.waiting_for_text().filter(pk=stored_file_id).first()
    if stored is None:
        return
    answer = sandbox.read_text(stored.read_bytes(), f"file.{stored.kind.extensions[0]}")
    if "unfit" in answer:
        stored.text_state = TextState.FAILED
        stored.text_reason = answer["unfit"]
    else:
        stored.text = answer["text"]
        stored.text_state = TextState.READ if stored.text else TextState.NONE
    stored.save(update_fields=["text", "text_state", "text_reason"])


@app.periodic(cron="15 3 * * *")
@app.task(name="files.forget_unattached", queue="files", queueing_lock="files.forget_unattached")
def forget_unattached(timestamp: int) -> int:
    """Each night: forget files of forms that were never finished."""
    return vault.forget_unattached(before=datetime.fromtimestamp(timestamp, UTC) - UNATTACHED_FOR)
