"""Real texts of the law (2020 and 2026) and of the Party's layout, from other printers than ours."""

import unicodedata
from dataclasses import replace
from datetime import date

from playwright.sync_api import Browser

from congvu.documents.reading.particulars import Reading, read_particulars
from congvu.files.inspection.layout import layout
from tests.reading.printers import Sheet, as_docx, printed, typed

KINDS = ("Công văn", "Quyết định", "Thông báo", "Tờ trình", "Báo cáo", "Nghị quyết", "Quy định")

CONCLUSION = Sheet(
    left=("*VĂN PHÒNG CHÍNH PHỦ", "Số: 365/TB-VPCP"),
    right=("Hà Nội, ngày 10 tháng 7 năm 2026",),
    middle=(
        "*THÔNG BÁO",
        "*Kết luận của Phó Thủ tướng Thường trực Chính phủ Phạm Gia Túc",
        "*tại buổi làm việc với lãnh đạo Thành phố Hồ Chí Minh",
    ),
    body=(
        "Ngày 06 tháng 7 năm 2026, tại Thành phố Hồ Chí Minh, Phó Thủ tướng Thường trực Chính phủ Phạm Gia Túc đã chủ trì buổi"
        " làm việc với lãnh đạo Thành phố Hồ Chí Minh về thực hiện mục tiêu tăng trưởng năm 2026.",
        "Các Bộ báo cáo Thủ tướng Chính phủ trước ngày 20 tháng 7 năm 2026./.",
    ),
    signature=("*KT. BỘ TRƯỞNG, CHỦ NHIỆM", "*PHÓ CHỦ NHIỆM", "*Lê Văn Bình"),
)
DECREE = Sheet(
    left=("*CHÍNH PHỦ", "Số: 30/2020/NĐ-CP"),
    right=("Hà Nội, ngày 05 tháng 3 năm 2020",),
    middle=("*NGHỊ ĐỊNH", "*Về công tác văn thư"),
    body=(
        "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;",
        "Theo đề nghị của Bộ trưởng Bộ Nội vụ;",
        "Chính phủ ban hành Nghị định về công tác văn thư.",
    ),
    signature=("*TM. CHÍNH PHỦ", "*THỦ TƯỚNG", "*Nguyễn Xuân Phúc"),
)
PARTY = Sheet(
    state=("*ĐẢNG CỘNG SẢN VIỆT NAM",),
    left=("*BAN CHẤP HÀNH TRUNG ƯƠNG", "*", "Số 18-KL/TW"),
    right=("Hà Nội, ngày 02 tháng 4 năm 2026",),
    middle=("*KẾT LUẬN", "*Hội nghị lần thứ hai Ban Chấp hành Trung ương Đảng khóa XIV"),
    body=("Tại Hội nghị lần thứ hai, Ban Chấp hành Trung ương Đảng đã thảo luận và kết luận như sau:",),
    signature=("*T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "*TỔNG BÍ THƯ", "*Nguyễn Văn An"),
)
LETTER = Sheet(
    left=(
        "UBND TỈNH AN GIANG",
        "*SỞ NÔNG NGHIỆP",
        "*VÀ MÔI TRƯỜNG",
        "Số : 5521 / SNNMT – KHTC",
        "V/v đề nghị bố trí vốn",
        "thực hiện chương trình năm 2027",
        "*HỎA TỐC",
    ),
    right=("An Giang, ngày 16  tháng 11  năm 2026",),
    middle=("Kính gửi: Văn phòng Chính phủ",),
    body=("Sở đề nghị có ý kiến chậm nhất ngày 30/11/2026./.",),
    signature=("*KT. GIÁM ĐỐC", "*PHÓ GIÁM ĐỐC", "*Lê Thị Thanh Hà"),
)


def read(content: bytes, name: str) -> Reading:
    return read_particulars(layout(content, name), KINDS)


def the_conclusion(reading: Reading) -> bool:
    return reading == Reading(
        issuer="VĂN PHÒNG CHÍNH PHỦ",
        reference="365/TB-VPCP",
        letters=("TB", "VPCP"),
        issued_on=date(2026, 7, 10),
        kind="THÔNG BÁO",
        title="Kết luận của Phó Thủ tướng Thường trực Chính phủ Phạm Gia Túc"
        " tại buổi làm việc với lãnh đạo Thành phố Hồ Chí Minh",
        signatory="Lê Văn Bình",
        answer_until=date(2026, 7, 20),
    )


def the_letter(reading: Reading) -> bool:
    return reading == Reading(
        issuer="SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        parent="UBND TỈNH AN GIANG",
        reference="5521/SNNMT-KHTC",
        letters=("SNNMT", "KHTC"),
        issued_on=date(2026, 11, 16),
        is_letter=True,
        title="Đề nghị bố trí vốn thực hiện chương trình năm 2027",
        signatory="Lê Thị Thanh Hà",
        urgency="immediate",
        answer_until=date(2026, 11, 30),
    )


def test_a_conclusion_of_the_office_of_the_government(browser: Browser) -> None:
    reading = read(printed(browser, CONCLUSION), "a.pdf")
    assert the_conclusion(reading), reading


def test_a_decree(browser: Browser) -> None:
    reading = read(printed(browser, DECREE), "a.pdf")
    assert (reading.issuer, reading.reference, reading.kind, reading.title, reading.issued_on, reading.signatory) == (
        "CHÍNH PHỦ",
        "30/2020/NĐ-CP",
        "NGHỊ ĐỊNH",
        "Về công tác văn thư",
        date(2020, 3, 5),
        "Nguyễn Xuân Phúc",
    )


def test_a_document_of_the_party(browser: Browser) -> None:
    reading = read(printed(browser, PARTY), "a.pdf")
    assert (reading.issuer, reading.reference, reading.letters, reading.kind, reading.issued_on, reading.signatory) == (
        "BAN CHẤP HÀNH TRUNG ƯƠNG",
        "18-KL/TW",
        ("KL", "TW"),
        "KẾT LUẬN",
        date(2026, 4, 2),
        "Nguyễn Văn An",
    )


def test_a_letter_of_a_department_under_a_province(browser: Browser) -> None:
    reading = read(printed(browser, LETTER), "a.pdf")
    assert the_letter(reading), reading


def test_a_letter_whose_number_is_not_yet_given(browser: Browser) -> None:
    left = tuple("Số:        /SNNMT-KHTC" if line.startswith("Số") else line for line in LETTER.left)
    reading = read(printed(browser, replace(LETTER, left=left)), "a.pdf")
    assert (reading.reference, reading.letters) == ("", ("SNNMT", "KHTC"))


def test_accents_kept_apart_from_their_letters() -> None:
    lines = layout(as_docx(CONCLUSION), "a.docx")
    apart = [replace(line, text=unicodedata.normalize("NFD", line.text)) for line in lines]
    assert the_conclusion(read_particulars(apart, KINDS))


def test_a_file_of_a_word_processor() -> None:
    reading = read(as_docx(CONCLUSION), "a.docx")
    assert the_conclusion(reading), reading
    reading = read(as_docx(LETTER), "a.docx")
    assert the_letter(reading), reading


def test_a_plain_text() -> None:
    reading = read(typed(CONCLUSION), "a.txt")
    assert the_conclusion(reading), reading
    reading = read(typed(LETTER), "a.txt")
    assert the_letter(reading), reading


def test_a_draft_is_not_issued_by_its_mark() -> None:
    reading = read(as_docx(replace(CONCLUSION, left=("*DỰ THẢO", *CONCLUSION.left))), "a.docx")
    assert the_conclusion(reading), reading


def test_a_text_that_is_no_official_document_says_nothing() -> None:
    assert read("Thực đơn tuần này\n\nThứ hai: phở bò\nThứ ba: bún chả\n".encode(), "a.txt") == Reading()
