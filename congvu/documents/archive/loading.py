"""Writing many documents of a former register at once: COPY into every table an action would write, in one transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from psycopg import sql

from congvu.core.fields import new_handle
from congvu.core.stores import Searched
from congvu.directory.models import Organisation, Person, Unit
from congvu.documents.archive.lines import CANCELLED, OPEN, Line, midnight
from congvu.documents.models import Channel, IncomingDocument
from congvu.documents.permissions import ASSIGN, HANDLE, PRESENT
from congvu.documents.states import ASSIGNED, FILED, REGISTERED
from congvu.documents.states import CANCELLED as NUMBER_CANCELLED
from congvu.files.models import StoredFile
from congvu.records import history
from congvu.records.migrating import NewEntry, write_new
from congvu.records.models import (
    Attachment,
    AttachmentRole,
    HistoryEntry,
    ItemState,
    Part,
    Record,
    Register,
    RegisterEntry,
    UnsealedEntry,
    WorkItem,
    readers_of,
)
from congvu.records.registers import BOOKS

BOOK = "incoming"
CLOSES = timedelta(hours=17)  # a deadline that is only a day ends with the office's hours
_STATES = {OPEN: ASSIGNED, CANCELLED: NUMBER_CANCELLED}
_CHANNELS = {True: Channel.UPLOAD, False: Channel.PAPER}


@dataclass(frozen=True)
class Taker:
    """For whom and from where is taken over: the body, its registry, the clerk who counts as who entered it."""

    organisation: Organisation
    registry: Unit
    clerk: Person
    source: str
    at: datetime
    readers: dict[int, list[int]] = field(default_factory=dict)

    def readers_with(self, unit: Unit) -> list[int]:
        """Who may read a document that lay before the unit."""
        if unit.pk not in self.readers:
            item = WorkItem(unit_id=unit.pk, state=ItemState.OPEN)
            self.readers[unit.pk] = readers_of(Record(organisation_id=self.organisation.pk), [item])
        return self.readers[unit.pk]


def book_of(organisation: Organisation, year: int) -> Register:
    """The body's book of the year, opened when there was none, its row held until the transaction ends."""
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[BOOK])
    Register.objects.get_or_create(organisation=organisation, code=BOOK, year=year, defaults={"name": name})
    return Register.objects.select_for_update().get(organisation=organisation, code=BOOK, year=year)


def load(taker: Taker, books: dict[int, Register], lines: Sequence[tuple[Line, StoredFile | None]]) -> None:
    """Write the documents with their numbers, their work, their files, their history and what search knows of them; the
    books count on behind the highest. The numbers must be free and the books held."""
    pks = _numbers("records_record", len(lines))
    entry_pks = _numbers("records_historyentry", len(lines))
    made = [_Made(taker, pk, books[line.year], line, file) for pk, (line, file) in zip(pks, lines, strict=True)]
    _copy(Record, made, lambda one: one.record)
    _copy(IncomingDocument, made, lambda one: one.document)
    _copy(RegisterEntry, made, lambda one: one.entry)
    _copy(WorkItem, made, lambda one: one.item)
    _copy(Attachment, made, lambda one: one.attachment)
    entries = [(pk, one.history()) for pk, one in zip(entry_pks, made, strict=True)]
    _copy(HistoryEntry, entries, lambda pair: {"id": pair[0]} | pair[1])
    _copy(UnsealedEntry, entry_pks, lambda pk: {"entry_id": pk})
    write_new(searched(pk, line, file) for pk, (line, file) in zip(pks, lines, strict=True))
    for year, book in books.items():
        highest = max((line.number for line, _file in lines if line.year == year), default=0)
        if highest > book.last_number:
            book.last_number = highest
            book.save(update_fields=["last_number"])


