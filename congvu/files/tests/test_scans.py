"""Scans are read where the machine has Tesseract with Vietnamese; elsewhere nothing fails."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from congvu.files import ocr, store
from congvu.files.jobs import read_text, recognise, recognise_left
from congvu.files.models import StoredFile, TextState
from congvu.files.samples import official_pdf
from congvu.files.scans import NO_OCR, bears_mark
from congvu.files.tests.office_files import pdf_file
from congvu.files.tests.test_keeping import NOW

pytestmark = pytest.mark.django_db
needs_ocr = pytest.mark.skipif(not ocr.available(), reason="Tesseract with Vietnamese is not on this machine")


def scanned(pdf: bytes) -> bytes:
    """The first page as a copier gives it: a picture in a PDF."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72, grayscale=True).to_pil()
    out = BytesIO()
    page.convert("L").save(out, "PDF", resolution=200, quality=80)
    return out.getvalue()


def kept(content: bytes, name: str = "scan.pdf") -> StoredFile:
    return store.keep(content, name=name, at=NOW, by=None)


def test_without_tesseract_a_scan_stays_a_picture_and_says_so(own_storage, settings):
    settings.TESSERACT = "no-such-program"
    file = kept(scanned(official_pdf()))
    read_text(file.pk)
    file.refresh_from_db()
    assert (ocr.available(), file.text_state, file.text_reason) == (False, TextState.NONE, NO_OCR)


def test_a_text_is_not_sent_to_tesseract(own_storage):
    file = kept(official_pdf())
    read_text(file.pk)
    file.refresh_from_db()
    assert (file.text_state, file.read_by_ocr) == (TextState.READ, False)


@needs_ocr
def test_a_scan_is_read_with_its_places(own_storage):
    file = kept(scanned(official_pdf(title="phối hợp chuẩn bị báo cáo")))
    read_text(file.pk)
    file.refresh_from_db()
    assert file.text_state == TextState.SCAN
    recognise(file.pk, [1])
    file.refresh_from_db()
    assert (file.text_state, file.read_by_ocr) == (TextState.READ, True)
    assert "05/BNV-VP" in file.text and "báo cáo" in file.text
    left = next(line for line in file.ocr_lines if "05/BNV" in line["text"])
    assert left["page"] == 1 and left["right"] < 0.5 and 0.05 < left["top"] < 0.2


@needs_ocr
def test_reading_a_scan_again_changes_nothing(own_storage):
    file = kept(scanned(official_pdf()))
    read_text(file.pk)
    recognise(file.pk, [1])
    StoredFile.objects.update(text="đã có")
    recognise(file.pk, [1])
    file.refresh_from_db()
    assert file.text == "đã có"


@needs_ocr
def test_scans_that_came_before_tesseract_are_taken_up_at_night(own_storage, settings):
    usual, settings.TESSERACT = settings.TESSERACT, "no-such-program"
    file = kept(scanned(official_pdf()))
    read_text(file.pk)
    settings.TESSERACT = usual
    assert recognise_left(0) == 1
    file.refresh_from_db()
    assert file.text_state == TextState.WAITING


@needs_ocr
def test_of_a_scan_with_a_secrecy_mark_no_word_is_kept(own_storage):
    page = Image.open(BytesIO(_drawn(official_pdf())))
    stamp = Image.open(BytesIO(_drawn(pdf_file("TUYET MAT"), scale=3))).crop((180, 170, 700, 300))
    page.paste(stamp.resize((520, 130)), (200, 520))
    out = BytesIO()
    page.save(out, "PNG")
    file = kept(out.getvalue(), "scan.png")
    read_text(file.pk)
    recognise(file.pk, [1])
    file.refresh_from_db()
    assert bears_mark(file) and file.text == "" and file.ocr_lines is None


def _drawn(pdf: bytes, scale: float = 200 / 72) -> bytes:
    out = BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True).to_pil().convert("L").save(out, "PNG")
    return out.getvalue()
