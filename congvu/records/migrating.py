"""What search knows of many new records at once: written by COPY, from what the caller knows of them already."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import OperationalError, connection, connections, transaction
from psycopg import sql
from psycopg.errors import LockNotAvailable

from congvu.core.copying import cell
from congvu.records.index import vector_of
from congvu.records.words import reference_key, spelt_again

_INDEXES = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid = 'records_searchentry'::regclass AND a.amname = 'gin' ORDER BY 1
"""
_GATHERING = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'records_searchentry'::regclass AND 'fastupdate=on' = ANY (c.reloptions) ORDER BY 1
"""
GATHERER = 0x6A7E  # the lock of whoever lets them gather; it goes with the one who dies
PORTION = 65_536  # kB
BRIEFLY = "100ms"  # that searches may wait behind whoever changes their index
TRIES = 20
ENOUGH = 500  # records whose words are sorted in together, at least
COPY_COLUMNS = ("record_id", "words", "marked", "title", "reference", "body", "year", "awaits_text", "came_at", "kind",
                "state", "readers")  # fmt: skip


class Gathered:
    """What the indexes of search have gathered, sorted in beside the writing, on a connection of its own: one processor writes
    the next portion while another sorts in the one before."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.waiting = 0  # records that came since the last sorting began
        self.sorter = ThreadPoolExecutor(1)
        self.sorting: Future[None] | None = None

    def came(self, records: int) -> None:
        """So many more are there. When they are enough (few at a time cost more), begin to sort in, unless that is still being
        done. What a transaction holds that goes on is for its end."""
        self.waiting += records
        if self.waiting < ENOUGH or connection.in_atomic_block or (self.sorting and not self.sorting.done()):
            return
        self.ended()
        self.waiting = 0
        self.sorting = self.sorter.submit(_sort_in, self.names)

    def ended(self) -> None:
        """Wait for what was begun. Raises what went wrong there."""
        if self.sorting:
            self.sorting.result()
        self.sorting = None

    def close(self) -> None:
        self.sorter.submit(connections.close_all)
        self.sorter.shutdown()


@contextmanager
def gathering() -> Iterator[Gathered]:
    """While many records come, what the indexes of search learn is gathered and sorted in by large portions; readers and writers
    go on meanwhile. A run that was killed leaves indexes that gather: right, only slower to search, until `put_right`. Where
    somebody has the index for long (VACUUM), nothing is gathered: right too, only slower to write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [GATHERER])
        cursor.execute(_INDEXES)
        names = [name for (name,) in cursor.fetchall()]
    gathered = Gathered(names)
    try:
        for _try in range(TRIES):
            if _set(names, f"fastupdate = on, gin_pending_list_limit = {PORTION}"):
                break
        yield gathered
        gathered.ended()
    finally:
        gathered.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [GATHERER])
        put_right()


def put_right() -> list[str]:
    """Sort in what the indexes still gather although nobody brings many records any more, and let them gather no more. Returns
    the names of those that do not; where somebody has one for long, the next minute will do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERER])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_GATHERING)
        names = [name for (name,) in cursor.fetchall()]
        stopped = names if _set(names, "fastupdate = off") else []
    _sort_in(names)
    return stopped


def _sort_in(names: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def _set(names: list[str], storage: str) -> bool:
    """Change how the indexes are kept; False when somebody had one of them all the time: searches wait behind whoever waits for
    their index, so that is done briefly."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [BRIEFLY])
            for name in names:
                cursor.execute(sql.SQL("ALTER INDEX {} SET ({})").format(sql.Identifier(name), sql.SQL(storage)))
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as refused:
        if isinstance(refused.__cause__, LockNotAvailable):
            return False
        raise
    return True


def line_of(
    pk: int,
    title: str,
    reference: str,
    *,
    body: str,
    number: str,
    facts: Sequence[str],
    notes: Sequence[str],
    year: int,
    awaits_text: bool,
    came_at: str,
    kind: str,
    state: str,
    readers: str,
    words: set[str],
) -> str:
    """What search knows of a new record, as a line of COPY_COLUMNS. `body`: from whom it came, `number`: its number and year,
    `facts`: whatever else is to be found, `notes`: what was said of it, `came_at`: when it came, so that nobody who keeps a
    question is told of it as of something new, `readers`: who may read it, both as cells. The words of title and reference are
    put to the others."""
    vector = vector_of(title, reference, body, number, facts, notes)
    titled, reference = [word.bare for word in spelt_again(title)], reference_key(reference)
    words.update(titled, reference.split(" "))
    title = " ".join(titled)
    awaits = "t" if awaits_text else "f"
    return (
        f"{pk}\t{vector}\t{vector.marked}\t{title}\t{reference}\t{cell(body)}\t{year}\t{awaits}\t{came_at}\t{kind}\t"
        f"{state}\t{readers}"
    )
