"""What is made ahead comes in its order, with its errors, and no further than is wanted."""

import threading
from collections.abc import Iterator

import pytest
from django.utils import translation

from congvu.core.ahead import ahead
from congvu.core.copying import NULL, array, cell


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


@pytest.mark.parametrize(
    ("text", "line"), [("ab", "ab"), ("a\tb", "a\\tb"), ("a\nb\r", "a\\nb\\r"), ("\\N", "\\\\N"), ("", "")]
)
def test_a_text_is_a_cell_of_its_line(text: str, line: str) -> None:
    assert cell(text) == line
    assert cell(text) != NULL


def test_numbers_are_an_array() -> None:
    assert array([3, 1]) == "{3,1}"
