"""Lines of a long list: read by their keys in one statement, kept while they say the same, and never shown as they were."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.core.tables import Gap, Keys, Lines, lines
from congvu.directory.models import Organisation

pytestmark = pytest.mark.django_db

NAMES = ("handle", "name", "notation", "valid", "parent__name", "parent__notation")


@pytest.fixture
def bodies() -> Lines:
    return Lines(Organisation, NAMES)


def keys(number: int) -> list[int]:
    return list(Organisation.objects.exclude(parent=None).order_by("-name").values_list("pk", flat=True)[:number])


def test_a_line_says_what_the_row_says(bodies: Lines) -> None:
    for body in bodies.read(keys(20)):
        row = Organisation.objects.select_related("parent").get(pk=body.pk)
        with CaptureQueriesContext(connection) as asked:
            said = [
                body.handle,
                body.name,
                body.notation,
                body.valid,
                body.parent_id,
                body.parent.name,
                str(body.parent),
            ]
        assert said == [row.handle, row.name, row.notation, row.valid, row.parent_id, row.parent.name, str(row.parent)]
        assert not asked.captured_queries


def test_they_come_in_the_order_of_their_keys_and_one_that_is_gone_is_left_out(bodies: Lines) -> None:
    wanted = keys(12)
    assert [body.pk for body in bodies.read([*wanted[:6], -1, *wanted[6:]])] == wanted
    assert bodies.read([]) == []


def test_the_first_a_query_finds_are_read_in_the_same_journey(bodies: Lines) -> None:
    query = Organisation.objects.exclude(parent=None).order_by("-name").values_list("pk", flat=True)[:12]
    with CaptureQueriesContext(connection) as asked:
        first = bodies.first(Keys(query), ["-name"])
    assert len(asked.captured_queries) == 1
    assert [body.name for body in first] == sorted((body.name for body in bodies.read(keys(12))), reverse=True)
    assert bodies.first(Keys(Organisation.objects.none()), ["name"]) == []
    with transaction.atomic():
        assert len(bodies.first(Keys(query), ["-name"])) == 12
        assert bodies.first(Keys(query[:0]), ["-name"]) == []


def test_a_value_is_left_open_until_the_statement_is_asked(bodies: Lines) -> None:
    least, most = Gap("text"), Gap("text")
    between = Keys(Organisation.objects.filter(name__gte=least.value, name__lt=most.value))
    for values in (("A", "C"), ("C", "M"), ("M", "A")):
        named = Organisation.objects.filter(name__gte=values[0], name__lt=values[1])
        found = bodies.first(between, ["name"], {least: values[0], most: values[1]})
        assert {body.pk for body in found} == set(named.values_list("pk", flat=True))
        assert bool(found) == (values != ("M", "A"))


def test_a_statement_that_another_thread_throws_away_at_once_is_used_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Forgetful(dict[Any, Any]):
        def __setitem__(self, _name: Any, _keys: Any) -> None:
            """As if it had been emptied since."""

    monkeypatch.setattr(lines, "_written", Forgetful())
    written = [lines.written_once("all", Organisation.objects.all).statement for _time in range(2)]
    assert written[0] == written[1] != ""


def test_a_row_without_a_relation_has_none(bodies: Lines) -> None:
    (body,) = bodies.read([Organisation.objects.filter(parent=None).values_list("pk", flat=True)[0]])
    assert body.parent is None


def test_what_it_does_not_say_is_not_asked_of_it(bodies: Lines) -> None:
    (body,) = bodies.read(keys(1))
    for name in ("rank", "kind"):
        with pytest.raises(TypeError, match="does not say"):
            getattr(body, name)
    with pytest.raises(TypeError, match="does not say"):
        _ = body.parent.rank


def test_reading_again_is_one_statement_and_the_same_things(bodies: Lines) -> None:
    wanted = keys(20)
    first = bodies.read(wanted)
    with CaptureQueriesContext(connection) as asked:
        again = bodies.read(wanted)
    assert len(asked.captured_queries) == 1
    assert all(one is other for one, other in zip(first, again, strict=True))


@pytest.mark.parametrize("name", ["name", "parent__name"])
def test_whoever_changes_the_row_or_what_it_is_related_to_changes_the_line(bodies: Lines, name: str) -> None:
    (old,) = bodies.read(keys(1))
    changed = old.parent_id if name == "parent__name" else old.pk
    Organisation.objects.filter(pk=changed).update(name="Tên đã đổi")
    (new,) = bodies.read([old.pk])
    assert (new.parent if name == "parent__name" else new).name == "Tên đã đổi"
    assert new.said != old.said


def test_empty_and_nothing_are_told_apart() -> None:
    assert lines._said(_Result([[b"", None]])) != lines._said(_Result([[None, b""]]))
    assert lines._said(_Result([[b"a", b"b"]])) != lines._said(_Result([[b"ab", b""]]))


def test_the_oldest_go_when_there_are_too_many(bodies: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "KEPT", 10)
    wanted = keys(25)
    assert [body.pk for body in bodies.read(wanted)] == wanted
    assert len(bodies._kept) <= 10
    assert [body.pk for body in bodies.read(wanted)] == wanted


class _Result:
    """What the driver gives of an answer."""

    def __init__(self, rows: list[list[bytes | None]]) -> None:
        self.ntuples, self.nfields, self._rows = len(rows), len(rows[0]), rows

    def get_value(self, line: int, column: int) -> bytes | None:
        return self._rows[line][column]
