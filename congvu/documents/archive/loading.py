"""Writing many documents of a former register at once: COPY into every table an action would write, in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from congvu.core import journeys
from congvu.core.copying import copy_in, copy_whole, joined
from congvu.directory.models import Organisation
from congvu.documents.archive import writing
from congvu.documents.archive.writing import Written
from congvu.records import migrating
from congvu.records.models import Register
from congvu.records.registers import BOOKS

BOOK = "incoming"
_NUMBERS = """
    WITH counted AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS numbers)
    SELECT array_agg(nextval(numbers)) FROM counted, generate_series(1, %s)
"""

_BOOKS = """
    SELECT year, id, last_number FROM records_register
    WHERE organisation_id = %s AND code = %s AND year = ANY(%s::smallint[]) ORDER BY year
"""
_COUNT_ON = "UPDATE records_register SET last_number = %s WHERE id = %s"

Rows = list[tuple[str, Sequence[str], bytes]]
Keys = tuple[list[int], list[int]]


class Book(NamedTuple):
    """A book of a year, as it stands."""

    pk: int
    last_number: int


def books_of(organisation: Organisation, years: Iterable[int]) -> dict[int, Book]:
    """The body's books of these years, where there are any."""
    [found] = journeys.ask((_BOOKS, [organisation.pk, BOOK, sorted(years)]))
    return {year: Book(*book) for year, *book in found}


def books_held(organisation: Organisation, years: Collection[int]) -> dict[int, Book]:
    """The same, held until the transaction ends; opened where there was none."""
    [found] = journeys.ask((_BOOKS + "FOR UPDATE", [organisation.pk, BOOK, sorted(years)]))
    if len(found) == len(years):
        return {year: Book(*book) for year, *book in found}
    opened = {year: book_of(organisation, year) for year in sorted(years)}
    return {year: Book(book.pk, book.last_number) for year, book in opened.items()}


def book_of(organisation: Organisation, year: int) -> Register:
    """The body's book of the year, opened when there was none, its row held until the transaction ends."""
    books = Register.objects.select_for_update().filter(organisation=organisation, code=BOOK, year=year)
    if book := books.first():
        return book
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[BOOK])
    Register.objects.get_or_create(organisation=organisation, code=BOOK, year=year, defaults={"name": name})
    return books.get()


def joined_rows(documents: Sequence[Written]) -> Rows:
    """The rows of the documents, table by table, as COPY reads them; the lines of the books are not among them."""
    return [
        ("records_record", writing.RECORD, joined([one.record for one in documents])),
        ("documents_incomingdocument", writing.DOCUMENT, joined([one.document for one in documents])),
        ("records_workitem", writing.ITEM, joined([one.item for one in documents if one.item])),
        ("records_attachment", writing.ATTACHMENT, joined([one.attachment for one in documents if one.attachment])),
        ("records_historyentry", writing.HISTORY, joined([one.history for one in documents])),
        ("records_unsealedentry", writing.UNSEALED, joined([one.unsealed for one in documents])),
        ("records_searchentry", migrating.COPY_COLUMNS, joined([one.search for one in documents])),
    ]


def load(rows: Rows) -> None:
    """Write the rows of documents; that what they refer to is there is checked now and not at the end of the transaction."""
    for table, columns, lines in rows:
        copy_whole(table, columns, lines)
    journeys.ask(("SET CONSTRAINTS ALL IMMEDIATE", []))


def enter(books: dict[int, Book], documents: Sequence[Written]) -> None:
    """Write the lines of the books, which are held; they count on behind the highest. The numbers must be free."""
    years = {year: str(book.pk) for year, book in books.items()}
    entries = [f"{years[one.line.year]}\t{one.entry}" for one in documents]
    copy_in("records_registerentry", writing.ENTRY, entries)
    for year, book in books.items():
        highest = max((one.line.number for one in documents if one.line.year == year), default=0)
        if highest > book.last_number:
            journeys.ask((_COUNT_ON, [highest, book.pk]))


def keys(count: int) -> Keys:
    """So many documents' numbers, and those of their entries, which nobody else will have."""
    (((records,),), ((entries,),)) = journeys.ask(
        (_NUMBERS, ["records_record", count]), (_NUMBERS, ["records_historyentry", count])
    )
    return records, entries
