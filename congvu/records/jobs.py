"""Sealing the history, every minute; keeping the index of search; reckoning deadlines again when the calendar changed."""

import time

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.core import ending
from congvu.records import awaiting, deadlines, history, index, migrating

LULL = 0.1  # seconds
PAUSE = 0.2  # seconds between one look and the next while records keep coming
LONGEST = 15.0  # seconds, then others have their turn
LATE = 1.0  # seconds
_OF_FILE = """
    INSERT INTO records_awaitingindex (record_id)
    SELECT DISTINCT record_id FROM records_attachment WHERE file_id = %s
"""


@app.periodic(cron="* * * * *")
@app.task(name="records.seal_history", queue="house", queueing_lock="seal", pass_context=False)
def seal_history(timestamp: int) -> None:
    """Seal what was written since the last minute, batch by batch."""
    while history.seal(at=timezone.now()):
        continue


@app.task(name="records.index", queue="house", priority=10, lock="records.index", queueing_lock="records.index")
def index_waiting() -> int:
    """Write anew what search knows of the records that wait for it, batch by batch; how many. It first waits a little, so that
    what is left in the same moment is taken together, and while records keep coming it stays: one record costs as much as four.
    It is not tried again: what it broke off over still waits for the next."""
    until = time.monotonic() + LONGEST
    time.sleep(LULL)
    done = found = _taken_in()
    while found and time.monotonic() < until:
        time.sleep(PAUSE)
        found = _taken_in()
        done += found
    _look_once_more()
    return done


@app.task(name="records.index_late", queue="house", priority=10, queueing_lock="records.index_late")
def index_late() -> int:
    """The records of those who found the job in the queue and ended only after it."""
    return _indexed()


@app.task(name="records.index_alone", queue="house", retry=2)
def index_alone(record: int) -> int:
    """One record over which the reading of others broke off. If it breaks again, the health page shows the job as failed until
    somebody has it done once more; the others have been read meanwhile."""
    return index.index([record])


def _indexed() -> int:
    done = _taken_in()
    _look_once_more()
    return done


def _taken_in() -> int:
    return awaiting.index_waiting(alone=lambda record: ending.later(index_alone, record=record))


def _look_once_more() -> None:
    if awaiting.more_may_come():
        ending.later_once(index_late, seconds=LATE)


def file_was_read(stored_file_id: int) -> None:
    """The words of a file are known: the records that have it are read anew by search."""
    ending.say(_OF_FILE, [stored_file_id])
    ending.later_once(index_waiting)


@app.periodic(cron="* * * * *")
@app.task(name="records.index_left", queue="house", queueing_lock="records.index_left", pass_context=False)
def index_left(timestamp: int) -> int:
    """Each minute: what a job broke off over, and what waits although its job is gone; and indexes that gather although whoever
    brought many records was killed."""
    migrating.put_right()
    return _indexed()


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
