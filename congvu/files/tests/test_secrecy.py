"""A stamp is refused; words about secrecy are not. Law 29/2018/QH14, article 5."""

import time
import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest

from congvu.files import sandbox, secrecy, store
from congvu.files.models import StoredFile
from congvu.files.samples import official_pdf
from congvu.files.secrecy import Piece, mark_in_name, mark_of, mark_on_page
from congvu.files.tests.office_files import docx_file, saved, xlsx_file

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LAW = (Path(__file__).parent / "data" / "bao_ve_bi_mat.txt").read_text(encoding="utf-8")

MARKS = [
    ("MẬT", "MẬT"),
    ("TỐI MẬT", "TỐI MẬT"),
    ("TUYỆT MẬT", "TUYỆT MẬT"),
    ("M Ậ T", "MẬT"),
    ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
    ("TỐI  MẬT", "TỐI MẬT"),
    ("[MẬT]", "MẬT"),
    ("(TỐI MẬT)", "TỐI MẬT"),
    ("│ MẬT │", "MẬT"),
    ("* * MẬT * *", "MẬT"),
    ("“MẬT”", "MẬT"),
    ("MẬT.", "MẬT"),
    ("M.Ậ.T", "MẬT"),
    (unicodedata.normalize("NFD", "TUYỆT MẬT"), "TUYỆT MẬT"),
    ("M\u200bẬT", "MẬT"),
    ("ＭẬＴ", "MẬT"),
    ("Độ mật: MẬT", "MẬT"),
    ("Độ mật: Tối mật", "TỐI MẬT"),
    ("ĐỘ MẬT: TUYỆT MẬT", "TUYỆT MẬT"),
    ("Mức độ mật - Mật", "MẬT"),
    ("TÀI LIỆU MẬT", "MẬT"),
    ("TÀI LIỆU TUYỆT MẬT", "TUYỆT MẬT"),
    ("MẬT Bản số: 03", "MẬT"),
    ("TÀI LIỆU THU HỒI", "MẬT"),
    ("Số: 12/BC-BCA   MẬT", "MẬT"),
    ("Số: 12/BC-BCA (TỐI MẬT)", "TỐI MẬT"),
    ("CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", "TUYỆT MẬT"),
    ("TUYET MAT", "TUYỆT MẬT"),
    ("TOI MAT", "TỐI MẬT"),
    ("mËt", "MẬT"),  # TCVN3, a font of capitals
    ("TèI MËT", "TỐI MẬT"),
    ("MAÄT", "MẬT"),  # VNI
    ("TUYEÄT MAÄT", "TUYỆT MẬT"),
    ("MÂT", "MẬT"),  # read by machine from a scan
]
MERE_WORDS = [
    "Luật Bảo vệ bí mật nhà nước",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "V/v bảo vệ bí mật nhà nước",
    "BẢO MẬT",
    "BẢO MẬT THÔNG TIN",
    "BÍ MẬT",
    "BÍ MẬT NHÀ NƯỚC",
    "tài liệu mật",
    "Mật",
    "mật",
    "Tối mật",
    "MẬT ĐỘ DÂN SỐ",
    "MẬT KHẨU",
    "MẬT ONG",
    "MẤT",
    "MẶT",
    "MÁT",
    "MAT",
    "Danh mục bí mật nhà nước độ Tuyệt mật",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT",
    "Quyết định ban hành Danh mục bí mật nhà nước độ Tối mật của ngành Nội vụ",
    "Độ mật: ................",
    "Độ mật: Thường",
    "Độ mật: Không",
    "Con dấu các độ mật (TUYỆT MẬT, TỐI MẬT hoặc MẬT)",
    "TUYỆT MẬT, TỐI MẬT, MẬT",
    "LƯU HÀNH NỘI BỘ",
    "HỎA TỐC",
    "XEM XONG TRẢ LẠI",
    "CƠ MẬT VIỆN",
    "",
]


