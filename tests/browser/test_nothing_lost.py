"""What was typed outlives the end of a session, a page open for too long, an error and a server that is away; and is forgotten
once it was taken."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from congvu.accounts.models import User
from tests.browser.office import Office
from tests.frame.waiting import wait_until

pytestmark = pytest.mark.browser
RECEIVE = reverse("documents:receive")
TITLE = "Về việc khắc phục hậu quả bão số 3"
PASSWORD = "lúa-mùa-đồng-bằng-2026"


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


@pytest.fixture
def typed(office_in_browser: Office) -> Iterator[Page]:
    """A clerk in the midst of a form."""
    office_in_browser.cast.clerk.set_password(PASSWORD)
    office_in_browser.cast.clerk.save(update_fields=["password"])
    page = office_in_browser.enter(office_in_browser.cast.clerk)
    page.goto(RECEIVE)
    page.locator("main [name=title]").fill(TITLE)
    yield page


def send(page: Page) -> None:
    page.locator("main form[data-draft] .button-primary").last.click()


def sign_in(page: Page, user: User) -> None:
    """And be led back to the form."""
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{RECEIVE}")


def is_back(page: Page) -> None:
    expect(page.locator("main [name=title]")).to_have_value(TITLE)
    expect(page.locator("[data-draft-drop]")).to_be_visible()


def test_the_session_ended(typed: Page, office_in_browser: Office) -> None:
    typed.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send(typed)
    expect(typed.locator("[data-draft-kept]")).to_be_visible()
    sign_in(typed, office_in_browser.cast.clerk)
    is_back(typed)


def test_somebody_else_who_signs_in_is_not_shown_it(typed: Page, office_in_browser: Office) -> None:
    other = office_in_browser.cast.agency_user
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    typed.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send(typed)
    sign_in(typed, other)
    expect(typed.locator("main [name=title]")).to_have_value("")
    expect(typed.locator("[data-draft-drop]")).to_have_count(0)


def test_the_page_was_open_for_too_long(typed: Page) -> None:
    typed.locator("main form[data-draft] [name=csrfmiddlewaretoken]").evaluate(
        "field => { field.value = 'a'.repeat(64) }"
    )
    send(typed)
    typed.locator(".public-actions .button-primary").click()
    is_back(typed)


@pytest.mark.parametrize("way", ["back", "address"])
def test_the_server_was_away(typed: Page, way: str) -> None:
    typed.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="Bad gateway"))
    send(typed)
    expect(typed.locator("body")).to_have_text("Bad gateway")
    typed.unroute("**/*")
    if way == "back":
        typed.go_back()
        expect(typed.locator("main [name=title]")).to_have_value(TITLE)
    else:
        typed.goto(RECEIVE)
        is_back(typed)


@pytest.mark.parametrize("files", [[], [{"name": "bao-so-3.txt", "mimeType": "text/plain", "buffer": b"Kinh gui"}]])
def test_what_was_taken_is_forgotten(typed: Page, files: list[FilePayload]) -> None:
    if files:
        typed.locator("main input[type=file]").first.set_input_files(files)
    send(typed)
    typed.wait_for_url(lambda url: RECEIVE not in url)
    typed.goto(RECEIVE)
    expect(typed.locator("main [name=title]")).to_have_value("")
    expect(typed.locator("[data-draft-drop]")).to_have_count(0)


def test_an_absence_half_told_is_there_again(office_in_browser: Office) -> None:
    page = office_in_browser.enter(office_in_browser.cast.head)
    delegations = reverse("directory:delegations")
    page.goto(delegations)
    page.locator("main [name=reason]").fill("Nghỉ phép năm")
    page.on("dialog", lambda dialog: dialog.accept())
    wait_until(lambda: page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('congvu:draft:'))"))
    page.goto(reverse("desk:home"))
    page.goto(delegations)
    expect(page.locator("main [name=reason]")).to_have_value("Nghỉ phép năm")
    expect(page.locator("[data-draft-drop]")).to_be_visible()
