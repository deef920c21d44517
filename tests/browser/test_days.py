"""A day that was typed is told in words, so that nobody takes 3/4 for the fourth of March."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "3 tháng 4"), ("en", "3 April"), ("lo", "3 ເມສາ")]
)  # fmt: skip
def test_what_is_typed_is_told_in_the_language_of_the_page(visit: Visit, language: str, words: str) -> None:
    page = visit("/ui/form/", language=language)
    box = page.locator(".field .day").first

    box.locator("input").first.fill("3/4")
    expect(box.locator(".day-words")).to_contain_text(words)
    box.locator("input").first.fill("34/4")
    expect(box.locator(".day-words")).to_be_empty()
    assert barriers(page) == []


def test_the_day_of_the_week_is_that_of_the_calendar(visit: Visit) -> None:
    page = visit("/ui/form/", language="en")
    box = page.locator(".field .day").first

    for day in (date(2026, 11, 22), date(2028, 2, 29), date(2027, 1, 1)):
        box.locator("input").first.fill(f"{day:%d/%m/%Y}")
        expect(box.locator(".day-words")).to_have_text(f"{day:%A}, {day.day} {day:%B}")


def test_a_day_out_of_the_calendar_is_written_out_and_told(visit: Visit) -> None:
    page = visit("/ui/form/")
    box = page.locator(".field .day").first

    box.locator(".day-picker").evaluate(
        "one => { one.value = '2026-11-05'; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(box.locator("input").first).to_have_value("05/11/2026")
    expect(box.locator(".day-words")).to_have_text("Thứ Năm, 5 tháng 11")


def test_nothing_moves_when_the_words_come(visit: Visit) -> None:
    page = visit("/ui/form/", width=320)
    field = page.locator(".field:has(.day)").first
    height = field.evaluate("one => one.offsetHeight")

    field.locator("input").first.fill("3/4")
    expect(field.locator(".day-words")).not_to_be_empty()
    assert field.evaluate("one => one.offsetHeight") == height


def test_a_filter_tells_the_day_when_one_points_at_it(visit: Visit) -> None:
    page = visit("/ui/list/", language="en")
    box = page.locator(".filters .day input").first

    box.fill("3/4")
    expect(box).to_have_attribute("title", re.compile("3 April"))
