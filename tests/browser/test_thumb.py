"""On a phone a thumb hits what one presses, and nothing is wider than the screen."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from congvu.documents import samples
from tests.browser.office import Office

pytestmark = pytest.mark.browser
THUMB = 40  # pixels; links in the midst of words may be lower
PRESSED = "a[href], button, select, textarea, summary, label.check, label.row-tick"
TOO_SMALL = """([pressed, thumb]) => [...document.querySelectorAll(pressed)]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden, thead, dd, p"))
  .map((one) => {
    const box = one.getBoundingClientRect();
    const more = getComputedStyle(one, "::after");
    const wide = Math.max(box.width, more.position === "absolute" ? parseFloat(more.width) || 0 : 0);
    const high = Math.max(box.height, more.position === "absolute" ? parseFloat(more.height) || 0 : 0);
    return [wide, high, one.className, one.innerText];
  })
  .filter(([wide, high]) => wide && (wide < thumb || high < thumb))"""


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


def look(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert page.evaluate(TOO_SMALL, [PRESSED, THUMB]) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "name", ["desk:home", "documents:follow_up", "documents:queue", "documents:receive", "desk:search"]
)
def test_the_pages_of_a_clerk(office_in_browser: Office, name: str) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    samples.registered(cast.office, at=now, by=cast.clerk.actor(now))
    look(office_in_browser.enter(cast.clerk, width=390, height=844, touch=True), reverse(name))


def test_a_leader_instructs(office_in_browser: Office) -> None:
    cast, now = office_in_browser.cast, timezone.now()
    document = samples.presented(cast.office, to=cast.leader.person, at=now, by=cast.clerk.actor(now))
    look(office_in_browser.enter(cast.leader, width=390, height=844, touch=True), document.get_absolute_url())


@pytest.mark.parametrize("name", ["operations:health", "desk:home", "administration:lists"])
def test_the_pages_of_an_administrator(office_in_browser: Office, name: str) -> None:
    look(
        office_in_browser.enter(office_in_browser.cast.administrator, width=390, height=844, touch=True), reverse(name)
    )
