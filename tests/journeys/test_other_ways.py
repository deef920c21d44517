"""The other ways a document may go, told in a real browser: returned, transferred, taken back, dealt with by a deputy; a file
that is refused, a form that comes back, a register taken away, a desk that is open while others work."""

import io
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader, PdfWriter

from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.documents.permissions import ASSIGN
from congvu.records.work import open_items
from tests.browser.office import Office, live_updates
from tests.journeys import desk_work as desk

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


def presented(office: Office, reference: str) -> IncomingDocument:
    at = timezone.now()
    cast = office.cast
    return samples.presented(
        cast.office,
        to=cast.leader.actor(at).person,
        at=at,
        by=cast.clerk.actor(at),
        reference=reference,
        title=f"V/v {reference}",
    )


def instructed(office: Office, reference: str) -> IncomingDocument:
    at = timezone.now()
    cast = office.cast
    return samples.instructed(
        cast.office, leader=cast.leader.actor(at), lead=cast.department, at=at, by=cast.clerk.actor(at),
        reference=reference, title=f"V/v {reference}",
    )  # fmt: skip


def open_document(page: Page, document: IncomingDocument) -> None:
    page.goto(document.get_absolute_url())


def units_that_have(document: IncomingDocument) -> list[str]:
    return [item.unit.name for item in open_items(IncomingDocument.objects.get(pk=document.pk), ASSIGN)]


def with_reason(page: Page, verb: str, because: str) -> None:
    desk.do(page, verb)
    page.locator("[name=because]").fill(because)
    desk.done(page)


def test_a_document_for_another_body_goes_back_to_its_sender(office_in_browser: Office) -> None:
    office = office_in_browser
    clerk = office.enter(office.cast.clerk)
    desk.receive(clerk, desk.letter("201/BNV-VP"))
    desk.do(clerk, "return")
    expect(clerk.locator(".notice, .message").first).to_be_visible()
    clerk.locator("[name=because]").fill("Gửi nhầm địa chỉ: văn bản của Văn phòng Quốc hội.")
    desk.done(clerk)

    document = desk.document_of(clerk)
    assert document.state == "returned"
    expect(desk.thread(clerk)).to_contain_text("Gửi nhầm địa chỉ")


