"""Sheets as Decree 30/2020 lays them out, in a PDF that can be kept for decades."""

from datetime import UTC, date, datetime
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from congvu.files.inspection.page import Sheet, runs
from congvu.files.printing import render
from congvu.files.samples import date_in_words, official_pdf

COLUMNS = [{"label": label, "width": 1} for label in ("Ngày đến", "Số đến", "Tác giả", "Tên loại và trích yếu")]


def words_of(content: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(content)
    words = document[page].get_textpage().get_text_range()
    document.close()
    return " ".join(words.split())


def register(rows: int, **more) -> bytes:
    data = {
        "body": "Văn phòng Chính phủ",
        "title": "Sổ đăng ký văn bản đến",
        "year_line": "Năm: 2026",
        "columns": COLUMNS,
        "rows": [["20/11/2026", str(n), "Bộ Nội vụ", "Công văn về một việc"] for n in range(1, rows + 1)],
    }
    return render("register", data | more)


def test_a_letter_has_the_parts_the_decree_asks_for():
    words = words_of(
        official_pdf(parent="Chính phủ", contact=("Số 1 Hoàng Hoa Thám",), drafter="PL.(30)", urgency="HỎA TỐC")
    )
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "CHÍNH PHỦ",
        "BỘ NỘI VỤ",
        "Số: 05/BNV-VP",
        "V/v phối hợp chuẩn bị báo cáo công tác năm 2026",
        "Hà Nội, ngày 20 tháng 11 năm 2026",
        "Kính gửi: Văn phòng Chính phủ",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "Nguyễn Văn An",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, VP.",
        "PL.(30)",
        "HỎA TỐC",
        "Số 1 Hoàng Hoa Thám",
    ):
        assert part in words


@pytest.mark.parametrize(
    "kind",
    [
        "Nghị quyết",
        "Quyết định",
        "Chỉ thị",
        "Thông báo",
        "Kế hoạch",
        "Báo cáo",
        "Tờ trình",
        "Công điện",
        "Giấy mời",
        "Phiếu chuyển",
    ],
)
def test_a_named_kind_stands_in_capitals_above_its_title(kind):
    words = words_of(official_pdf(kind=kind, title="Về công tác văn thư", to=()))
    assert f"{kind.upper()} Về công tác văn thư" in words
    assert "V/v" not in words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 12), "ngày 12 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day, words):
    assert date_in_words(day) == words


def test_the_text_keeps_the_margins_of_the_decree():
    document = pypdfium2.PdfDocument(official_pdf(paragraphs=("Một đoạn dài. " * 300,)))
    millimetre = 72 / 25.4
    boxes = [run.box for run in runs(Sheet(document[1]), 0)]
    body = [box for box in boxes if box.top > 15 * millimetre]
    document.close()
    assert 29.5 <= min(box.left for box in body) / millimetre <= 35
    assert 15 <= (595.28 - max(box.right for box in body)) / millimetre <= 21
    assert min(box.top for box in body) / millimetre >= 19


def test_words_are_shown_and_never_obeyed():
    wicked = '#panic("x") $1+1$ *bold* _it_ = heading \\ "quote" <label> @ref //comment [a] {b} `raw`'
    assert wicked.replace("//", "//") in words_of(official_pdf(paragraphs=(wicked,)))


def test_the_pdf_is_made_for_keeping():
    content = official_pdf()
    reader = pypdf.PdfReader(BytesIO(content))
    metadata = reader.xmp_metadata.rdf_root.toxml()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi"


def test_the_same_letter_is_the_same_file():
    assert official_pdf() == official_pdf()


def test_pages_after_the_first_are_numbered():
    content = official_pdf(paragraphs=("Một đoạn dài. " * 400,))
    assert words_of(content, 1).startswith("2 ")
    assert not words_of(content, 0).startswith("1 ")


def test_a_register_repeats_its_head_on_every_page():
    content = register(120, cover=False)
    pages = len(pypdf.PdfReader(BytesIO(content)).pages)
    assert pages > 2
    for page in range(pages):
        assert "Ngày đến Số đến Tác giả Tên loại và trích yếu (1) (2) (3) (4)" in words_of(content, page)


def test_a_register_has_the_cover_of_the_law():
    words = words_of(
        register(3, cover_lines=["Từ ngày 01/01/2026 đến ngày 31/12/2026", "Từ số 01 đến số 03", "Quyển số: 01"])
    )
    for part in ("VĂN PHÒNG CHÍNH PHỦ", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Năm: 2026", "Từ số 01 đến số 03", "Quyển số: 01"):
        assert part in words


def test_a_register_of_nothing_can_be_printed():
    assert words_of(register(0, cover=False)).startswith("VĂN PHÒNG CHÍNH PHỦ")


def test_lao_words_can_be_printed():
    assert "ສະບາຍດີ" in words_of(official_pdf(paragraphs=("ສະບາຍດີ",)))


def test_the_moment_of_printing_is_kept():
    content = render("stamp", {"body": "A"}, at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    assert "20261120" in pypdf.PdfReader(BytesIO(content)).metadata["/CreationDate"]
