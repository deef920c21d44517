"""Sealing the history, every minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.records import history


@app.periodic(cron="* * * * *")
@app.task(name="records.seal_history", queue="house", queueing_lock="seal", pass_context=False)
def seal_history(timestamp: int) -> None:
    """Seal what was written since the last minute, batch by batch."""
    while history.seal(at=timezone.now()):
        continue
