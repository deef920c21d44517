"""How far back one looks and what is asked of the index follows from statistics; what is found does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from congvu.accounts.actors import Actor
from congvu.documents import samples
from congvu.records import commonness, search
from congvu.records.asking import asked
from congvu.records.commonness import Commonness, known
from congvu.records.models import Record, SearchEntry
from congvu.records.newest import BuiltQuery, Newest, in_title
from tests.search.conftest import Office

WORDS = ["báo cáo ", "kế hoạch ", "7816/VPCP-TTĐT", "đầu tư công ", "thủ tục hành chính ", '"cơ chế một cửa"', "dự án"]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What the statistics are made to say of how common words and readers are."""

    def say(share: float, readable: float = 1.0) -> None:
        shares = {"words": _Same(share), "heading": _Same(share), "readers": _Same(readable)}
        last = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
        monkeypatch.setattr(commonness, "_known", [Commonness(float("inf"), last, shares)])

    for name, value in {"FIRST": 16, "HARDLY_LESS": 1, "COMMON": 8}.items():
        monkeypatch.setattr(f"congvu.records.newest.{name}", value)
    monkeypatch.setattr("congvu.records.newest.SPANS", (10, 13))
    yield say


class _Same(dict[str, float]):
    def __init__(self, share: float) -> None:
        self.share = share

    def get(self, word: str, default: Any = None) -> float:
        return self.share


@pytest.mark.parametrize("share", [0, 0.001, 0.05, 0.9])
@pytest.mark.parametrize("in_title", [False, True])
@pytest.mark.parametrize("readable_part", [0.01, 1.0])
def test_the_same_is_found_whatever_the_statistics_say(
    office: Office, said: Any, share: float, in_title: bool, readable_part: float
) -> None:
    said(share, readable_part)
    clerk = office.people.clerk.actor(office.now)
    for words in WORDS:
        found = Newest(clerk.keys).with_words(asked(words), 1_000, in_title=in_title)
        assert [pk for (pk,) in found.rows] == readable(clerk, words, in_title=in_title)
        assert found.is_all


@pytest.mark.parametrize("share", [0, 0.05, 0.9])
@pytest.mark.parametrize("readable_part", [0.01, 1.0])
def test_of_alternatives_too_the_same_is_found(office: Office, said: Any, share: float, readable_part: float) -> None:
    said(share, readable_part)
    clerk = office.people.clerk.actor(office.now)
    found = Newest(clerk.keys).fitting(["('thu') & ('tuc')", "('bao') & ('cao')"], 1_000, in_title=True)
    either = {*readable(clerk, "thủ tục ", in_title=True), *readable(clerk, "báo cáo ", in_title=True)}
    assert [pk for (pk,) in found.rows] == sorted(either, reverse=True)
    assert len(either) > 5


def test_what_has_come_since_the_office_was_empty_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commonness, "_known", [])
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        assert known().last == 1
        transaction.set_rollback(True)
    clerk = office.people.clerk.actor(office.now)
    for words in WORDS:
        found = Newest(clerk.keys).with_words(asked(words), 1_000)
        assert [pk for (pk,) in found.rows] == readable(clerk, words)
    assert search.search(clerk, "d").hits


