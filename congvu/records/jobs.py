"""Sealing the history, every minute; keeping the index of search; reckoning deadlines again when the calendar changed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.records import deadlines, history, index


@app.periodic(cron="* * * * *")
@app.task(name="records.seal_history", queue="house", queueing_lock="seal", pass_context=False)
def seal_history(timestamp: int) -> None:
    """Seal what was written since the last minute, batch by batch."""
    while history.seal(at=timezone.now()):
        continue


@app.task(name="records.index", queue="house", retry=5)
def index_record(record_id: int) -> None:
    """Write anew what search knows of the record. Doing it again changes nothing."""
    index.index([record_id])


@app.periodic(cron="* * * * *")
@app.task(name="records.index_read_files", queue="house", queueing_lock="records.index_read_files", pass_context=False)
def index_read_files(timestamp: int) -> int:
    """Take in the words of the files that were read since the last minute."""
    return index.index_read_files()


@app.periodic(cron="* * * * *")
@app.task(name="records.take_changes", queue="house", queueing_lock="records.take_changes", pass_context=False)
def take_changes(timestamp: int) -> int:
    """Move running deadlines to where the changed calendar puts them."""
    return deadlines.take_changes(timezone.now())
