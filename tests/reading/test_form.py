"""The registry opens the form of the register: the file has filled it in; the clerk corrects it and registers."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from congvu.accounts.samples import Cast, cast
from congvu.documents.actions import registry
from congvu.documents.filling import values_from
from congvu.documents.forms import InstructForm
from congvu.documents.loading import load_document_types
from congvu.documents.matching import body_of, kind_of, known_kinds
from congvu.documents.models import IncomingDocument
from congvu.documents.reading.particulars import Reading
from congvu.files.samples import official_pdf
from congvu.files.store import keep

TODAY = date(2026, 11, 18)


@pytest.fixture
def people(db: None) -> Cast:
    load_document_types()
    return cast(timezone.now() - timedelta(days=30))


def brought(people: Cast, pdf: bytes, title: str = "") -> IncomingDocument:
    """A document with its file, waiting to be registered."""
    now = timezone.now()
    clerk = people.clerk.actor(now)
    file = keep(pdf, name="scan0001.pdf", at=now, by=clerk)
    return registry.receive(
        people.office, files=[("scan0001.pdf", file)], channel="upload", title=title, at=now, by=clerk
    )


def letter(on: date) -> bytes:
    return official_pdf(
        body="BỘ XÂY DỰNG",
        reference="5521/BXD-KHTC",
        title="điều chỉnh chủ trương đầu tư tuyến cao tốc",
        on=on,
        urgency="KHẨN",
        signatory="Nguyễn Văn Thắng",
    )


def register_url(document: IncomingDocument) -> str:
    return reverse("documents:register", args=[document.handle])


def entered(form: object) -> dict[str, str]:
    """The form as the clerk sends it without touching anything but the tick of the check."""
    values = {name: form[name].value() for name in form.fields}  # type: ignore[attr-defined,index]
    as_text = {name: value.strftime("%d/%m/%Y") if isinstance(value, date) else value for name, value in values.items()}
    sent = {name: getattr(value, "pk", value) for name, value in as_text.items() if value is not None}
    return {name: str(value) for name, value in sent.items()} | {"checked": "on"}


def test_the_form_is_filled_from_the_file_and_registered(people: Cast, client: Client) -> None:
    day = timezone.localdate() - timedelta(days=2)
    document = brought(people, letter(day))
    client.force_login(people.clerk)
    form = client.get(register_url(document)).context["form"]
    marked = {name for name in form.fields if "data-read" in form.fields[name].widget.attrs}
    assert marked == {"issuing_body", "reference", "issued_on", "document_type", "title", "signatory", "urgency"}
    assert client.post(register_url(document), entered(form)).status_code == 302
    document = IncomingDocument.objects.with_facts().get(pk=document.pk)
    assert (document.issuing_body.notation, document.reference, document.issued_on) == ("BXD", "5521/BXD-KHTC", day)
    assert (document.document_type.code, document.title) == (
        "official_letter",
        "Điều chỉnh chủ trương đầu tư tuyến cao tốc",
    )
    assert (document.signatory, document.urgency) == ("Nguyễn Văn Thắng", "urgent")


def test_what_the_clerk_has_written_stays(people: Cast, client: Client) -> None:
    document = brought(people, letter(timezone.localdate()), title="Trích yếu của văn thư")
    client.force_login(people.clerk)
    form = client.get(register_url(document)).context["form"]
    assert form["title"].value() == "Trích yếu của văn thư"
    assert "data-read" not in form.fields["title"].widget.attrs


def test_a_corrected_field_is_no_longer_marked_as_read(people: Cast, client: Client) -> None:
    document = brought(people, letter(timezone.localdate()))
    client.force_login(people.clerk)
    sent = entered(client.get(register_url(document)).context["form"]) | {"reference": "5522/BXD-KHTC"}
    form = client.post(register_url(document), {k: v for k, v in sent.items() if k != "checked"}).context["form"]
    assert "data-read" not in form.fields["reference"].widget.attrs
    assert "data-read" in form.fields["issued_on"].widget.attrs


def test_the_file_is_read_once(people: Cast, client: Client) -> None:
    document = brought(people, letter(timezone.localdate()))
    client.force_login(people.clerk)
    client.get(register_url(document))
    IncomingDocument.objects.filter(pk=document.pk).update(
        read=IncomingDocument.objects.get(pk=document.pk).read | {"reference": "1/KEPT"}
    )
    assert client.get(register_url(document)).context["form"]["reference"].value() == "1/KEPT"


def test_the_registry_is_told_that_a_document_came_before(people: Cast, client: Client) -> None:
    pdf = letter(timezone.localdate())
    first, second = brought(people, pdf), brought(people, pdf)
    client.force_login(people.clerk)
    client.post(register_url(first), entered(client.get(register_url(first)).context["form"]) | {"told": second.handle})
    answer = client.get(register_url(second))
    assert [found.pk for found in answer.context["before"]] == [first.pk]
    assert first.get_absolute_url() in answer.content.decode()
    sent = entered(answer.context["form"])
    assert client.post(register_url(second), sent).status_code == 422  # sent from a page that did not tell yet
    assert client.post(register_url(second), sent | {"told": first.handle}).status_code == 302


def test_the_leader_may_take_the_day_the_document_asks_for(people: Cast) -> None:
    now = datetime(2026, 11, 18, 2, tzinfo=UTC)
    document = brought(people, letter(TODAY))
    document.read = Reading(answer_until=date(2026, 11, 30)).to_json()
    leader = people.leader.actor(now)
    form = InstructForm(document=document, actor=leader, now=now)
    assert "30/11/2026" in dict(form.fields["deadline"].choices)["asked"]
    form = InstructForm(
        {"lead": people.department.handle, "deadline": "asked"}, document=document, actor=leader, now=now
    )
    assert form.is_valid(), form.errors
    assert timezone.localdate(form.cleaned_data["due"].due_at) == date(2026, 11, 30)


def test_a_scan_without_words_leaves_the_form_empty(people: Cast, client: Client) -> None:
    document = brought(people, scan())
    client.force_login(people.clerk)
    form = client.get(register_url(document)).context["form"]
    assert not [name for name in form.fields if "data-read" in form.fields[name].widget.attrs]


def scan() -> bytes:
    picture = BytesIO()
    Image.new("L", (620, 877), 255).save(picture, "PDF")
    return picture.getvalue()


def body(issuer: str, day: date, *letters: str) -> str:
    found = body_of(Reading(issuer=issuer, letters=letters), day, known_kinds(day))
    return found.data_key if found else ""


@pytest.mark.django_db
def test_an_old_document_is_of_the_body_of_its_day() -> None:
    assert body("UBND TỈNH TUYÊN QUANG", date(2024, 5, 1)) == "h60"
    assert body("UBND TỈNH TUYÊN QUANG", date(2026, 5, 1)) == "h60-2025"
    assert body("BỘ GIAO THÔNG VẬN TẢI", date(2024, 5, 1)) == "g04"
    assert body("BỘ GIAO THÔNG VẬN TẢI", date(2026, 5, 1)) == ""


@pytest.mark.django_db
def test_a_misread_name_is_made_good_by_the_letters_of_the_reference() -> None:
    assert body("BỘ XÂY DỤNG", TODAY, "BXD", "KHTC") == "g17"
    assert body("BÔ XÂV DỰNG", TODAY, "BXD", "KHTC") == "g17"
    assert body("SỞ XÂY DỰNG", TODAY, "SXD", "KHTC") == ""
    assert body("CỤC THUẾ", TODAY, "BTC", "CS") == ""


@pytest.mark.django_db
def test_accents_and_capitals_of_the_letters_tell_the_kinds_apart() -> None:
    load_document_types()
    kinds = known_kinds(TODAY)

    def code(*letters: str) -> str | None:
        found = kind_of(Reading(reference="1/X", letters=letters), kinds)
        return found.code if found else None

    assert [code(letters, "BNV") for letters in ("QĐ", "QyĐ", "CT", "CTr", "ĐA", "DA", "HD", "HĐ")] == [
        "decision",
        "rules",
        "directive",
        "programme",
        "scheme",
        "project",
        "guidance",
        "contract",
    ]
    assert code("BXD", "KHTC") == "official_letter"


@pytest.mark.django_db
def test_a_body_the_directory_does_not_know_keeps_its_name_as_written() -> None:
    read = values_from(Reading(issuer="SỞ TÀI CHÍNH", parent="UBND TỈNH AN GIANG"), TODAY)
    assert read == {"issuer_name": "SỞ TÀI CHÍNH (UBND TỈNH AN GIANG)"}