def readable(actor: Actor, words: str, *, in_title: bool = False) -> list[int]:
    """All the actor may read that has the words, the newest first, without asking the short way."""
    query = BuiltQuery(asked(words).query())
    fits = {"search__heading": query} if in_title else {"search__words": query}
    return list(Record.objects.visible_to(actor).filter(**fits).order_by("-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("readable_part", [0.01, 1.0])
def test_nothing_is_found_when_search_has_forgotten_all(office: Office, said: Any, readable_part: float) -> None:
    said(0.01, readable_part)
    SearchEntry.objects.all().delete()
    assert not search.search(office.people.clerk.actor(office.now), "báo cáo").hits


def test_with_enough_one_goes_no_further_back(office: Office, said: Any) -> None:
    said(0.9)
    clerk = office.people.clerk.actor(office.now)
    newest = readable(clerk, "về ")
    assert len(newest) > 20
    found = Newest(clerk.keys).with_words(asked("về "), 20, enough=5)
    assert [pk for (pk,) in found.rows] == newest[: len(found.rows)]
    assert 5 <= len(found.rows) <= 20
    assert not found.is_all


@pytest.mark.parametrize("share", [0, 0.01, 0.9])
def test_what_search_says_of_how_much_there_is_is_true(
    office: Office, said: Any, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(share)
    monkeypatch.setattr(search, "CANDIDATES", 12)
    monkeypatch.setattr(search, "ENOUGH", 7)
    monkeypatch.setattr(search, "OFTEN", 10)
    monkeypatch.setattr(search, "FEW", 0)  # no titles that are merely alike
    clerk = office.people.clerk.actor(office.now)
    for words in WORDS:
        results, there = search.search(clerk, words), len(readable(clerk, words))
        assert results.found == there or (results.capped and 5 < results.found < there)
        assert sum(count for _value, count in results.facets["kind"]) == results.found


def test_those_that_have_the_words_in_their_title_come_before_the_newest(office: Office, said: Any) -> None:
    said(0.0005)
    clerk = office.people.clerk.actor(office.now)
    titled = readable(clerk, "thủ tục ", in_title=True)
    found = Newest(clerk.keys).titled_first(asked("thủ tục "), 1_000)
    assert [pk for (pk,) in found.rows][: len(titled)] == titled
    assert {pk for (pk,) in found.rows} == set(readable(clerk, "thủ tục "))


def test_a_common_word_beside_a_rare_one_is_looked_for_in_the_records_alone(office: Office, said: Any) -> None:
    said(0.3, readable=0.0001)
    known().shares["words"] = {"cua": 0.001, "mot": 0.6}
    wanted = Newest(office.people.clerk.actor(office.now).keys)._wanted("words", ["('mot') & ('cua')"], 1_000_000)
    assert wanted.values == ["('cua')", "('mot') & ('cua')"]


def test_the_statistics_tell_how_common_a_word_is(office: Office) -> None:
    commonness._known.clear()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_searchentry")
    all_there = Record.objects.count()
    clerk = office.people.clerk.actor(office.now)
    assert known().readable(clerk.keys) == pytest.approx(1, abs=0.1)
    counted = len(readable(clerk, "báo "))
    assert known().share("words", "('bao')") * all_there == pytest.approx(counted, rel=0.1)
    assert known().share("words", "('bao') & ('octieu')") == 0
    commonness._known.clear()


def test_what_waits_for_search_is_looked_up_by_the_words_of_its_title(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    document = samples.registered(office.people.office, at=office.now, by=clerk, title="Báo cáo về tê giác một sừng")
    assert not SearchEntry.objects.filter(pk=document.pk).exists()
    mine = Record.objects.visible_to(clerk)
    assert list(in_title(mine, "te giac")) == [Record.objects.get(pk=document.pk)]
    outsider = Record.objects.visible_to(office.people.outsider.actor(office.now))
    assert not in_title(outsider, "te giac").exists()


@pytest.mark.parametrize("keys", [1, 40, 500])
def test_who_reads_by_many_keys_finds_the_same(office: Office, said: Any, keys: int) -> None:
    said(0.001, readable=0.01)
    clerk = office.people.clerk.actor(office.now)
    many = [*clerk.keys, *range(10_000_000, 10_000_000 + keys)]
    for words in WORDS:
        assert [pk for (pk,) in Newest(many).with_words(asked(words), 1_000).rows] == readable(clerk, words)


@pytest.mark.django_db
def test_the_database_counts_ten_times_as_finely_as_usual_what_is_asked_of_its_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'records_searchentry'::regclass AND attstattarget >= 1000"
        )
        assert {name for (name,) in cursor.fetchall()} == set(commonness._COLUMNS)


def test_of_alternatives_too_common_words_are_looked_for_in_the_records_alone(office: Office, said: Any) -> None:
    said(0.3, readable=0.0001)
    known().shares["heading"] = {"cua": 0.001, "mot": 0.6, "hai": 0.002}
    alternatives = ["('mot') & ('cua')", "('mot') & ('hai')"]
    wanted = Newest(office.people.clerk.actor(office.now).keys)._wanted("heading", alternatives, 1_000_000)
    assert wanted.values == ["(('cua')) | (('hai'))", "(('mot') & ('cua')) | (('mot') & ('hai'))"]
