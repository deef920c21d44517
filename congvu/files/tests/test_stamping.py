"""The arrival stamp on a copy: legible, in an empty place, upright on any page."""

from datetime import date
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from congvu.files import sandbox
from congvu.files.inspection.overlay import place
from congvu.files.samples import official_pdf
from congvu.files.stamping import NotStampable, stamp_arrival
from congvu.files.tests.office_files import pdf_file

STAMP = {"body": "Văn phòng Chính phủ", "number": 1234, "on": date(2026, 11, 20), "to": "Vụ Tổng hợp"}
LONG = tuple(f"{n}. " + "Đề nghị các bộ, cơ quan khẩn trương triển khai nhiệm vụ được giao. " * 5 for n in range(12))


def words_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    words = document[0].get_textpage().get_text_range()
    document.close()
    return " ".join(words.split())


def turned(content: bytes, angle: int) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    writer.pages[0].rotate(angle)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def ink(content: bytes) -> int:
    """Inked points of the first page."""
    document = pypdfium2.PdfDocument(content)
    bitmap = document[0].render(scale=1, grayscale=True)
    dark = sum(grey < 200 for grey in bytes(bitmap.buffer))
    document.close()
    return dark


def test_the_copy_carries_the_words_of_the_stamp_and_the_original_stays():
    original = official_pdf()
    copy = stamp_arrival(original, **STAMP, dossier="01.TH")
    assert original == official_pdf()
    for words in (
        "VĂN PHÒNG CHÍNH PHỦ",
        "ĐẾN",
        "1234",
        "20/11/2026",
        "Vụ Tổng hợp",
        "01.TH",
        "Kính gửi: Văn phòng Chính phủ",
    ):
        assert words in words_of(copy)


def test_pages_and_size_of_the_copy_are_the_originals():
    original = official_pdf(paragraphs=LONG)
    before, after = (pypdf.PdfReader(BytesIO(c)) for c in (original, stamp_arrival(original, **STAMP)))
    assert len(before.pages) == len(after.pages) > 1
    assert before.pages[0].mediabox == after.pages[0].mediabox


@pytest.mark.parametrize("paragraphs", [("Một đoạn ngắn./.",), LONG])
def test_the_stamp_covers_nothing_that_is_written(paragraphs):
    original = official_pdf(paragraphs=paragraphs)
    added = ink(stamp_arrival(original, **STAMP)) - ink(original)
    alone = ink(stamp_arrival(pdf_file(), **STAMP))
    assert added > 0.2 * alone


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_stamp_stands_upright_on_a_turned_page(angle):
    copy = stamp_arrival(turned(pdf_file(), angle), **STAMP)
    document = pypdfium2.PdfDocument(copy)
    bitmap = document[0].render(scale=1, grayscale=True)
    rows = [bytes(bitmap.buffer)[row * bitmap.stride :][: bitmap.width] for row in range(bitmap.height)]
    inked = [(x, y) for y, row in enumerate(rows) for x, grey in enumerate(row) if grey < 200]
    wide = max(x for x, _ in inked) - min(x for x, _ in inked)
    high = max(y for _, y in inked) - min(y for _, y in inked)
    document.close()
    assert (round(wide / 72 * 25.4), round(high / 72 * 25.4)) == (50, 35)
    assert max(y for _, y in inked) < bitmap.height / 2


def test_a_page_full_of_words_gets_a_smaller_stamp_in_the_margin():
    full = pdf_file(*["word " * 60] * 48)
    _, _, scale = place(pypdfium2.PdfDocument(full)[0], 141.7, 99.2)
    assert scale < 1
    assert "1234" in words_of(stamp_arrival(full, **STAMP))


def test_what_is_no_pdf_gets_no_stamp():
    with pytest.raises(NotStampable):
        stamp_arrival(b"not a PDF", **STAMP)
    assert sandbox.inspected(pdf_file("a"), "a.pdf")["kind"] == "pdf"
