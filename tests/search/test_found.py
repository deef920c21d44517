"""What is found where: files, phrases, marks, facets, the page, and by which index."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.files.models import TextState
from congvu.files.store import keep
from congvu.records.asking import asked
from congvu.records.index import index, index_read_files
from congvu.records.models import Record, SearchEntry
from congvu.records.newest import BuiltQuery
from congvu.records.search import search
from congvu.records.snippets import marked
from tests.architecture.copies import multiply
from tests.search.conftest import Office


def references(office: Office, text: str, **filters: str) -> list[str]:
    found = search(office.people.clerk.actor(office.now), text, filters=filters)
    return [hit.record.reference for hit in found.hits]


def marks(title: str, text: str) -> list[str]:
    return [piece.text for piece in marked(title, asked(text)) if piece.is_marked]


def test_words_inside_a_file_are_found_once_it_was_read(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    kept = keep("Điều 1. Thành lập Ban Chỉ đạo kỳ lạ.\n".encode(), name="qd.txt", at=office.now, by=clerk)
    kept.text, kept.text_state = "", TextState.WAITING  # as of a long file
    kept.save()
    document = samples.registered(office.people.office, at=office.now, by=clerk, files=[("qd.txt", kept)])
    index([document.pk])
    assert not search(clerk, '"ban chi dao ky la"').hits
    kept.text, kept.text_state = "Điều 1. Thành lập Ban Chỉ đạo kỳ lạ.", TextState.READ
    kept.save()
    assert index_read_files() == 1
    (hit,) = search(clerk, '"ban chi dao ky la"').hits
    assert hit.record.pk == document.pk
    assert [piece.text for piece in hit.snippet if piece.is_marked] == ["Ban Chỉ đạo kỳ lạ"]


def test_a_phrase_in_quotes_stands_together(office: Office) -> None:
    assert references(office, '"cơ chế một cửa"')
    assert not references(office, '"cửa một chế cơ" thủ tục')


def test_the_accents_one_types_decide_between_words_that_are_else_the_same(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    for title in ("Báo cáo về muối", "Báo cáo về muỗi"):
        index([samples.registered(office.people.office, at=office.now, by=clerk, title=title).pk])
    assert search(clerk, "muối").hits[0].record.title == "Báo cáo về muối"
    assert search(clerk, "muỗi").hits[0].record.title == "Báo cáo về muỗi"
    assert search(clerk, "muooix").hits[0].record.title == "Báo cáo về muỗi"


def test_so_they_do_where_they_still_stand_among_the_words(office: Office) -> None:
    """As search wrote it before migration 0024."""
    clerk = office.people.clerk.actor(office.now)
    for title in ("Báo cáo về muối", "Báo cáo về muỗi"):
        index([samples.registered(office.people.office, at=office.now, by=clerk, title=title).pk])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_searchentry SET words = words || marked::tsvector, marked = ''")
    assert search(clerk, "muối").hits[0].record.title == "Báo cáo về muối"
    assert search(clerk, "muỗi").hits[0].record.title == "Báo cáo về muỗi"


def test_what_was_typed_is_marked_as_it_is_written() -> None:
    assert marks("Quyết định về đầu tư công", "ddaauf tuw") == ["đầu tư"]
    assert marks("Thủy điện Hòa Bình", "thuỷ hoà b") == ["Thủy", "Hòa Bình"]


def test_a_beginning_that_stands_there_as_a_word_is_that_word() -> None:
    assert marks("Thủ tục đầu tư tại Túy Loan", "dau tu") == ["đầu tư"]
    assert marks("Thủ tục tại Túy Loan", "dau tu") == ["tục", "Túy"]


def test_a_search_is_narrowed_by_a_facet(office: Office) -> None:
    wide = search(office.people.clerk.actor(office.now), "một cửa")
    assert wide.facets["state"] == [("registered", wide.found)]
    assert references(office, "một cửa", state="registered") == [hit.record.reference for hit in wide.hits]
    assert references(office, "một cửa", state="filed") == []
    assert references(office, "một cửa", year="năm nay") == []


def test_of_a_reference_that_nobody_has_the_number_stays(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    for reference in ("87651/BC-KYLA", "87652/BC-KYLA"):
        index([samples.registered(office.people.office, at=office.now, by=clerk, reference=reference).pk])
    assert references(office, "87651/BC-KYLO") == ["87651/BC-KYLA"]
    assert references(office, "87651 kyla bc") == ["87651/BC-KYLA"]
    assert not references(office, "87653/BC-KYLA")
    assert not references(office, "87653 87653")


def test_an_empty_question_finds_nothing(office: Office) -> None:
    assert [references(office, text) for text in ("", "  ", '"', "'); --", "&|!<->:*")] == [[]] * 5


def test_a_rare_word_is_found_by_the_index(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    multiply(IncomingDocument.objects.get(reference="7172/BC-BTC"), 3000)
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_OF_COPIES)
        cursor.execute("ANALYZE records_searchentry, records_record")
    found = Record.objects.visible_to(clerk).filter(search__words=BuiltQuery(asked("logistics ").query()))
    assert "Bitmap Index Scan on search_words" in found.explain()


ENTRIES_OF_COPIES = """
    INSERT INTO records_searchentry (record_id, words, title, reference, body, year, awaits_text)
    SELECT r.id, s.words, s.title, s.reference, s.body, s.year, s.awaits_text
    FROM records_record r JOIN records_record o ON o.reference = r.reference JOIN records_searchentry s ON s.record_id = o.id
    WHERE r.handle LIKE 'copy%'
"""


def test_every_record_has_its_entry(office: Office) -> None:
    assert SearchEntry.objects.count() == Record.objects.count()


def test_the_page_marks_the_words_and_escapes_the_rest(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    title = "<script>alert(1)</script> về nuôi ong"
    index([samples.registered(office.people.office, at=office.now, by=clerk, title=title).pk])
    page = asked_on_the_page(office, {"q": "nuoi ong"})
    assert "<mark>nuôi ong</mark>" in page
    assert "<script>alert" not in page


def test_htmx_gets_the_answers_alone(office: Office) -> None:
    page = asked_on_the_page(office, {"q": "truc lien thong"}, **{"HX-Request": "true"})
    assert page.lstrip().startswith('<div id="answers">')
    assert "7816/VPCP-TTĐT" in page


def test_the_page_asks_the_database_little(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a small office all at once; among many records spans are asked one after the other (newest.py)."""
    monkeypatch.setattr("congvu.records.newest.FIRST", 1 << 30)
    client = signed_in(office)
    client.get(reverse("desk:search"))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("desk:search"), {"q": "kết quả thực hiện", "more": "3"})
    assert len(captured) <= 12, "\n".join(query["sql"][:200] for query in captured.captured_queries)


def asked_on_the_page(office: Office, query: dict[str, str], **headers: str) -> str:
    return signed_in(office).get(reverse("desk:search"), query, headers=headers).content.decode()


def signed_in(office: Office) -> Client:
    client = Client()
    client.force_login(office.people.clerk)
    return client