class _Made:
    """The rows of one document, each as columns with their values."""

    def __init__(self, taker: Taker, pk: int, book: Register, line: Line, file: StoredFile | None) -> None:
        self.taker, self.pk, self.book, self.line, self.file = taker, pk, book, line, file
        self.arrived_at = midnight(line.arrived_on)
        self.is_open = line.state == OPEN
        self.closed_at = None if self.is_open else midnight(line.closed_on)
        self.due_at = midnight(line.due_on) + CLOSES if line.due_on else None
        self.state = REGISTERED if self.is_open and line.unit is None else _STATES.get(line.state, FILED)
        self.unit = line.unit or taker.registry
        self.act = (ASSIGN if line.unit else PRESENT) if self.is_open else HANDLE

    @property
    def record(self) -> dict[str, Any]:
        line = self.line
        return {
            "id": self.pk,
            "handle": new_handle(),
            "kind": IncomingDocument.KIND,
            "organisation_id": self.taker.organisation.pk,
            "title": line.title,
            "reference": line.reference,
            "state": self.state,
            "urgency": line.urgency,
            "opened_at": self.arrived_at,
            "due_at": self.due_at,
            "closed_at": self.closed_at,
            "holder_unit_id": self.unit.pk,
            "readers": self.taker.readers_with(self.unit),
            "changed_at": self.taker.at,
        }

    @property
    def document(self) -> dict[str, Any]:
        line = self.line
        return {
            "record_ptr_id": self.pk,
            "issuing_body_id": line.issuing_body,
            "issuer_name": "" if line.issuing_body else line.issuer,
            "document_type_id": line.kind.pk if line.kind else None,
            "issued_on": line.issued_on,
            "signatory": line.signatory,
            "pages": line.pages or (self.file.pages if self.file else None),
            "copies": line.copies,
            "channel": str(_CHANNELS[self.file is not None]),
            "received_at": self.arrived_at,
            "circulation": "",
            "instruction": "",
            "result": line.result,
            "answered_by": "",
            "filed_in": line.dossier,
            "note": line.note,
        }

    @property
    def entry(self) -> dict[str, Any]:
        cancelled = self.line.state == CANCELLED
        return {
            "register_id": self.book.pk,
            "number": self.line.number,
            "record_id": self.pk,
            "entered_at": self.arrived_at,
            "entered_by_id": self.taker.clerk.pk,
            "cancelled_at": self.closed_at if cancelled else None,
            "cancelled_because": self.line.note[:250] if cancelled else "",
        }

    @property
    def item(self) -> dict[str, Any]:
        return {
            "record_id": self.pk,
            "act": self.act,
            "part": str(Part.LEAD),
            "unit_id": self.unit.pk,
            "given_by_id": self.taker.clerk.pk,
            "given_at": self.arrived_at,
            "words": "",
            "due_at": self.due_at,
            "state": str(ItemState.OPEN if self.is_open else ItemState.DONE),
            "ended_at": self.closed_at,
            "result": self.line.result,
        }

    @property
    def attachment(self) -> dict[str, Any] | None:
        if self.file is None:
            return None
        return {
            "handle": new_handle(),
            "record_id": self.pk,
            "file_id": self.file.pk,
            "role": str(AttachmentRole.MAIN),
            "name": self.line.file.replace("\\", "/").rpartition("/")[2][:200],
            "version": 1,
            "added_at": self.taker.at,
        }

    def history(self) -> dict[str, Any]:
        """The one entry of the document: what stood in the line, and where the line stood."""
        line = self.line
        facts = {
            "number": line.number,
            "year": line.year,
            "source": self.taker.source,
            "line": line.place,
            "title": line.title,
            "issuer": line.issuer,
            "reference": line.reference,
            "kind": str(line.kind or ""),
            "issued_on": line.issued_on.isoformat() if line.issued_on else "",
            "signatory": line.signatory,
            "urgency": str(line.urgency),
            "unit": line.unit_name,
            "state": line.state,
            "file": self.file.sha256 if self.file else "",
        }
        entry = HistoryEntry(
            record_id=self.pk,
            subject=f"{IncomingDocument._meta.label_lower}:{self.pk}",
            verb="documents.migrate",
            at=self.taker.at,
            facts=facts,
        )
        return {
            "record_id": self.pk,
            "subject": entry.subject,
            "verb": entry.verb,
            "at": entry.at,
            "who": "",
            "facts": json.dumps(facts, ensure_ascii=False),
            "digest": history.digest(entry),
        }


def searched(pk: int, line: Line, file: StoredFile | None) -> NewEntry:
    """What search knows of the document at once; the words of its file follow when they have been read."""
    facts = (
        line.kind.name if line.kind else "",
        line.signatory,
        f"{line.issued_on:%d/%m/%Y}" if line.issued_on else "",
        "",
        line.dossier,
    )
    return NewEntry(
        record_id=pk,
        title=line.title,
        reference=line.reference,
        number=f"{line.number}/{line.year}",
        told=Searched(line.issuer, facts, ("", line.result, line.note)),
        said=(line.result,),
        year=line.year,
        awaits_text=file is not None,
    )


def _numbers(table: str, count: int) -> list[int]:
    """The next numbers of the table's key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [pk for (pk,) in cursor.fetchall()]


def _copy(model: Any, things: Iterable[Any], row_of: Any) -> None:
    """COPY the rows of the things into the model's table; a thing without a row is left out."""
    rows = [row for thing in things if (row := row_of(thing)) is not None]
    if not rows:
        return
    columns = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(list(row.values()))