@pytest.mark.parametrize("spelling", [*secrecy._LEVEL, *secrecy._OTHER_STAMPS])
def test_no_spelling_of_a_mark_is_passed_over(spelling: str) -> None:
    """Most lines are passed over at a glance; none that is a mark may be."""
    for text in (spelling, " ".join(spelling), f"Số: 12/BC\n{spelling}\nV/v họp", f"x\t{spelling}"):
        assert secrecy.may_bear_mark(text)


def test_a_long_gap_is_passed_over_in_no_time() -> None:
    text = "MA" + " " * 200_000 + "x"
    begun = time.process_time()
    assert not secrecy.may_bear_mark(text)
    assert time.process_time() - begun < 1


def test_what_is_left_as_it_is_needs_no_folding() -> None:
    ordinary = [chr(code) for code in range(0x3000) if secrecy._ORDINARY.fullmatch(chr(code))]
    assert len(ordinary) > 200
    assert [letter for letter in ordinary if unicodedata.normalize("NFKC", letter) != letter] == []


@pytest.mark.parametrize(("text", "mark"), MARKS)
def test_a_stamp_standing_alone_is_a_mark(text, mark):
    assert mark_of(text) == mark


@pytest.mark.parametrize("text", MERE_WORDS)
def test_words_about_secrecy_are_no_mark(text):
    assert mark_of(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "12-MAT.pdf",
        "12-mat.pdf",
        "QĐ 12 (TUYỆT MẬT).pdf",
        "cv 15 (mật).pdf",
        "[MẬT] báo cáo.docx",
        "CV 15 TỐI MẬT.docx",
        "15_BC-BCA_MẬT.pdf",
        "TUYET MAT 07.pdf",
        "MẬT.pdf",
        "CONG VAN MAT.pdf",
        "TÀI LIỆU MẬT.pdf",
        "BC 12 MẬT SIGNED.pdf",
        unicodedata.normalize("NFD", "QĐ 12 TUYỆT MẬT.pdf"),
    ],
)
def test_a_file_name_can_bear_a_mark(name):
    assert mark_in_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "bao-mat.pdf",
        "BAO VE BI MAT NHA NUOC.pdf",
        "BÁO CÁO BẢO MẬT.pdf",
        "LUẬT BẢO VỆ BÍ MẬT.pdf",
        "danh muc bi mat nha nuoc do tuyet mat.pdf",
        "DANH MỤC BMNN ĐỘ TUYỆT MẬT.pdf",
        "mat-bang.pdf",
        "MẬT ĐỘ XÂY DỰNG.pdf",
        "GIAY MOI GAP MAT.pdf",
        "CHI TIEN MAT.xlsx",
        "LE RA MAT.docx",
        "mat-khau.txt",
        "format.pdf",
        "5-BCA-TM.pdf",
        "ban-mat.jpg",
        "to-trinh.pdf",
    ],
)
def test_an_ordinary_file_name_bears_none(name):
    assert mark_in_name(name) is None


def test_a_mark_counts_in_the_upper_part_and_at_the_foot_of_the_page():
    assert mark_on_page([Piece("MẬT", 0.2)])
    assert mark_on_page([Piece("MẬT", 0.95)])
    assert not mark_on_page([Piece("MẬT", 0.7)])


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "T Ố I   M Ậ T"])
def test_a_printed_stamp_is_found_on_the_first_page(mark):
    for place in ("urgency", "circulation"):
        found = sandbox.inspected(official_pdf(**{place: mark}), "bao cao.pdf")
        assert found["unfit"] == "bears_mark"


def test_a_stamp_beside_the_reference_is_found():
    assert sandbox.inspected(official_pdf(reference="05/BNV-VP MẬT"), "a.pdf")["unfit"] == "bears_mark"
    assert sandbox.inspected(official_pdf(parent="MẬT"), "a.pdf")["unfit"] == "bears_mark"


