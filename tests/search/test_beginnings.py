"""Words that are not yet finished, and in which order the index is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.records import commonness
from congvu.records.asking import asked
from congvu.records.beginnings import MANY, in_whole_words
from congvu.records.index import index, know
from congvu.records.models import Record, SearchEntry, SearchWord
from congvu.records.newest import SPANS, Newest
from congvu.records.search import search
from tests.architecture.copies import multiply
from tests.search.conftest import Office

ENTRIES_OF_COPIES = """
    INSERT INTO records_searchentry (record_id, words, title, reference, body, year, awaits_text)
    SELECT r.id, s.words, s.title, s.reference, s.body, s.year, s.awaits_text
    FROM records_record r JOIN records_record o ON o.reference = r.reference JOIN records_searchentry s ON s.record_id = o.id
    WHERE r.handle LIKE 'copy%'
"""


def references(office: Office, text: str) -> list[str]:
    return [hit.record.reference for hit in search(office.people.clerk.actor(office.now), text).hits]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("trung tâm logis", "1043/TTr-UBND"),
        ("7816vpcptt", "7816/VPCP-TTĐT"),
        ("7816/vpc", "7816/VPCP-TTĐT"),
        ("781", "7816/VPCP-TTĐT"),
        ("Đình Kh", "1121/BXD-KHTC"),
    ],
)
def test_what_is_begun_is_found(office: Office, text: str, reference: str) -> None:
    assert reference in references(office, text)[:3]


def test_a_letter_beside_other_words_orders_and_hides_nothing(office: Office) -> None:
    know([" ".join(f"h{'a' * number}" for number in range(1, MANY + 1))])
    with_letter, without = references(office, "điều chỉnh h"), references(office, "điều chỉnh ")
    assert set(without) <= set(with_letter)
    assert all(" h" in title.lower() for title in titles(with_letter[:1]))


def titles(found: list[str]) -> list[str]:
    return [Record.objects.get(reference=reference).title for reference in found]


def test_a_letter_by_itself_finds_titles_that_have_a_word_beginning_so(office: Office) -> None:
    know([" ".join(f"l{'a' * number}" for number in range(1, MANY + 1))])
    hits = search(office.people.clerk.actor(office.now), "l").hits
    assert hits
    for hit in hits:
        assert any(word.startswith("l") for word in hit.record.words.split())


def test_of_many_words_that_begin_so_none_is_asked_of_the_index(office: Office) -> None:
    know([" ".join(f"xq{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(MANY))])
    assert "'xqaa'" in in_whole_words(asked("cầu xq"))
    SearchWord.objects.create(word="xqzzz")
    assert in_whole_words(asked("cầu xq")) == "(('cau'))"
    assert in_whole_words(asked("xq")) == ""


def test_figures_of_a_year_are_no_beginning(office: Office) -> None:
    assert ":*" not in in_whole_words(asked("202"))
    assert "'781':*" in in_whole_words(asked("781"))


@pytest.mark.parametrize(("many_have", "goes_on"), [({}, True), ({"k17": 0.01}, False)])
def test_a_code_that_many_have_is_whole(
    office: Office, many_have: dict[str, float], goes_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a beginning it would gather every place of it before anything else is looked at."""
    shares = {"words": many_have, "heading": {}, "readers": {}}
    monkeypatch.setattr(commonness, "_known", [commonness.Commonness(float("inf"), 1000, shares)])
    query = in_whole_words(asked("bca k17"))
    assert "'k17'" in query
    assert ("'k17':*" in query) is goes_on
    assert "'k1':*" in in_whole_words(asked("bca k1"))


def test_who_is_given_a_record_finds_it_when_search_has_read_it_anew(office: Office) -> None:
    record = Record.objects.get(reference="7172/BC-BTC")
    head = office.people.head.actor(office.now)
    Record.objects.filter(pk=record.pk).update(readers=[*record.readers, head.keys[0]])
    index([record.pk])
    assert SearchEntry.objects.get(pk=record.pk).readers == [*record.readers, head.keys[0]]
    assert [hit.record.pk for hit in search(head, "thanh toán vốn").hits] == [record.pk]


@pytest.mark.parametrize("reads_most", [False, True])
@pytest.mark.parametrize("in_title", [False, True])
def test_words_and_places_are_asked_of_one_index(
    office: Office, in_title: bool, reads_most: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the short spans only, as soon as they fill the list; the readers of whoever reads most are looked at one by one."""
    monkeypatch.setattr("congvu.records.newest.MOST_OF_ALL", 0 if reads_most else 1)
    monkeypatch.setattr("congvu.records.newest.FIRST", 1 << SPANS[0])
    monkeypatch.setattr("congvu.records.newest.HARDLY_LESS", 1)
    monkeypatch.setattr("congvu.records.commonness._known", [])
    clerk = office.people.clerk.actor(office.now)
    multiply(Record.objects.get(reference="7172/BC-BTC").incomingdocument, 1_500)
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_OF_COPIES)
        cursor.execute("ANALYZE records_searchentry, records_record")
    with CaptureQueriesContext(connection) as queries:
        newest = Newest(clerk.keys, Record.objects.visible_to(clerk))
        found = [pk for (pk,) in newest.with_words(asked("thanh toán "), 20, in_title=in_title).rows]
    assert (len(found), sorted(found, reverse=True)) == (20, found)
    (statement,) = [query["sql"] for query in queries if "tsquery" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")  # a few are walked as fast
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on search_words" in plan
    condition = next(line for line in plan.splitlines() if "Index Cond" in line and "@@" in line)
    assert ("heading" if in_title else "words") in condition
    assert ("records_places" in condition, "record_id >> 16" in condition) == (not reads_most, reads_most)
    assert ("arrayoverlap(readers" in plan) == reads_most
