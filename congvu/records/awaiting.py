"""Records that wait to be read anew by search: taken in batches, each once, however often it waits."""

from django.db import connection, transaction

from congvu.records.index import index

BATCH = 200
_TAKE = """
    DELETE FROM records_awaitingindex WHERE id IN (
        SELECT id FROM records_awaitingindex ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING record_id
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
