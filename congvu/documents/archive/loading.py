"""Writing many documents of a former register at once: COPY into every table an action would write, in one transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.utils import translation

from congvu.core.copying import copy_in
from congvu.directory.models import Organisation
from congvu.documents.archive import writing
from congvu.documents.archive.writing import Written
from congvu.records import migrating
from congvu.records.models import Register
from congvu.records.registers import BOOKS

BOOK = "incoming"


def book_of(organisation: Organisation, year: int) -> Register:
    """The body's book of the year, opened when there was none, its row held until the transaction ends."""
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[BOOK])
    Register.objects.get_or_create(organisation=organisation, code=BOOK, year=year, defaults={"name": name})
    return Register.objects.select_for_update().get(organisation=organisation, code=BOOK, year=year)


def load(books: dict[int, Register], documents: Sequence[Written]) -> None:
    """Write the documents with their numbers, their work, their files, their history and what search knows of them; the
    books count on behind the highest. The numbers must be free and the books held."""
    copy_in("records_record", writing.RECORD, [one.record for one in documents])
    copy_in("documents_incomingdocument", writing.DOCUMENT, [one.document for one in documents])
    copy_in("records_registerentry", writing.ENTRY, [f"{books[one.line.year].pk}\t{one.entry}" for one in documents])
    copy_in("records_workitem", writing.ITEM, [one.item for one in documents])
    copy_in("records_attachment", writing.ATTACHMENT, [one.attachment for one in documents if one.attachment])
    entries = numbers("records_historyentry", len(documents))
    told = [f"{pk}\t{one.history}" for pk, one in zip(entries, documents, strict=True)]
    copy_in("records_historyentry", writing.HISTORY, told)
    copy_in("records_unsealedentry", ("entry_id",), list(map(str, entries)))
    copy_in("records_searchentry", migrating.COPY_COLUMNS, [one.search for one in documents])
    for year, book in books.items():
        highest = max((one.line.number for one in documents if one.line.year == year), default=0)
        if highest > book.last_number:
            book.last_number = highest
            book.save(update_fields=["last_number"])


def numbers(table: str, count: int) -> list[int]:
    """The next numbers of the table's key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [pk for (pk,) in cursor.fetchall()]
