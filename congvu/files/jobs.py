"""Reading the words of kept files, outside of any request."""

from procrastinate.contrib.django import app

from congvu.files import sandbox
from congvu.files.models import StoredFile, TextState


@app.task(name="files.read_text", queue="files", retry=3)
def read_text(stored_file_id: int) -> None:
    """Read the text of a file and keep it. Doing it again changes nothing; what cannot be read says why."""
    stored = StoredFile.objects.waiting_for_text().filter(pk=stored_file_id).first()
    if stored is None:
        return
    answer = sandbox.read_text(stored.read_bytes(), f"file.{stored.kind.extensions[0]}")
    if "unfit" in answer:
        stored.text_state = TextState.FAILED
        stored.text_reason = (answer.get("detail") or answer["unfit"])[:300]
    else:
        stored.text = answer["text"]
        stored.text_state = TextState.READ if stored.text else TextState.NONE
    stored.save(update_fields=["text", "text_state", "text_reason"])