def test_the_last_word_of_a_paragraph_on_a_line_of_its_own_is_no_stamp():
    words = "Các đơn vị rà soát văn bản đi và văn bản đến, không gửi qua mạng những văn bản mang dấu chỉ độ"
    for more in range(60):
        printed = official_pdf(paragraphs=(words + " ." * more + " MẬT",))
        assert sandbox.inspected(printed, "van ban.pdf").get("kind") == "pdf", more


def test_a_stamp_on_a_turned_page_is_found():
    writer = pypdf.PdfWriter(clone_from=BytesIO(official_pdf(urgency="MẬT")))
    for angle in (90, 90, 90):
        writer.pages[0].rotate(angle)
        out = BytesIO()
        writer.write(out)
        assert sandbox.inspected(out.getvalue(), "a.pdf")["unfit"] == "bears_mark"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "bảo vệ bí mật nhà nước"},
        {"kind": "Kế hoạch", "title": "Về công tác bảo vệ bí mật nhà nước năm 2026"},
        {"kind": "Quyết định", "title": "Ban hành Danh mục bí mật nhà nước độ Tuyệt mật thuộc lĩnh vực nội vụ"},
        {"paragraphs": ("Các văn bản đóng dấu MẬT, TỐI MẬT, TUYỆT MẬT không gửi qua mạng.", "BẢO MẬT")},
        {"paragraphs": tuple(LAW.splitlines())},
        {"kind": "Luật", "title": "Bảo vệ bí mật nhà nước", "paragraphs": tuple(LAW.splitlines())},
        {"urgency": "HỎA TỐC", "circulation": "LƯU HÀNH NỘI BỘ"},
    ],
)
def test_a_printed_document_about_secrecy_is_taken(fields):
    assert sandbox.inspected(official_pdf(**fields), "van ban.pdf").get("kind") == "pdf"


def test_a_bold_word_within_a_sentence_is_no_stamp():
    document = docx.Document()
    sentence = document.add_paragraph("Văn bản đóng dấu ")
    sentence.add_run("MẬT").bold = True
    sentence.add_run(" được gửi theo đường riêng.")
    assert sandbox.inspected(saved(document), "huong dan.docx").get("kind") == "docx"


def test_a_stamp_in_a_letters_table_header_or_first_lines_is_found():
    table = docx.Document()
    table.add_table(1, 2).cell(0, 0).text = "TỐI MẬT"
    header = docx.Document()
    header.sections[0].header.paragraphs[0].text = "MẬT"
    for content in (saved(table), saved(header), docx_file("BỘ NỘI VỤ", "Số: 12/BC-BNV", "MẬT")):
        assert sandbox.inspected(content, "bao cao.docx")["unfit"] == "bears_mark"


def test_a_stamp_in_a_sheet_text_page_or_mail_is_found():
    mail = "From: a@b.vn\nTo: c@d.vn\nSubject: Bao cao\nMIME-Version: 1.0\n\nSố: 1\n\nMẬT\n".encode()
    for content, name in (
        (xlsx_file(["TUYỆT MẬT"], ["a", 1]), "so.xlsx"),
        ("BỘ NỘI VỤ\nMẬT\n".encode(), "a.txt"),
        ("<html><body><div>BỘ NỘI VỤ</div><p><b>MẬT</b></p></body></html>".encode(), "a.html"),
        (mail, "thu.eml"),
    ):
        assert sandbox.inspected(content, name)["unfit"] == "bears_mark", name


@pytest.mark.django_db
def test_nothing_of_a_marked_file_is_kept_and_the_reason_names_the_law(own_storage):
    with pytest.raises(store.BearsSecrecyMark) as refusal:
        store.keep(official_pdf(urgency="TỐI MẬT", title="một việc kín"), name="viec kin.pdf", at=NOW, by=None)
    assert "TỐI MẬT" in str(refusal.value)
    assert "29/2018/QH14" in str(refusal.value)
    assert "viec kin" not in str(refusal.value)
    assert not StoredFile.objects.exists()
    assert not own_storage.exists()