def test_the_head_transfers_what_is_not_the_units_work(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    document = instructed(office, "202/BCT-KH")
    head = office.enter(cast.head)
    desk.open_from_desk(head, document)
    desk.do(head, "transfer")
    desk.pick(head, "to", "vu cong nghiep")
    head.locator("[name=because]").fill("Thuộc nhiệm vụ của Vụ Công nghiệp.")
    desk.done(head)

    other_head = office.enter(cast.other_head)
    desk.open_from_desk(other_head, document)
    expect(desk.thread(other_head)).to_contain_text("Thuộc nhiệm vụ của Vụ Công nghiệp.")
    assert units_that_have(document) == ["Vụ Công nghiệp"]


def test_the_leader_takes_an_instruction_back_and_gives_another(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    document = instructed(office, "203/BTC-NSNN")
    leader = office.enter(cast.leader)
    open_document(leader, document)
    with_reason(leader, "take_back", "Giao lại cho đúng đơn vị.")

    another = desk.chip(leader, "lead", "Vụ Công nghiệp")
    if not another.is_visible():  # not among the six this leader gives most to
        leader.locator("details.more > summary").first.click()
    another.click()
    leader.locator("#instruct .button-primary").click()
    leader.wait_for_load_state()
    expect(leader.locator("#instruct")).to_have_count(0)
    expect(desk.thread(leader)).to_contain_text("Giao lại cho đúng đơn vị.")
    assert units_that_have(document) == ["Vụ Công nghiệp"]


def test_a_deputy_instructs_in_the_name_of_the_leader(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    document = presented(office, "204/BNG-TH")
    today = timezone.localdate()
    leader, deputy = office.enter(cast.leader), office.enter(cast.vice_chairman)
    open_document(deputy, document)
    expect(deputy.locator("#instruct")).to_have_count(0)

    leader.goto("/delegations/")
    desk.pick(leader, "receiver", "le thi minh chau")
    leader.locator("[name=from_on]").fill(today.isoformat())
    leader.locator("[name=to_on]").fill((today + timedelta(days=3)).isoformat())
    leader.locator("[name=reason]").fill("Đi công tác nước ngoài")
    desk.send(leader)
    expect(leader.locator(".errors")).to_have_count(0)
    expect(leader.locator("main")).to_contain_text("Lê Thị Minh Châu")

    desk.open_from_desk(deputy, document)
    desk.chip(deputy, "lead", "Vụ Kinh tế tổng hợp").click()
    deputy.locator("#instruct .button-primary").click()
    deputy.wait_for_load_state()
    expect(deputy.locator("#instruct")).to_have_count(0)
    entry = desk.thread(deputy).locator("li").first
    expect(entry).to_contain_text("Lê Thị Minh Châu")
    expect(entry).to_contain_text("Trần Đình Phúc")

    leader.goto("/delegations/")
    form = leader.locator('form[action$="/end/"]')
    asks = leader.locator("details", has=form).first
    asks.locator("summary").click()
    asks.locator("button").click()
    leader.wait_for_load_state()
    expect(form).to_have_count(0)


@pytest.fixture
def locked_pdf() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(desk.letter("205/BNV-VP"))))
    writer.encrypt("mat-khau")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


@pytest.mark.parametrize(
    ("kind", "said"),
    [("secret", "Tệp mang dấu chỉ độ mật"), ("locked", "Tệp được khóa bằng mật khẩu"), ("program", "không")],
)
def test_a_file_that_may_not_be_taken_is_refused_and_nothing_else_is_lost(
    office_in_browser: Office, locked_pdf: bytes, kind: str, said: str
) -> None:
    office = office_in_browser
    content = {
        "secret": desk.letter("1/BCA-A", urgency="MẬT"),
        "locked": locked_pdf,
        "program": b"MZ\x90\x00" + bytes(400),
    }
    clerk = office.enter(office.cast.clerk)
    clerk.goto("/documents/incoming/receive/")
    clerk.locator("[name=title]").fill("V/v báo cáo quý IV")
    clerk.locator("[name=channel]").select_option("email")
    clerk.locator("input[name=main]").set_input_files(desk.a_file("bao-cao.pdf", content[kind]))
    clerk.locator("input[name=annexes]").set_input_files(desk.a_file("phu-luc-1.pdf", desk.letter("205/PL")))
    desk.send(clerk)

    expect(clerk.locator(".errors")).to_be_focused()
    expect(clerk.locator(".errors")).to_contain_text(said)
    expect(clerk.locator("[name=title]")).to_have_value("V/v báo cáo quý IV")
    expect(clerk.locator("[name=channel]")).to_have_value("email")
    expect(clerk.locator("[name=annexes_kept]")).to_be_checked()

    clerk.locator("input[name=main]").set_input_files(desk.a_file("bao-cao.pdf", desk.letter("206/BNV-VP")))
    desk.send(clerk)
    clerk.wait_for_url("**/register/")
    names = [attachment.name for attachment in desk.document_of(clerk).attachments.order_by("pk")]
    assert names == ["bao-cao.pdf", "phu-luc-1.pdf"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_that_comes_back_has_everything_that_was_typed(office_in_browser: Office, scripts: bool) -> None:
    office = office_in_browser
    clerk = office.enter(office.cast.clerk, scripts=scripts)
    desk.receive(clerk, desk.letter("207/BNV-VP"))
    desk.write_particulars(clerk, "207/BNV-VP", issued_on="31/02/2026", note="Bản chính gửi sau")
    clerk.locator("[name=checked]").check()
    desk.send(clerk)

    expect(clerk.locator(".errors")).to_be_visible()
    for name, value in (("reference", "207/BNV-VP"), ("issued_on", "31/02/2026"), ("note", "Bản chính gửi sau")):
        expect(clerk.locator(f"[name={name}]")).to_have_value(value)
    expect(clerk.locator("[name=checked]")).to_be_checked()


def test_the_register_is_taken_away_as_a_sheet_and_as_the_law_prints_it(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    at = timezone.now()
    document = samples.registered(cast.office, at=at, by=cast.clerk.actor(at), reference="208/BTC-NSNN")
    clerk = office.enter(cast.clerk)
    clerk.goto("/documents/incoming/?q=208/BTC")
    clerk.locator(".filters-end summary").click()
    links = [str(link.get_attribute("href")) for link in clerk.locator(".filters-end a[download]").all()]
    sheet_link = next(link for link in links if "xlsx" in link)
    pdf_link = next(link for link in links if "pdf" in link)
    clerk.goto("/documents/incoming/")
    base = "/documents/incoming/"
    sheet = clerk.request.get(base + sheet_link if sheet_link.startswith("?") else sheet_link).body()
    printed = clerk.request.get(base + pdf_link if pdf_link.startswith("?") else pdf_link).body()

    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
    line = next(row for row in rows if "208/BTC-NSNN" in row)
    assert str(document.entry) in line
    pdf = pypdfium2.PdfDocument(printed)
    words = " ".join(pdf[0].get_textpage().get_text_range().split())
    pdf.close()
    for column in ("Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Đơn vị hoặc người nhận", "Ghi chú"):
        assert column.lower() in words.lower()
    assert "208/BTC" in words


def test_what_others_do_appears_on_an_open_desk(office_in_browser: Office) -> None:
    office, cast = office_in_browser, office_in_browser.cast
    with live_updates(office):
        leader = office.enter(cast.leader, live=True)
        with leader.expect_response("**/live/"):
            leader.goto("/")
        document = presented(office, "209/BYT-KH")

        expect(leader.locator(f'[data-row-link][href$="/{document.handle}/"]')).to_be_visible()
        leader.close()
