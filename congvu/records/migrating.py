"""What search knows of many new records at once: written by COPY, from what the caller knows of them already."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from congvu.core.stores import Searched
from congvu.records.index import know, vector_of
from congvu.records.words import bare, reference_key

_INDEXES = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid = 'records_searchentry'::regclass AND a.amname = 'gin' ORDER BY 1
"""
PORTION = 65_536  # kB
_COPY = "COPY records_searchentry (record_id, words, title, reference, body, year, awaits_text) FROM STDIN"


@dataclass(frozen=True)
class NewEntry:
    """A new record for search. `number`: its number and year; `said`: what was said of its work; `awaits_text`: a file of it was
    not yet read."""

    record_id: int
    title: str
    reference: str
    number: str
    told: Searched
    said: tuple[str, ...]
    year: int
    awaits_text: bool


@contextmanager
def gathering() -> Iterator[None]:
    """While many records come, what the indexes of search learn is gathered and sorted in by large portions; readers and writers
    go on meanwhile. A run that broke off leaves an index that gathers, until the next one: right, only slower to search."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        names = [name for (name,) in cursor.fetchall()]
    _set(names, f"fastupdate = on, gin_pending_list_limit = {PORTION}")
    try:
        yield
    finally:
        _set(names, "fastupdate = off")
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def _set(names: list[str], storage: str) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(sql.SQL("ALTER INDEX {} SET ({})").format(sql.Identifier(name), sql.SQL(storage)))


def write_new(entries: Iterable[NewEntry]) -> None:
    """Write the entries of records that search does not know yet."""
    texts: set[str] = set()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in entries:
            title, reference = bare(one.title), reference_key(one.reference)
            texts.add(f"{title} {reference}")
            facts, notes = (one.told.body, one.number, *one.told.facts), (*one.told.notes, *one.said)
            copy.write_row(
                (
                    one.record_id,
                    str(vector_of(one.title, one.reference, facts, notes)),
                    title,
                    reference,
                    one.told.body,
                    one.year,
                    one.awaits_text,
                )
            )
    know(texts)
