"""Two portions of a former register are written at once, each by a connection of its own, and the books are as if one had been
written behind the other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from congvu.accounts.samples import Cast
from congvu.documents import samples
from congvu.documents.archive import taking
from congvu.documents.tests.conftest import Take, actor, line
from congvu.files.models import StoredFile
from congvu.files.samples import official_pdf
from congvu.records import history
from congvu.records.models import Register, RegisterEntry, SearchEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 3)


def told(monkeypatch: pytest.MonkeyPatch, name: str, tell: Callable[..., None]) -> None:
    """Tell of each call of a step of `taking` once it is done."""
    step = getattr(taking, name)

    def done(*values: Any) -> None:
        step(*values)
        tell(*values)

    monkeypatch.setattr(taking, name, done)


def numbers() -> list[int]:
    return list(RegisterEntry.objects.order_by("record").values_list("number", flat=True))


def test_two_write_at_once_and_the_book_has_no_gap(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2, timeout=20)
    told(monkeypatch, "load", lambda _rows: together.wait())
    threads = threading.active_count()
    assert take(*(line(number) for number in range(1, 13))).taken == 12
    assert threading.active_count() == threads
    assert numbers() == list(range(1, 13))
    assert (Register.objects.get().last_number, SearchEntry.objects.count()) == (12, 12)
    assert history.verify().whole


def test_a_clerk_is_given_a_number_meanwhile_and_keeps_it(
    take: Take, people: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []

    def register() -> None:
        given.append(samples.registered(people.office, at=now, by=actor(people.clerk)).entry.number)
        connections.close_all()

    def meanwhile(_rows: Any) -> None:
        if not given:
            with ThreadPoolExecutor(1) as clerk:
                clerk.submit(register).result(timeout=20)

    monkeypatch.setattr(taking, "AT_ONCE", 1)
    told(monkeypatch, "load", meanwhile)
    this_year = {"Ngày đến": f"05/03/{now.year}", "Ngày văn bản": ""}
    outcome = take(*(line(number, **this_year) for number in range(1, 8)))
    assert given == [1]
    assert (outcome.taken, [row.cells["number"] for row, _refusal in outcome.refused]) == (6, ["1"])
    assert (sorted(numbers()), Register.objects.get().last_number) == ([1, 2, 3, 4, 5, 6, 7], 7)


def test_portions_with_the_same_files_do_not_wait_for_one_another(take: Take, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.pdf").write_bytes(official_pdf(reference=f"{name}/BXD-KHTC"))
    outcome = take(*(line(number, Tệp=f"{name}.pdf") for number, name in enumerate("abccba", start=1)))
    assert (outcome.taken, outcome.refused, StoredFile.objects.count()) == (6, [], 3)
    assert numbers() == list(range(1, 7))


def test_behind_a_portion_that_failed_nothing_is_left(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_books: Any, documents: Any) -> None:
        if documents[0].line.number == 4:
            raise ZeroDivisionError

    with monkeypatch.context() as broken:
        told(broken, "enter", fail)
        with pytest.raises(ZeroDivisionError):
            take(*(line(number) for number in range(1, 13)))
    assert (numbers(), Register.objects.get().last_number) == ([1, 2, 3], 3)
    again = take(*(line(number) for number in range(1, 13)))
    assert (again.taken, again.there, numbers()) == (9, 3, list(range(1, 13)))
