"""What each member of the office does on the pages, step by step. Pages are found by the names of fields and the addresses of
buttons, so the steps are the same in every language."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from congvu.documents.models import IncomingDocument
from congvu.files.samples import official_pdf

LETTER_DATE = date(2026, 11, 17)


def letter(reference: str, title: str = "phối hợp chuẩn bị báo cáo công tác năm 2026", **changes: Any) -> bytes:
    return official_pdf(reference=reference, title=title, on=LETTER_DATE, **changes)


def a_file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def main_button(page: Page) -> Locator:
    return page.locator("main form .button-primary, main form .button-danger").last


def send(page: Page) -> None:
    main_button(page).click()


def document_of(page: Page) -> IncomingDocument:
    """The document whose page this is."""
    handle = page.url.split("/documents/incoming/")[1].split("/")[0]
    return IncomingDocument.objects.with_facts().get(handle=handle)


def pick(page: Page, name: str, typed: str) -> None:
    """Choose in a list one can type into, by the keys."""
    box = page.locator(f"#id_{name}")
    box.click()
    box.press_sequentially(typed)
    box.press("Enter")


def choose(page: Page, name: str, words: str) -> None:
    """Choose in a plain list, as it is without JavaScript, by a part of the words."""
    option = page.locator(f"select[name={name}] option", has_text=words).first
    page.locator(f"select[name={name}]").select_option(value=option.get_attribute("value"))


def chip(page: Page, name: str, words: str = "", value: str = "") -> Locator:
    """A choice among chips."""
    found = page.locator(f"label.chip-choice:has(input[name={name}])")
    return (
        page.locator(f'label.chip-choice:has(input[name={name}][value="{value}"])')
        if value
        else found.filter(has_text=words)
    )


# -- the clerk --------------------------------------------------------------------------------------------------------
def receive(page: Page, content: bytes, name: str = "cong-van.pdf", annexes: tuple[dict[str, Any], ...] = ()) -> None:
    page.goto("/documents/incoming/receive/")
    page.locator("input[name=main]").set_input_files(a_file(name, content))
    if annexes:
        page.locator("input[name=annexes]").set_input_files(list(annexes))
    send(page)
    page.wait_for_url("**/register/")


def write_particulars(page: Page, reference: str, **changes: str) -> None:
    written = {
        "reference": reference,
        "issued_on": "17/11/2026",
        "title": "V/v phối hợp chuẩn bị báo cáo công tác năm 2026",
        "signatory": "Nguyễn Văn An",
    }
    for name, value in (written | changes).items():
        page.locator(f"[name={name}]").fill(value)


def register(page: Page, reference: str, *, present_to: str = "", **changes: str) -> IncomingDocument:
    write_particulars(page, reference, **changes)
    pick(page, "issuing_body", "bo noi vu")
    if present_to:
        pick(page, "present_to", present_to)
    page.locator("[name=checked]").check()
    send(page)
    page.wait_for_url("**/documents/incoming/*/")
    return document_of(page)


# -- everyone ---------------------------------------------------------------------------------------------------------
def do(page: Page, verb: str) -> None:
    """Open the form of a doing from the document's page, wherever its button is."""
    button = page.locator(f'main a[href$="/do/{verb}/"]')
    if not button.is_visible():
        page.locator(".page-actions summary").click()
    button.click()
    page.wait_for_url(f"**/do/{verb}/")


def done(page: Page) -> None:
    """Send the form; the page of the document comes back, or the desk."""
    send(page)
    page.wait_for_url(lambda url: "/do/" not in url)
    expect(page.locator(".errors")).to_have_count(0)


def open_from_desk(page: Page, document: IncomingDocument, desk: str = "/") -> None:
    page.goto(desk)
    page.locator(f'[data-row-link][href$="/{document.handle}/"]').first.click()
    page.wait_for_url(f"**/{document.handle}/")


def assign(page: Page, officer: str) -> None:
    do(page, "assign")
    page.locator("label", has_text=officer).locator("input[name=officer]").check()
    page.locator("[name=words]").fill("Đối chiếu quy định, trình trước hạn.")
    done(page)


def finish(page: Page, result: str, *files: dict[str, Any]) -> None:
    do(page, "finish")
    page.locator("[name=result]").fill(result)
    page.locator("[name=answered_by]").fill("7816/VPCP-KTTH")
    if files:
        page.locator("input[name=attached]").set_input_files(list(files))
    done(page)


def file(page: Page, dossier: str) -> None:
    do(page, "file")
    page.locator("[name=dossier]").fill(dossier)
    done(page)


def thread(page: Page) -> Locator:
    return page.locator("#thread")


@dataclass
class Taps:
    """A finger on the glass, and how often it came down."""

    page: Page
    count: int = field(default=0)

    def on(self, place: Locator) -> None:
        place.tap()
        self.count += 1
