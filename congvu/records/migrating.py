"""What search knows of many new records at once: written by COPY, from what the caller knows of them already."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from congvu.core.stores import Searched
from congvu.records.index import vector_of
from congvu.records.words import bare, reference_key

INDEXES = ("search_words", "search_title")
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
    _set(f"fastupdate = on, gin_pending_list_limit = {PORTION}")
    try:
        yield
    finally:
        _set("fastupdate = off")
        with connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def _set(storage: str) -> None:
    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"ALTER INDEX {name} SET ({storage})")


def write_new(entries: Iterable[NewEntry]) -> None:
    """Write the entries of records that search does not know yet."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in entries:
            facts, notes = (one.told.body, one.number, *one.told.facts), (*one.told.notes, *one.said)
            copy.write_row(
                (
                    one.record_id,
                    str(vector_of(one.title, one.reference, facts, notes)),
                    bare(one.title),
                    reference_key(one.reference),
                    one.told.body,
                    one.year,
                    one.awaits_text,
                )
            )
