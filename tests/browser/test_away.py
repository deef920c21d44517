"""The database goes away and comes back: who was reading finds the page again, who was typing what they typed; a machine is told
when to ask again."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.office import Office, serving_by
from tests.frame.wire import Wire, wire

pytestmark = pytest.mark.browser
RECEIVE = reverse("documents:receive")
TITLE = "Về việc khắc phục hậu quả bão số 3"


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


@pytest.fixture
def between() -> Iterator[Wire]:
    with wire() as made:
        yield made


@pytest.fixture
def address(between: Wire, office_in_browser: Office) -> Iterator[str]:
    """What breaks while the database is away is meant to, and these pages stand at another address than where live updates are
    awaited from: no complaint."""
    with serving_by(between, office_in_browser) as address:
        yield address
        office_in_browser.go_home()
        office_in_browser.complaints.clear()


def asked(address: str, **headers: str) -> tuple[int, Message, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def enter(office: Office, address: str, path: str) -> Page:
    page = office.enter(office.cast.clerk)
    page.goto(address + path)
    return page


def away(page: Page) -> None:
    """The page that waits is shown."""
    expect(page.locator("[data-away]")).to_be_visible(timeout=60_000)


def test_who_reads_finds_the_page_again_by_itself(address: str, between: Wire, office_in_browser: Office) -> None:
    page = enter(office_in_browser, address, reverse("desk:home"))
    between.cut()
    page.goto(address + RECEIVE)
    away(page)
    assert barriers(page) == []
    between.mend()
    expect(page.locator("main [name=title]")).to_be_visible(timeout=60_000)
    assert page.url == address + RECEIVE


def test_who_types_finds_what_was_typed(address: str, between: Wire, office_in_browser: Office) -> None:
    page = enter(office_in_browser, address, RECEIVE)
    page.locator("main [name=title]").fill(TITLE)
    between.cut()
    page.locator("main form[data-draft] .button-primary").last.click()
    away(page)
    between.mend()
    expect(page.locator("main [name=title]")).to_have_value(TITLE, timeout=60_000)
    expect(page.locator("[data-draft-drop]")).to_be_visible()


def test_the_page_speaks_the_language_of_the_browser_and_nobody_waits_long(address: str, between: Wire) -> None:
    session = {"Cookie": f"sessionid={'a' * 32}"}
    between.cut()
    asked(address + RECEIVE, **session)
    for language, words in {"vi": "Hệ thống tạm ngừng", "en-GB": "The office is away", "lo": "ຊົ່ວຄາວ"}.items():
        begun = time.monotonic()
        status, headers, page = asked(address + RECEIVE, **session, **{"Accept-Language": language})
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "10", "no-store")
        assert words in page
        assert time.monotonic() - begun < 4
    assert asked(f"{address}/health/ready")[0] == 503
    between.mend()


def test_a_machine_is_told_when_to_ask_again(address: str, between: Wire) -> None:
    between.cut()
    status, headers, said = asked(f"{address}/api/v1/incoming", Authorization="Bearer cv_" + "a" * 43)
    assert (status, headers["Retry-After"], headers["Content-Type"]) == (503, "10", "application/problem+json")
    assert json.loads(said)["type"] == "urn:congvu:problem:database-away"
    between.mend()
