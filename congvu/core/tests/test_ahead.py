"""What is made ahead or side by side comes in its order, with its errors, and no further than is wanted."""

import gc
import threading
from collections.abc import Iterator

import pytest
from django.utils import translation

from congvu.core.ahead import Before, ahead, side_by_side
from congvu.core.copying import NULL, array, cell, cells, joined
from congvu.core.fields import new_handles


def test_items_come_in_their_order() -> None:
    with ahead(iter(range(50))) as numbers:
        assert list(numbers) == list(range(50))


def test_an_error_comes_up_where_the_item_would_have_been() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    with ahead(broken()) as numbers:
        assert next(numbers) == 1
        with pytest.raises(ZeroDivisionError):
            next(numbers)


def test_who_leaves_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with ahead(iter(range(1000))) as numbers:
        next(numbers)
    assert threading.active_count() == before


def test_it_is_made_in_the_language_of_who_asks() -> None:
    with translation.override("lo"), ahead(translation.get_language() for _once in range(1)) as languages:
        assert list(languages) == ["lo"]


def test_two_are_worked_on_at_once_and_come_in_their_order() -> None:
    together = threading.Barrier(2, timeout=20)
    order: list[int] = []

    def work(number: int, before: Before) -> int:
        together.wait()
        before()
        order.append(number)
        return -number

    threads = threading.active_count()
    assert list(side_by_side(work, iter(range(6)), 2)) == [0, -1, -2, -3, -4, -5]
    assert order == list(range(6))
    assert threading.active_count() == threads


def test_who_works_beside_one_that_fails_hears_of_it() -> None:
    together = threading.Barrier(2, timeout=20)
    done: list[int] = []

    def work(number: int, before: Before) -> None:
        together.wait()
        if number == 0:
            raise ZeroDivisionError
        before()
        done.append(number)

    with pytest.raises(ZeroDivisionError):
        list(side_by_side(work, iter(range(6)), 2))
    assert done == []


@pytest.mark.parametrize(
    ("text", "line"), [("ab", "ab"), ("a\tb", "a\\tb"), ("a\nb\r", "a\\nb\\r"), ("\\N", "\\\\N"), ("", "")]
)
def test_a_text_is_a_cell_of_its_line(text: str, line: str) -> None:
    assert cell(text) == line
    assert cell(text) != NULL


def test_numbers_are_an_array() -> None:
    assert array([3, 1]) == "{3,1}"


def test_one_look_tells_whether_any_text_must_be_escaped() -> None:
    assert list(cells("ab", "", "cd")) == ["ab", "", "cd"]
    assert list(cells("ab", "a\tb", "c")) == ["ab", "a\\tb", "c"]
    assert (joined(["1\ta", "2\tb"]), joined([])) == (b"1\ta\n2\tb\n", b"")


def test_many_handles_are_all_different_and_of_the_same_signs() -> None:
    handles = new_handles(2000)
    assert len(set(handles)) == 2000
    assert {len(handle) for handle in handles} == {12}
    assert set("".join(handles)) == set("23456789abcdefghjkmnpqrstuvwxyz")


def test_garbage_is_looked_for_as_often_as_before_when_it_is_over() -> None:
    before = gc.get_threshold()
    with ahead(iter(range(3))) as numbers:
        assert gc.get_threshold() != before
        list(numbers)
    assert gc.get_threshold() == before
