"""The registry drops its post, walks the queue, registers what is clean, joins and puts aside."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.documents.actions import intake, registry
from congvu.documents.filling import first_reading
from congvu.documents.intake import drop
from congvu.documents.loading import load_document_types
from congvu.documents.models import Arrival, IncomingDocument, Source
from congvu.documents.sources.jobs import read_scans
from congvu.documents.waiting import queue_of, waiting
from congvu.files.models import StoredFile, TextState
from congvu.files.samples import official_pdf
from congvu.files.store import BearsSecrecyMark
from congvu.files.tests.office_files import docx_file, picture
from congvu.files.tests.test_mails import letter as mail
from congvu.records.models import HistoryEntry

QUEUE = "/documents/incoming/queue/"


@pytest.fixture
def people(db: None) -> Cast:
    load_document_types()
    return cast(timezone.now() - timedelta(days=30))


@pytest.fixture
def clerk(people: Cast, client: Client) -> Client:
    client.force_login(people.clerk)
    return client


def letter(number: int = 5, **changes: Any) -> bytes:
    day = timezone.localdate() - timedelta(days=3)
    return official_pdf(**({"body": "BỘ XÂY DỰNG", "reference": f"{number:02}/BXD-VP", "on": day} | changes))


def dropped(people: Cast, content: bytes, name: str = "scan.pdf") -> Arrival:
    now = timezone.now()
    return drop(people.office, content, name=name, at=now, by=people.clerk.actor(now))


def upload(client: Client, *files: tuple[str, bytes], **headers: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(QUEUE, {"files": sent}, headers=headers)


def lines(people: Cast) -> dict[str, Any]:
    actor = people.clerk.actor(timezone.now())
    return {line.document.reference: line for line in waiting(queue_of(people.office, actor), actor)}


def test_many_files_at_once_become_documents_of_the_queue(people: Cast, clerk: Client) -> None:
    files = [(f"scan{n}.pdf", letter(n)) for n in (1, 2, 3)]
    assert upload(clerk, *files, ("run.pdf", b"MZ\x90" + bytes(90))).status_code == 302
    assert set(lines(people)) == {"01/BXD-VP", "02/BXD-VP", "03/BXD-VP"}
    page = clerk.get(QUEUE).content.decode()
    assert "run.pdf" in page and str(Arrival.objects.get(state="refused").reason) in page


def test_a_script_is_answered_for_each_file(people: Cast, clerk: Client) -> None:
    one_by_one = {"X-One-By-One": "1"}
    taken = upload(clerk, ("scan.pdf", letter()), **one_by_one).json()["arrivals"][0]
    refused = upload(clerk, ("cong van.docx", docx_file("MẬT")), **one_by_one).json()["arrivals"][0]
    assert taken["taken"] and taken["words"].startswith("05/BXD-VP · Bộ Xây dựng")
    assert not refused["taken"] and "MẬT" in refused["words"]
    assert Arrival.objects.get(state="refused").name == ""


def test_what_did_not_come_in_stands_there_until_it_was_seen(people: Cast, clerk: Client) -> None:
    arrival = dropped(people, b"MZ\x90" + bytes(90), "run.pdf")
    clerk.post(reverse("documents:put_away", args=[arrival.handle]))
    assert "run.pdf" not in clerk.get(QUEUE).content.decode()
    assert HistoryEntry.objects.get(verb="documents.put_away").facts["name"] == "run.pdf"


def test_a_dropped_mail_is_a_document_with_what_is_attached(people: Cast) -> None:
    content = mail(("run.exe", b"MZ\x90" + bytes(90)), ("bao cao.pdf", letter())).as_bytes()
    document = dropped(people, content, "thu.eml").document
    assert document and (document.channel, document.reference) == ("email", "05/BXD-VP")
    names = [one.name for one in document.attachments.order_by("pk")]
    assert names == ["bao cao.pdf", "Gửi báo cáo quý IV.txt"]
    assert [name for name, _reason in Arrival.objects.get().refused] == ["run.exe"]
    assert not lines(people)["05/BXD-VP"].is_clean


def test_clean_is_what_was_read_without_a_doubt_and_did_not_come_before(people: Cast) -> None:
    dropped(people, letter(1))
    dropped(people, letter(2, body="SỞ TÀI CHÍNH"))
    dropped(people, letter(3, on=timezone.localdate() - timedelta(days=900)))
    dropped(people, letter(1))
    found = lines(people)
    assert {reference: found[reference].is_clean for reference in found} == {
        "01/BXD-VP": False,  # the second of the two: it came before
        "02/BXD-VP": False,
        "03/BXD-VP": False,
    }
    actor = people.clerk.actor(timezone.now())
    first = waiting(queue_of(people.office, actor), actor)[0]
    assert first.is_clean and found["01/BXD-VP"].twins == [first.document]


def test_all_that_is_clean_is_registered_at_once_and_told_one_by_one(people: Cast, clerk: Client) -> None:
    clean = [dropped(people, letter(n)).document for n in (1, 2)]
    unsure = dropped(people, letter(3, body="SỞ TÀI CHÍNH")).document
    sent = [document.handle for document in (*clean, unsure) if document]
    address = reverse("documents:register_clean")
    assert clerk.post(address, {"row": sent}).status_code == 422  # nobody said that they were checked
    told = clerk.post(address, {"row": sent, "checked": "on"}, follow=True)
    assert [one["done"] for one in told.context["told"]] == [True, True, False]
    states = {one.reference: one.state for one in IncomingDocument.objects.all()}
    assert states == {"01/BXD-VP": "registered", "02/BXD-VP": "registered", "03/BXD-VP": "received"}
    assert HistoryEntry.objects.filter(verb="documents.register").count() == 2


def test_the_clerk_walks_the_queue_from_one_to_the_next(people: Cast, clerk: Client) -> None:
    first, second = (dropped(people, letter(n)).document for n in (1, 2))
    assert first and second
    page = clerk.get(reverse("documents:register", args=[first.handle]) + "?queue")
    assert (page.context["walk"].number, page.context["walk"].of, page.context["walk"].after) == (1, 2, second.handle)
    form = page.context["form"]
    entered = {name: form[name].value() for name in form.fields}
    sent = {name: str(getattr(value, "pk", value)) for name, value in entered.items() if value is not None}
    sent |= {"issued_on": f"{entered['issued_on']:%d/%m/%Y}", "checked": "on"}
    answer = clerk.post(reverse("documents:register", args=[first.handle]) + "?queue", sent)
    assert answer["Location"] == reverse("documents:register", args=[second.handle]) + "?queue"
    discard = reverse("documents:do", args=[second.handle, "discard"]) + "?queue"
    assert clerk.post(discard, {"because": "Thư quảng cáo"})["Location"] == QUEUE


def test_what_may_be_misread_is_marked_so_in_the_form(people: Cast, clerk: Client) -> None:
    document = dropped(people, letter(2, body="SỞ TÀI CHÍNH")).document
    assert document
    form = clerk.get(reverse("documents:register", args=[document.handle])).context["form"]
    marks = {name: form.fields[name].widget.attrs.get("data-read") for name in ("issuer_name", "reference", "pages")}
    assert marks == {"issuer_name": "unsure", "reference": "read", "pages": None}


def test_an_annex_that_came_by_itself_is_joined_to_its_document(people: Cast, clerk: Client) -> None:
    document = dropped(people, letter()).document
    annex = dropped(people, docx_file("Phụ lục kèm theo"), "phu luc.docx").document
    assert document and annex
    clerk.post(reverse("documents:do", args=[annex.handle, "merge"]), {"queued": document.handle})
    annex.refresh_from_db()
    assert (annex.state, annex.closed_at is not None) == ("discarded", True)
    assert [(one.role, one.name) for one in document.attachments.order_by("pk")] == [
        ("main", "scan.pdf"),
        ("annex", "phu luc.docx"),
    ]
    assert HistoryEntry.objects.latest("pk").facts["into"] == "05/BXD-VP"
    assert annex.title in clerk.get(document.get_absolute_url()).content.decode()


def test_a_document_is_not_joined_to_itself_nor_to_another_bodys(people: Cast) -> None:
    now = timezone.now()
    clerk = people.clerk.actor(now)
    document = samples.received(people.office, at=now, by=clerk)
    foreign = samples.received(people.agency, at=now, by=people.agency_user.actor(now))
    for other in (document, foreign):
        with pytest.raises(intake.IntoItself):
            intake.merge(document, into=other, at=now, by=clerk)


def test_a_document_is_put_aside_with_a_reason_and_without_a_number(people: Cast) -> None:
    now = timezone.now()
    clerk = people.clerk.actor(now)
    document = samples.received(people.office, at=now, by=clerk)
    with pytest.raises(registry.ReasonMissing):
        intake.discard(document, because=" ", at=now, by=clerk)
    assert intake.discard(document, because="Thư quảng cáo", at=now, by=clerk).state == "discarded"
    assert samples.registered(people.office, at=now, by=clerk).entry.number == 1


def as_if_read(file: StoredFile, *texts: str) -> None:
    """What OCR writes down of a scan."""
    rows = [{"text": text, "page": 1, "left": 0.15, "top": 0.1 + n / 30, "right": 0.45, "bottom": 0.11 + n / 30, "size": 0.012}
            for n, text in enumerate(texts)]  # fmt: skip
    StoredFile.objects.filter(pk=file.pk).update(
        ocr_lines=rows, read_by_ocr=True, text="\n".join(texts), text_state=TextState.READ
    )


def test_a_scan_read_meanwhile_fills_the_document_and_all_of_it_is_unsure(people: Cast) -> None:
    document = dropped(people, picture("PNG"), "scan.png").document
    assert document and document.reference == ""
    file = document.attachments.get().file
    as_if_read(file, "BỘ XÂY DỰNG", "Số: 77/BXD-VP", "V/v báo cáo công tác năm 2026")
    assert [read_scans(0), read_scans(0)] == [1, 0]
    line = lines(people)["77/BXD-VP"]
    assert line.document.read["ocr"] and "reference" in line.document.read["unsure"] and not line.is_clean


def test_a_scan_on_which_a_mark_was_seen_is_not_registered(people: Cast) -> None:
    now = timezone.now()
    clerk = people.clerk.actor(now)
    document = dropped(people, picture("PNG"), "scan.png").document
    assert document
    StoredFile.objects.update(text_state=TextState.FAILED, text_reason="bears_mark")
    with pytest.raises(BearsSecrecyMark):
        registry.register(document, particulars=samples.particulars(), at=now, by=clerk)
    assert lines(people)[""].scan == "marked"


def test_where_scans_are_not_read_the_page_says_so(people: Cast, clerk: Client, settings: Any) -> None:
    settings.TESSERACT = "no-such-program"
    assert "Tesseract" in clerk.get(QUEUE).content.decode()


def test_the_page_tells_when_a_source_was_last_read_and_what_is_wrong(people: Cast, clerk: Client) -> None:
    now = timezone.now()
    Source.objects.create(kind="mailbox", place="vanthu/INBOX", organisation=people.office, read_at=now, failed_at=now,
                          failure="sign_in")  # fmt: skip
    page = clerk.get(QUEUE).content.decode()
    assert "vanthu/INBOX" in page and "mật khẩu" in page


def test_a_date_after_the_day_it_came_is_not_taken_from_the_file(people: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    file = dropped(people, letter(1, on=tomorrow)).document
    assert file and file.issued_on is None
    assert "issued_on" not in first_reading(file.attachments.get().file, timezone.localdate()).values


def test_the_clerk_of_another_body_sees_nothing_of_the_queue(people: Cast, client: Client) -> None:
    dropped(people, letter())
    client.force_login(people.outsider)
    assert "05/BXD-VP" not in client.get(QUEUE).content.decode()
