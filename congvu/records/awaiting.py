"""Records that wait to be read anew by search: taken in batches, each once, however often it waits.

An action leaves a row, and a job only where none stands in the queue. So a job that is done may be missed by an action that
found it still in the queue and ends after it: while any transaction that has touched these rows is still running, somebody has
to look once more (`more_may_come`).
"""

from django.db import connection, transaction

from congvu.records.index import index

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


def index_waiting() -> int:
    """Read anew what waits, until nothing does; how many records. What breaks off is taken again."""
    done = 0
    while taken := _index_batch():
        done += taken
    return done


@transaction.atomic
def _index_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [BATCH])
        waiting = {pk for (pk,) in cursor.fetchall()}
    if waiting:
        index(sorted(waiting))
    return len(waiting)


def more_may_come() -> bool:
    """Whether another transaction has left such rows, or taken some, and has not ended."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        return bool(cursor.fetchone()[0])
