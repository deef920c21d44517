"""The words of files, for search."""

import os
import time
import unicodedata
from datetime import UTC, datetime
from email.message import EmailMessage

import docx
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.files import inspector, limits, sandbox, store
from congvu.files.jobs import read_text
from congvu.files.models import StoredFile, TextState
from congvu.files.samples import official_pdf
from congvu.files.tests.office_files import pdf_file, picture, saved, xlsx_file

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SENTENCE = "Các cơ quan, đơn vị của nhà nước thực hiện việc quản lý và bảo vệ tài sản được giao theo quy định"


def words(content: bytes, name: str) -> str:
    return sandbox.read_text(content, name)["text"]


def test_the_words_of_a_printed_letter():
    text = words(official_pdf(title="phòng, chống bão số 10"), "a.pdf")
    assert "V/v phòng, chống bão số 10" in " ".join(text.split())
    assert "Nguyễn Văn An" in text


def test_the_words_of_a_letter_with_tables_and_header():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "BỘ NỘI VỤ"
    document.add_paragraph("Kính gửi")
    document.add_table(1, 2).cell(0, 1).text = "Chỉ tiêu"
    document.add_paragraph("Hết")
    assert words(saved(document), "a.docx") == "BỘ NỘI VỤ\nKính gửi\nChỉ tiêu\nHết"


def test_the_words_of_a_sheet():
    assert "Bộ Tài chính" in words(xlsx_file(["Bộ Tài chính", 12]), "a.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_the_words_of_a_text_in_any_encoding(encoding):
    sentence = SENTENCE
    if encoding == "cp1258":
        sentence = "".join(_as_1258(letter) for letter in SENTENCE)
    assert words(sentence.encode(encoding), "a.txt") == SENTENCE


def _as_1258(letter: str) -> str:
    """The letter as windows-1258 writes it: tone marks apart, circumflex and horn not."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + tones


def test_the_words_of_a_text_in_tcvn3():
    content = b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca Vi\xd6t Nam, c\xb8c c\xac quan"
    assert words(content, "a.txt").startswith("Cộng hòa xã hội chủ nghĩa Việt Nam")


def test_the_words_of_a_web_page_without_its_scripts():
    page = "<html><head><style>p{}</style></head><body><h1>Tin</h1><script>hack()</script><p>Một <b>hai</b> ba</p></body></html>"
    assert words(page.encode(), "a.html") == "Tin\nMột hai ba"


def test_the_words_of_a_mail():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.vn", "c@d.vn", "Góp ý dự thảo"
    message.set_content("Kính gửi Bộ")
    message.add_attachment(pdf_file("a"), maintype="application", subtype="pdf", filename="góp ý.pdf")
    text = words(message.as_bytes(), "a.eml")
    assert "Góp ý dự thảo" in text
    assert "Kính gửi Bộ" in text
    assert "góp ý.pdf" in text


def long_letter() -> bytes:
    """More pages than are read at the door."""
    return official_pdf(title="một việc", paragraphs=(SENTENCE,) * 600)


def waits_for_its_words(content: bytes, name: str) -> StoredFile:
    """A kept file of which the door told no words."""
    return store.keep_looked_into(content, sandbox.inspected(content, name), at=NOW)


@pytest.mark.django_db
def test_a_short_letter_is_read_when_it_comes(own_storage):
    kept = store.keep(official_pdf(title="một việc"), name="a.pdf", at=NOW, by=None)
    assert kept.text_state == TextState.READ
    assert kept.text == words(official_pdf(title="một việc"), "a.pdf")
    assert not ProcrastinateJob.objects.filter(task_name="files.read_text").exists()


@pytest.mark.django_db
def test_keeping_a_long_file_leaves_one_job_to_read_it(own_storage):
    kept = store.keep(long_letter(), name="a.pdf", at=NOW, by=None)
    store.keep(long_letter(), name="b.pdf", at=NOW, by=None)
    job = ProcrastinateJob.objects.get(task_name="files.read_text")
    assert kept.text_state == TextState.WAITING
    assert job.args == {"stored_file_id": kept.pk}


@pytest.mark.parametrize("broken", [lambda: os._exit(1), lambda: time.sleep(60)], ids=["breaks", "takes too long"])
def test_a_good_file_on_whose_words_the_reader_breaks_is_good_all_the_same(broken, monkeypatch):
    monkeypatch.setattr(limits, "WORDS_SECONDS", 0.3)
    monkeypatch.setattr(inspector.text, "words_of", lambda *file: broken())
    assert inspector._forked("keep", pdf_file("a"), "a.pdf", b"", 20) == {"kind": "pdf", "pages": 1}


def test_what_breaks_before_anything_was_told_is_damaged(monkeypatch):
    monkeypatch.setattr(inspector, "inspect", lambda *file: os._exit(1))
    assert inspector._forked("keep", pdf_file("a"), "a.pdf", b"", 20)["unfit"] == "damaged"


@pytest.mark.django_db
def test_the_job_reads_the_words_once(own_storage):
    kept = waits_for_its_words(official_pdf(title="một việc"), "a.pdf")
    read_text(kept.pk)
    kept.refresh_from_db()
    assert kept.text_state == TextState.READ
    assert "một việc" in kept.text
    StoredFile.objects.update(text="đã có")
    read_text(kept.pk)
    kept.refresh_from_db()
    assert kept.text == "đã có"


@pytest.mark.django_db
def test_a_picture_has_no_words_where_scans_are_not_read(own_storage, settings):
    settings.TESSERACT = ""
    kept = store.keep(picture("PNG"), name="a.png", at=NOW, by=None)
    read_text(kept.pk)
    kept.refresh_from_db()
    assert kept.text_state == TextState.NONE


@pytest.mark.django_db
def test_what_cannot_be_read_says_why(own_storage):
    kept = waits_for_its_words(pdf_file("a"), "a.pdf")
    place = own_storage / kept.place
    place.chmod(0o600)
    place.write_bytes(b"spoilt")
    read_text(kept.pk)
    kept.refresh_from_db()
    assert kept.text_state == TextState.FAILED
    assert kept.text_reason
