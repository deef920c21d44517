"""One document on its way through the office, in a real browser: received, registered, instructed, handled, filed."""

import hashlib

import pytest
from playwright.sync_api import expect

from congvu.documents.models import IncomingDocument
from congvu.records.models import AttachmentRole
from tests.browser.office import Office, do_the_jobs
from tests.journeys import desk_work as desk

pytestmark = pytest.mark.browser
TABLET = {"width": 834, "height": 1112, "touch": True}


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


def original_bytes(document: IncomingDocument) -> bytes:
    attachment = document.latest(AttachmentRole.MAIN)
    assert attachment is not None
    return attachment.file.read_bytes()


def test_a_document_goes_from_the_registry_to_its_dossier(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    letter = desk.letter("101/BNV-VP")
    clerk = office.enter(cast.clerk)
    desk.receive(clerk, letter, "101-bnv.pdf", annexes=(desk.a_file("phu-luc.pdf", desk.letter("101/PL")),))
    document = desk.register(clerk, "101/BNV-VP", present_to="tran dinh phuc")
    assert document.state == "presented"
    assert str(document.issuing_body) == "Bộ Nội vụ"

    leader = office.enter(cast.leader, **TABLET)
    leader.goto("/")
    finger = desk.Taps(leader)
    finger.on(leader.locator(f'[data-row-link][href$="/{document.handle}/"]'))
    finger.on(desk.chip(leader, "lead", "Vụ Kinh tế tổng hợp"))
    finger.on(leader.locator(".phrase").first)
    finger.on(desk.chip(leader, "deadline", value="5"))
    finger.on(leader.locator("#instruct .button-primary"))
    leader.wait_for_load_state()
    expect(leader.locator("#instruct")).to_have_count(0)
    assert finger.count <= 5
    document.refresh_from_db()
    assert document.state == "assigned" and document.instruction and document.due_at

    head = office.enter(cast.head)
    desk.open_from_desk(head, document)
    desk.assign(head, "Nguyễn Thu Hà")

    second_officer = office.enter(cast.second_officer)
    answer = second_officer.goto(document.get_absolute_url())
    assert answer and answer.status == 404

    do_the_jobs()
    officer = office.enter(cast.officer)
    desk.open_from_desk(officer, document)
    expect(officer.locator(".reader-note")).to_be_visible()
    expect(officer.locator("[data-reader]")).to_have_attribute("data-state", "ready")
    desk.finish(officer, "Đã trình công văn trả lời.", desk.a_file("tra-loi.pdf", desk.letter("7816/VPCP-KTTH")))
    desk.file(officer, "01.KTTH")

    document.refresh_from_db()
    assert document.state == "filed" and document.filed_in == "01.KTTH"
    assert hashlib.sha256(original_bytes(document)).digest() == hashlib.sha256(letter).digest()
    assert document.latest(AttachmentRole.STAMPED)
    for page in (clerk, leader, head, officer):
        page.goto(document.get_absolute_url())
        for name in ("Bùi Ngọc Lan", "Trần Đình Phúc", "Phạm Quốc Hưng", "Nguyễn Thu Hà"):
            expect(desk.thread(page)).to_contain_text(name)
        expect(page.locator(".files a")).to_have_text(["phu-luc.pdf", "tra-loi.pdf"])

    outsider = office.enter(cast.outsider)
    addresses = [document.get_absolute_url()]
    addresses += [f"{document.get_absolute_url()}files/{a.handle}/" for a in document.attachments.all()]
    answers = [outsider.goto(address) for address in addresses]
    assert [answer.status for answer in answers if answer] == [404] * len(addresses)


def test_the_copy_with_the_stamp_is_read_and_the_original_stays_one_click_away(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    letter = desk.letter("102/BNV-VP")
    clerk = office.enter(cast.clerk)
    desk.receive(clerk, letter)
    document = desk.register(clerk, "102/BNV-VP")
    expect(clerk.locator(".reader-note")).to_have_count(0)

    do_the_jobs()

    clerk.goto(document.get_absolute_url())
    stamped = clerk.request.get(str(clerk.locator("[data-reader]").get_attribute("data-reader")))
    original = clerk.request.get(str(clerk.locator(".reader-badge a").get_attribute("href")))
    assert original.body() == letter
    assert stamped.body() != letter and stamped.body().startswith(b"%PDF")


def test_without_javascript_everything_can_be_done(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    clerk, leader, head, officer = (
        office.enter(user, scripts=False) for user in (cast.clerk, cast.leader, cast.head, cast.officer)
    )

    desk.receive(clerk, desk.letter("103/BNV-VP"))
    desk.write_particulars(clerk, "103/BNV-VP")
    desk.choose(clerk, "issuing_body", "Bộ Nội vụ")
    desk.choose(clerk, "present_to", "Trần Đình Phúc")
    clerk.locator("[name=checked]").check()
    desk.send(clerk)
    document = desk.document_of(clerk)

    desk.open_from_desk(leader, document)
    desk.chip(leader, "lead", "Vụ Kinh tế tổng hợp").click()
    leader.locator("[name=words]").fill("Nghiên cứu, đề xuất.")
    desk.chip(leader, "deadline", value="3").click()
    leader.locator("#instruct .button-primary").click()

    desk.open_from_desk(head, document)
    desk.assign(head, "Nguyễn Thu Hà")
    desk.open_from_desk(officer, document)
    desk.finish(officer, "Đã trả lời bằng văn bản.", desk.a_file("tra-loi.pdf", desk.letter("7817/VPCP-KTTH")))
    desk.file(officer, "02.KTTH")

    document.refresh_from_db()
    assert document.state == "filed"


def test_a_clerk_registers_with_the_keys_alone(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    clerk = office.enter(cast.clerk)
    desk.receive(clerk, desk.letter("104/BNV-VP"))
    clerk.reload()

    def go_to(name: str) -> None:
        for _ in range(60):
            clerk.keyboard.press("Tab")
            if clerk.evaluate("document.activeElement.id") == f"id_{name}":
                return
        raise AssertionError(f"the Tab key does not reach {name}")

    go_to("issuing_body")
    clerk.keyboard.type("noi vu")
    clerk.keyboard.press("Enter")
    for name, value in (("reference", "104/BNV-VP"), ("issued_on", "17/11/2026"), ("title", "V/v báo cáo năm 2026")):
        go_to(name)
        clerk.keyboard.press("Control+a")
        clerk.keyboard.type(value)
    go_to("present_to")
    clerk.keyboard.type("kinh te tong hop")
    clerk.keyboard.press("Enter")
    go_to("checked")
    clerk.keyboard.press("Space")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(lambda url: "/register/" not in url)

    document = desk.document_of(clerk)
    assert (document.state, document.reference, str(document.issuing_body)) == ("assigned", "104/BNV-VP", "Bộ Nội vụ")


def test_the_keys_lead_through_a_list(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    clerk = office.enter(cast.clerk)
    desk.receive(clerk, desk.letter("105/BNV-VP"))
    desk.register(clerk, "105/BNV-VP")
    desk.receive(clerk, desk.letter("106/BNV-VP"))
    desk.register(clerk, "106/BNV-VP")
    clerk.goto("/documents/incoming/")

    clerk.keyboard.press("/")
    expect(clerk.locator("input[type=search]").first).to_be_focused()
    clerk.keyboard.press("Escape")
    clerk.keyboard.press("?")
    expect(clerk.locator("dialog#keys")).to_be_visible()
    clerk.keyboard.press("Escape")
    clerk.keyboard.press("j")
    clerk.keyboard.press("j")
    clerk.keyboard.press("k")
    first = clerk.locator("[data-row] [data-row-link]").first
    expect(first).to_be_focused()
    address = str(first.get_attribute("href"))
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(f"**{address}")
