"""The registry's morning post in a real browser: twelve files dropped at once, the queue walked, the clean ones registered; one
clean PDF in six touches; several documents presented in one go."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from congvu.documents.loading import load_document_types
from congvu.documents.models import Arrival, IncomingDocument
from congvu.files.samples import official_pdf
from tests.browser.office import Office
from tests.journeys import desk_work as desk

pytestmark = pytest.mark.browser
QUEUE = "/documents/incoming/queue/"


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""
    load_document_types()


def letter(reference: str, **changes: Any) -> bytes:
    day: date = timezone.localdate() - timedelta(days=2)
    known = {"body": "BỘ NỘI VỤ", "title": "phối hợp chuẩn bị báo cáo công tác năm 2026", "on": day}
    return official_pdf(reference=reference, **(known | changes))


def put_aside_what_waits(page: Page) -> None:
    """An empty queue: what other tests left in it is out of the way."""
    IncomingDocument.objects.filter(state="received").update(state="discarded", closed_at=timezone.now())
    Arrival.objects.update(put_away_at=timezone.now())
    page.goto(QUEUE)
    expect(page.locator("#queue [data-row]")).to_have_count(0)


@dataclass
class Hand:
    """A hand at mouse and keys, and how often it did something."""

    page: Page
    count: int = 0

    def drops(self, name: str, *files: dict[str, Any]) -> None:
        self.page.locator(f"input[name={name}]").set_input_files(list(files))
        self.count += 1

    def clicks(self, what: str) -> None:
        self.page.locator(what).click()
        self.count += 1

    def presses(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.count += 1


def test_one_clean_pdf_takes_six_touches_at_most(office_in_browser: Office) -> None:
    clerk = office_in_browser.enter(office_in_browser.cast.clerk)
    clerk.goto("/documents/incoming/receive/")
    hand = Hand(clerk)
    hand.drops("main", desk.a_file("cong-van.pdf", letter("201/BNV-VP")))
    hand.clicks("main form .button-primary")
    clerk.wait_for_url("**/register/")
    hand.clicks("#id_present_to")
    clerk.locator(".pick-list:visible [role=option]").nth(1).click()
    hand.count += 1
    hand.clicks("[name=checked]")
    hand.presses("Control+Enter")
    clerk.wait_for_url(lambda url: "/register/" not in url)
    assert hand.count <= 6
    document = desk.document_of(clerk)
    assert (document.state, document.reference, str(document.issuing_body)) == ("presented", "201/BNV-VP", "Bộ Nội vụ")


def test_twelve_files_are_dropped_walked_and_registered(office_in_browser: Office) -> None:
    clerk = office_in_browser.enter(office_in_browser.cast.clerk)
    put_aside_what_waits(clerk)
    files = [desk.a_file(f"scan{n:02}.pdf", letter(f"{300 + n}/BNV-VP")) for n in range(9)]
    files.append(desk.a_file("so-tai-chinh.pdf", letter("310/STC", body="SỞ TÀI CHÍNH")))
    files.append(desk.a_file("phu-luc.pdf", letter("311/BNV-PL")))
    files.append(desk.a_file("hoa-don.pdf", b"MZ\x90" + bytes(200)))
    clerk.locator("input[name=files]").set_input_files(files)

    clerk.evaluate(
        "window.stillHere = true"
    )  # the list of the queue comes anew, never the whole page: files are under way
    expect(clerk.locator("#queue [data-row]")).to_have_count(11, timeout=60_000)
    expect(clerk.locator(".each-line[data-state=taken]")).to_have_count(11)
    expect(clerk.locator(".each-line[data-state=refused]")).to_have_count(1)
    assert clerk.evaluate("window.stillHere") is True
    expect(clerk.locator(".refused-line")).to_contain_text("hoa-don.pdf")
    clerk.reload()
    expect(clerk.locator("#queue [data-row]")).to_have_count(11)
    expect(clerk.locator(".refused-line")).to_contain_text("hoa-don.pdf")

    # the last one is an annex of the first: walk there by the keys and join it
    annex = IncomingDocument.objects.get(reference="311/BNV-PL")
    main = IncomingDocument.objects.get(reference="300/BNV-VP")
    clerk.goto(f"/documents/incoming/{main.handle}/register/?queue")
    clerk.keyboard.press("n")
    clerk.wait_for_url(lambda url: main.handle not in url)
    clerk.keyboard.press("p")
    clerk.wait_for_url(f"**/{main.handle}/register/?queue")
    clerk.goto(f"/documents/incoming/{annex.handle}/register/?queue")
    clerk.keyboard.press("g")
    clerk.wait_for_url("**/do/merge/?queue")
    desk.pick(clerk, "queued", "300/BNV")
    desk.main_button(clerk).click()
    clerk.wait_for_url(lambda url: "/do/merge/" not in url)

    clerk.goto(QUEUE)
    clerk.locator('a[href$="/queue/register/"]').click()
    clerk.locator("[name=checked]").check()
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/many/")
    expect(clerk.locator("main [data-row]")).to_have_count(9)

    # what is left was read with a doubt: the clerk corrects a field and registers
    clerk.locator('.page-actions a[href$="/queue/"]').click()
    clerk.wait_for_url(f"**{QUEUE}")
    expect(clerk.locator("#queue [data-row]")).to_have_count(1)
    clerk.keyboard.press("n")
    clerk.wait_for_url("**/register/?queue")
    expect(clerk.locator(".field-unsure")).to_have_count(1)
    clerk.locator("[name=issuer_name]").fill("Sở Tài chính tỉnh Cao Bằng")
    clerk.locator("[name=checked]").check()
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url(f"**{QUEUE}")
    expect(clerk.locator("#queue [data-row]")).to_have_count(0)
    found = IncomingDocument.objects.filter(
        reference__startswith="3", reference__endswith="/BNV-VP", state="registered"
    )
    assert found.filter(reference__in=[f"{300 + n}/BNV-VP" for n in range(9)]).count() == 9
    assert IncomingDocument.objects.get(reference="310/STC").issuer == "Sở Tài chính tỉnh Cao Bằng"
    assert main.attachments.filter(role="annex").count() == 1


def test_several_are_ticked_by_key_and_by_shift_and_presented_in_one_go(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    clerk = office.enter(cast.clerk)
    for number in (401, 402, 403):
        desk.receive(clerk, letter(f"{number}/BNV-VP"))
        desk.register(clerk, f"{number}/BNV-VP")
    clerk.goto("/documents/incoming/?state=registered")
    clerk.keyboard.press("j")
    clerk.keyboard.press("x")
    clerk.locator("[data-tick]").nth(2).click(modifiers=["Shift"])
    expect(clerk.locator("[data-tick]:checked")).to_have_count(3)
    clerk.locator("[data-bulk] .button-primary").click()
    clerk.wait_for_url("**/many/present/?row=*")
    desk.pick(clerk, "to", "tran dinh phuc")
    desk.send(clerk)
    clerk.wait_for_url("**/many/")
    expect(clerk.locator("main [data-row]")).to_have_count(3)
    found = IncomingDocument.objects.filter(reference__in=["401/BNV-VP", "402/BNV-VP", "403/BNV-VP"])
    assert {document.state for document in found} == {"presented"}


def test_without_javascript_the_post_is_dropped_and_presented_all_the_same(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    clerk = office.enter(cast.clerk, scripts=False)
    put_aside_what_waits(clerk)
    clerk.locator("input[name=files]").set_input_files(
        [desk.a_file(f"{n}.pdf", letter(f"{n}/BNV-VP")) for n in (501, 502)]
    )
    clerk.locator(".form-each button").click()
    expect(clerk.locator("#queue [data-row]")).to_have_count(2)
    clerk.locator('a[href$="/queue/register/"]').click()
    clerk.locator("[name=checked]").check()
    desk.send(clerk)
    expect(clerk.locator("main [data-row]")).to_have_count(2)
    clerk.goto("/documents/incoming/?state=registered")
    for number in (0, 1):
        clerk.locator("[data-tick]").nth(number).check()
    clerk.locator("noscript .button-primary, .list-bulk .button-primary").last.click()
    desk.choose(clerk, "to", "Trần Đình Phúc")
    desk.send(clerk)
    expect(clerk.locator("main [data-row]")).to_have_count(2)
