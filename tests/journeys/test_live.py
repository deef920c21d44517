"""What someone else does appears by itself: on the document one looks at, in the register, at the bell; and without live
updates a little later, quietly. Nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from congvu.documents import samples
from congvu.documents.actions import handling
from congvu.documents.models import IncomingDocument
from tests.browser.office import Office, live_updates

pytestmark = pytest.mark.browser
POLL = 31_000  # milliseconds


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


def instructed(office: Office) -> IncomingDocument:
    cast, now = office.cast, timezone.now()
    return samples.instructed(
        cast.office, leader=cast.leader.actor(now), lead=cast.department, at=now, by=cast.clerk.actor(now)
    )


def presented(office: Office) -> IncomingDocument:
    cast, now = office.cast, timezone.now()
    return samples.presented(cast.office, to=cast.leader.person, at=now, by=cast.clerk.actor(now))


def assign(office: Office, document: IncomingDocument) -> None:
    cast, now = office.cast, timezone.now()
    handling.assign(document, officer=cast.officer.person, at=now, by=cast.head.actor(now))


def open_live(page: Page, address: str) -> None:
    with page.expect_response("**/live/**"):
        page.goto(address)


def marked(page: Page) -> None:
    """A page that were loaded anew would forget this."""
    page.evaluate("window.neverLoadedAnew = true")


def was_not_loaded_anew(page: Page) -> bool:
    return bool(page.evaluate("window.neverLoadedAnew === true"))


def test_the_document_one_looks_at_changes_by_itself(office_in_browser: Office) -> None:
    office = office_in_browser
    with live_updates(office):
        document = instructed(office)
        inspector = office.enter(office.cast.inspector, live=True)
        open_live(inspector, document.get_absolute_url())
        marked(inspector)
        assign(office, document)
        expect(inspector.locator("#thread")).to_contain_text(office.cast.officer.person.full_name)
        expect(inspector.locator("#standing")).to_contain_text(office.cast.officer.person.full_name)
        assert was_not_loaded_anew(inspector)
        inspector.close()


def test_what_a_leader_is_typing_stays_when_a_colleague_was_faster(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    with live_updates(office):
        document = presented(office)
        leader = office.enter(cast.leader, live=True)
        open_live(leader, document.get_absolute_url())
        marked(leader)
        leader.locator("#instruct [name=words]").fill("Giao Vụ Kinh tế tổng hợp nghiên cứu")
        later = timezone.now()
        handling.instruct(document, lead=cast.department, words="", at=later, by=cast.leader.actor(later))
        expect(leader.locator("#live-news")).to_be_visible()
        expect(leader.locator("#instruct [name=words]")).to_have_value("Giao Vụ Kinh tế tổng hợp nghiên cứu")
        assert was_not_loaded_anew(leader)
        leader.locator("#live-news button").click()
        leader.wait_for_function("window.neverLoadedAnew === undefined")
        expect(leader.locator("#instruct")).to_have_count(0)
        leader.close()


def test_the_register_says_that_there_is_news_and_shows_it_when_asked(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    with live_updates(office):
        clerk = office.enter(cast.clerk, live=True)
        open_live(clerk, "/documents/incoming/")
        marked(clerk)
        clerk.locator("#filter-q").press_sequentially("V")
        clerk.wait_for_url("**q=V**")
        document = presented(office)
        expect(clerk.locator("#live-news")).to_be_visible()
        line = clerk.locator(f'[data-row-link][href$="/{document.handle}/"]')
        expect(line).to_have_count(0)
        clerk.locator("#live-news button").click()
        expect(line).to_be_visible()
        expect(clerk.locator("#filter-q")).to_have_value("V")
        assert was_not_loaded_anew(clerk)
        clerk.close()


def test_the_bell_rings_for_whom_work_is_given(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    with live_updates(office):
        document = instructed(office)
        officer = office.enter(cast.officer, live=True)
        open_live(officer, "/waiting/")
        before = officer.locator("#bell").get_attribute("aria-label")
        assign(office, document)
        expect(officer.locator("#bell")).not_to_have_attribute("aria-label", str(before))
        officer.locator("#bell").click()
        row = officer.locator("[data-row]").first
        expect(row).to_contain_text(cast.head.person.full_name)
        row.locator("[data-row-link]").click()
        officer.wait_for_url(f"**/{document.handle}/")
        officer.close()


def test_without_live_updates_the_page_asks_by_itself(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    document = instructed(office)
    officer = office.enter(cast.officer)  # the stream ends at once and stays away
    officer.clock.install(time=timezone.now() + timedelta(seconds=1))
    officer.goto("/")
    marked(officer)
    assign(office, document)
    line = officer.locator(f'[data-row-link][href$="/{document.handle}/"]')
    expect(line).to_have_count(0)
    officer.clock.fast_forward(POLL)
    officer.clock.run_for(1_000)
    expect(line).to_be_visible()
    assert was_not_loaded_anew(officer)
