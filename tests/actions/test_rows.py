"""Rows read and written by plain statements are those the models know."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from congvu.accounts.samples import Cast
from congvu.core import ending, rows
from congvu.core.rows import Question, insertion, insertion_of_many, write
from congvu.directory.models import Person, Unit
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.files.store import keep
from congvu.records.models import Attachment, Record, WorkItem
from congvu.records.work import give
from tests.actions.conftest import NOW, elsewhere, run


@pytest.fixture
def document(people: Cast) -> IncomingDocument:
    return samples.instructed(
        people.office,
        leader=people.leader.actor(NOW),
        lead=people.department,
        at=NOW,
        by=people.clerk.actor(NOW),
        issued_on=date(2026, 11, 16),
    )


def columns(thing: IncomingDocument | WorkItem | Record) -> dict[str, object]:
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


# -- reading ----------------------------------------------------------------------------------------------------------
def test_a_document_held_is_the_document_a_query_gives(document: IncomingDocument) -> None:
    held = rows.held(IncomingDocument, document.pk)
    assert columns(held) == columns(IncomingDocument.objects.get(pk=document.pk))
    assert isinstance(held.due_how, dict)  # JSON is read, not handed over as text
    assert isinstance(held.readers, list)
    held.save()  # it knows that it is kept: nothing is inserted
    assert IncomingDocument.objects.count() == 1


def test_what_is_not_there_cannot_be_held(document: IncomingDocument) -> None:
    with pytest.raises(IncomingDocument.DoesNotExist):
        rows.held(IncomingDocument, document.pk + 1)


def test_a_question_gives_whole_objects_nothing_for_an_outer_join_and_what_else_was_asked(
    document: IncomingDocument, people: Cast
) -> None:
    question = Question(
        """
        SELECT {columns}, i.words || '!' FROM records_workitem i
        JOIN directory_unit u ON u.id = i.unit_id LEFT JOIN directory_person p ON p.id = i.person_id
        WHERE i.record_id = %s AND i.state = 'open'
        """,
        i=WorkItem,
        u=Unit,
        p=Person,
    )
    ((item, unit, person, exclaimed),) = question.ask(document.pk)
    assert columns(item) == columns(WorkItem.objects.open().get())
    assert (unit, person, exclaimed) == (people.department, None, "Nghiên cứu, đề xuất.!")


# -- writing ----------------------------------------------------------------------------------------------------------
def test_an_item_given_is_the_item_a_query_gives(document: IncomingDocument, people: Cast) -> None:
    how = {"words": "tiếng Việt có dấu", "amount": 3}
    with ending.together():
        item = give(
            document,
            "contribute",
            unit=people.department,
            person=people.officer.person,
            part="contributing",
            due_at=NOW + timedelta(days=1),
            due_how=how,
            at=NOW,
            by=people.leader.actor(NOW),
        )
    assert columns(WorkItem.objects.get(pk=item.pk)) == columns(item)


def test_a_row_without_readers_is_written_too(people: Cast) -> None:
    bare = Record(
        kind="incoming_document", organisation=people.office, title="Thư không ai đọc", state="received", opened_at=NOW
    )
    bare.changed_at, bare.readers = NOW, []
    statement, values = insertion(bare)
    ((pk,),) = ending.ask(f"{statement} RETURNING id", values)
    rows.kept(bare, pk)
    assert columns(Record.objects.get(pk=pk)) == columns(bare)


def test_many_rows_are_written_by_one_statement(document: IncomingDocument, people: Cast) -> None:
    clerk = people.clerk.actor(NOW)
    files = [keep(f"Phụ lục {place}".encode(), name="phuluc.txt", at=NOW, by=clerk) for place in ("I", "II")]
    made = [
        Attachment(record=document, file=file, role="annex", name=f"Phụ lục {place}.txt", added_at=NOW)
        for place, file in enumerate(files, start=1)
    ]
    ending.say(*insertion_of_many(made))
    names = Attachment.objects.filter(record=document).order_by("pk").values_list("name", "file")
    assert list(names) == [("Phụ lục 1.txt", files[0].pk), ("Phụ lục 2.txt", files[1].pk)]


def test_only_the_named_fields_are_written_of_the_document_and_of_the_record_it_extends(
    document: IncomingDocument,
) -> None:
    document.title, document.issuer_name, document.signatory = "Tên mới", "Bộ Tài chính", "Người khác"
    with ending.together():
        write(document, ["title", "issuer_name"])
    now = IncomingDocument.objects.get(pk=document.pk)
    assert (now.title, now.issuer_name) == ("Tên mới", "Bộ Tài chính")
    assert now.signatory != "Người khác"


# -- holding ----------------------------------------------------------------------------------------------------------
class TestAmongSeveral:
    """Only shows when transactions really commit."""

    @pytest.fixture
    def db(self, own_database: str) -> None:
        """What is committed here is gone with the copy."""

    @pytest.mark.parametrize("table", ["records_record", "documents_incomingdocument"])
    def test_a_held_document_is_held_with_the_record_it_extends(self, document: IncomingDocument, table: str) -> None:
        key = "id" if table == "records_record" else "record_ptr_id"

        def take() -> None:
            run(f"SELECT 1 FROM {table} WHERE {key} = %s FOR UPDATE NOWAIT", document.pk)

        elsewhere(take)
        with transaction.atomic():
            rows.held(IncomingDocument, document.pk)
            with pytest.raises(DatabaseError, match="could not obtain lock"):
                elsewhere(take)
        connection.close()
