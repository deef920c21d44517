"""What somebody does before the modules of a page are there is not lost: it is done once more when they are; keys at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from congvu.documents import samples
from tests.browser.office import Office
from tests.frame.waiting import wait_until

pytestmark = pytest.mark.browser
BOOK = reverse("documents:register_book")
AWAITED = re.compile(r"/(early|keys)\.")


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


@contextmanager
def before_the_scripts(page: Page, address: str) -> Iterator[None]:
    """The page is there to look at, with the scripts it waits for; its modules come when the block ends."""
    held: list[Route] = []
    over = False

    def hold(route: Route) -> None:
        if over or AWAITED.search(route.request.url):
            route.continue_()
        else:
            held.append(route)

    page.route("**/*.js", hold)
    page.goto(address, wait_until="commit")
    page.locator(".page-content").wait_for()
    yield
    over = True
    for route in held:
        route.continue_()
    page.wait_for_load_state("domcontentloaded")


def test_a_list_is_narrowed(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    with before_the_scripts(page, BOOK):
        page.locator("[data-filters] select[name=sort]").select_option(index=1)
    page.wait_for_url("**?*sort=*")


def test_words_typed_into_the_search_are_looked_for(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    with before_the_scripts(page, reverse("desk:search")):
        page.locator("#search").fill("an toan")
    page.wait_for_url("**?q=an*toan*")


def test_a_phrase_is_put_in_once(office_in_browser: Office) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    document = samples.presented(cast.office, to=cast.leader.person, at=now, by=cast.clerk.actor(now))
    page = office_in_browser.enter(cast.leader)
    with before_the_scripts(page, document.get_absolute_url()):
        phrase = page.locator("[data-phrases] button").first
        phrase.click()
    expect(page.locator("#instruct textarea")).to_have_value(phrase.inner_text())


def test_all_lines_are_ticked(office_in_browser: Office) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    samples.registered(cast.office, at=now, by=cast.clerk.actor(now))
    page = office_in_browser.enter(cast.clerk)
    with before_the_scripts(page, BOOK):
        page.locator("[data-tick-all]").check()
    expect(page.locator("[data-tick-all]")).to_be_checked()
    expect(page.locator("[data-tick]").first).to_be_checked()
    expect(page.locator("[data-bulk]")).to_be_visible()


def test_the_post_of_the_day_is_taken_in(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    with before_the_scripts(page, reverse("documents:queue")):
        letter = {"name": "cong-van-sang-som.txt", "mimeType": "text/plain", "buffer": "Công văn đến sớm".encode()}
        page.locator("[data-each] input[type=file]").set_input_files(letter)
    expect(page.locator(".each-line")).to_have_attribute("data-state", "taken")


def test_a_draft_does_not_take_the_place_of_what_is_typed(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    receive = reverse("documents:receive")
    page.goto(receive)
    title = page.locator("form[data-draft] [name=title]")
    title.fill("Về việc phòng, chống bão số 3")
    wait_until(lambda: page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('congvu:draft:'))"))
    page.on("dialog", lambda dialog: dialog.accept())
    with before_the_scripts(page, receive):
        title.fill("Về việc khắc phục hậu quả bão số 3")
    expect(title).to_have_value("Về việc khắc phục hậu quả bão số 3")


def test_an_open_menu_comes_to_its_place(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    with before_the_scripts(page, reverse("desk:home")):
        page.locator("details.me > summary").click()
    expect(page.locator("details.me .popover")).to_have_css("position", "fixed")
    expect(page.locator("details.me button[commandfor=keys]")).to_be_in_viewport()


def test_what_is_typed_after_the_key_of_the_search_stands_in_the_search(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    with before_the_scripts(page, reverse("desk:home")):
        page.keyboard.type("/an toan")
        expect(page.locator("#search")).to_have_value("an toan")
        page.keyboard.press("Enter")
        page.wait_for_url("**?q=an*toan*", wait_until="commit")


def test_the_keys_of_lines_move_tick_and_open_at_once(office_in_browser: Office) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    samples.registered(cast.office, at=now, by=cast.clerk.actor(now))
    page = office_in_browser.enter(cast.clerk)
    with before_the_scripts(page, BOOK):
        page.keyboard.type("jx")
    expect(page.locator("[data-tick]").first).to_be_checked()
    expect(page.locator("[data-bulk]")).to_be_visible()
    with before_the_scripts(page, BOOK):
        link = page.locator("[data-row-link]").first.get_attribute("href")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{link}", wait_until="commit")


def test_the_list_of_keys_and_the_key_of_a_button(office_in_browser: Office) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    samples.received(cast.office, at=now, by=cast.clerk.actor(now))
    page = office_in_browser.enter(cast.clerk)
    with before_the_scripts(page, reverse("documents:queue")):
        page.keyboard.press("?")
        expect(page.locator("dialog#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog#keys")).to_be_hidden()
        page.keyboard.press("n")
        page.wait_for_url("**?queue", wait_until="commit")


def test_the_places_for_files_do_not_move(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    zone = page.locator(".upload-zone").first
    with before_the_scripts(page, reverse("documents:receive")):
        before = zone.bounding_box()
    expect(page.locator("[data-upload=ready]").first).to_be_visible()
    assert zone.bounding_box() == before
