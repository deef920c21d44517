"""Records that wait to be read anew by search: taken in batches, each once, however often it waits.

An action leaves a row, and a job only where none stands in the queue. So a job that is done may be missed by an action that
found it still in the queue and ends after it: while any transaction that has touched these rows is still running, somebody has
to look once more (`more_may_come`).

A record on which reading always breaks holds nobody back: it is found by halving its batch and left to `alone`.
"""

import logging
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, connection, transaction
from psycopg.errors import ProgramLimitExceeded

from congvu.records.index import index

logger = logging.getLogger(__name__)

Alone = Callable[[int], object]  # given the number of a record that cannot be read together with others

BATCH = 200
_TAKE = """
    DELETE FROM records_awaitingindex WHERE id IN (
        SELECT id FROM records_awaitingindex ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING record_id
"""
# A transaction keeps this lock on the table from its first row to its end.
_OTHERS = """
    SELECT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'relation' AND relation = 'records_awaitingindex'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
    )
"""


def index_waiting(alone: Alone | None = None) -> int:
    """Read anew what waits; how many records. What comes meanwhile is left for the next time, however little it is: one record
    costs as much as four. What breaks off is taken again: all of the batch, or with an `alone` all but the record at fault."""
    done, more = 0, True
    while more:
        taken, more = _index_batch(alone)
        done += taken
    return done


@transaction.atomic
def _index_batch(alone: Alone | None) -> tuple[int, bool]:
    """How many records, and whether the batch was full."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [BATCH])
        rows = cursor.fetchall()
    waiting = {pk for (pk,) in rows}
    if waiting and alone:
        _index_halves(sorted(waiting), alone)
    elif waiting:
        index(sorted(waiting))
    return len(waiting), len(rows) == BATCH


def _index_halves(pks: Sequence[int], alone: Alone) -> None:
    """All of them at once; where that breaks, each half, down to the record on which it does."""
    try:
        index(pks)
    except Exception as error:
        if _is_of_the_moment(error):
            raise
        if len(pks) == 1:
            logger.exception("search cannot read the record %s", pks[0])
            _keep_access(pks[0])
            alone(pks[0])
            return
        middle = len(pks) // 2
        _index_halves(pks[:middle], alone)
        _index_halves(pks[middle:], alone)


def _keep_access(record: int) -> None:
    """Who may find the record by what is known of it is kept right, as it waits no longer."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_searchentry SET title = title WHERE record_id = %s", [record])


def _is_of_the_moment(error: Exception) -> bool:
    """Whether it may go well the next time: a lock, a connection, a full disk; not what is in a record."""
    of_the_server = isinstance(error, (OperationalError, InterfaceError))
    return of_the_server and not isinstance(error.__cause__, ProgramLimitExceeded)


def more_may_come() -> bool:
    """Whether another transaction has left such rows, or taken some, and has not ended."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        return bool(cursor.fetchone()[0])
