"""A heap of post in the decree's layout: every kind, bodies of today and of old days, provinces, bodies under others, the
Party's way of numbering, long names and abstracts, stamps, ways of signing. Each letter knows what a clerk would enter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from congvu.files.samples import official_pdf

# parent, body as printed, letters, its row of the shipped directory, day, place
ISSUERS = (
    ("", "BỘ XÂY DỰNG", "BXD", "g17", date(2026, 11, 16), "Hà Nội"),
    ("", "BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "BVHTTDL", "g16", date(2026, 2, 5), "Hà Nội"),
    ("", "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG", "UBND", "h60-2025", date(2026, 10, 1), "Tuyên Quang"),
    ("BỘ TÀI CHÍNH", "CỤC THUẾ", "CT", "", date(2026, 9, 30), "Hà Nội"),
    ("", "BỘ GIAO THÔNG VẬN TẢI", "BGTVT", "g04", date(2024, 3, 12), "Hà Nội"),
    ("", "NGÂN HÀNG NHÀ NƯỚC VIỆT NAM", "NHNN", "g19", date(2026, 1, 31), "Hà Nội"),
    ("", "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "BLĐTBXH", "g07", date(2023, 12, 9), "Hà Nội"),
    ("", "UBND TỈNH CAO BẰNG", "UBND", "h14", date(2026, 7, 4), "Cao Bằng"),
    ("UBND THÀNH PHỐ HẢI PHÒNG", "SỞ TÀI CHÍNH", "STC", "", date(2026, 11, 18), "Hải Phòng"),
    ("", "VIỆN HÀN LÂM KHOA HỌC VÀ CÔNG NGHỆ VIỆT NAM", "VHL", "g31", date(2026, 5, 20), "Hà Nội"),
    ("", "THỦ TƯỚNG CHÍNH PHỦ", "TTg", "ttg", date(2026, 8, 8), "Hà Nội"),
    ("", "ỦY BAN NHÂN DÂN TỈNH HÀ GIANG", "UBND", "h22", date(2021, 6, 15), "Hà Giang"),
    ("", "HỘI ĐỒNG NHÂN DÂN TỈNH LAI CHÂU", "HĐND", "k35", date(2026, 4, 22), "Lai Châu"),
    ("", "ỦY BAN QUẢN LÝ VỐN NHÀ NƯỚC TẠI DOANH NGHIỆP", "UBQLV", "g36", date(2022, 2, 28), "Hà Nội"),
    ("", "ỦY BAN TRUNG ƯƠNG MẶT TRẬN TỔ QUỐC VIỆT NAM", "MTTW", "i01", date(2026, 6, 11), "Hà Nội"),
    (
        "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        "CỤC QUẢN LÝ ĐÊ ĐIỀU VÀ PHÒNG, CHỐNG THIÊN TAI",
        "ĐĐ",
        "",
        date(2026, 10, 21),
        "Hà Nội",
    ),
    ("", "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "BNNMT", "g10-2025", date(2025, 3, 1), "Hà Nội"),
)

# code of the kind, as printed
KINDS = (
    ("official_letter", ""),
    ("decision", "QUYẾT ĐỊNH"),
    ("report", "BÁO CÁO"),
    ("submission", "TỜ TRÌNH"),
    ("official_letter", ""),
    ("notice", "THÔNG BÁO"),
    ("directive", "CHỈ THỊ"),
    ("plan", "KẾ HOẠCH"),
    ("programme", "CHƯƠNG TRÌNH"),
    ("official_letter", ""),
    ("telegram", "CÔNG ĐIỆN"),
    ("invitation", "GIẤY MỜI"),
    ("resolution", "NGHỊ QUYẾT"),
    ("rules", "QUY ĐỊNH"),
    ("official_letter", ""),
    ("guidance", "HƯỚNG DẪN"),
    ("scheme", "ĐỀ ÁN"),
    ("project", "DỰ ÁN"),
    ("regulation", "QUY CHẾ"),
    ("minutes", "BIÊN BẢN"),
    ("notice", "THÔNG BÁO KẾT LUẬN"),
    ("transfer_slip", "PHIẾU CHUYỂN"),
)
LETTERS = {
    "decision": "QĐ",
    "report": "BC",
    "submission": "TTr",
    "notice": "TB",
    "directive": "CT",
    "plan": "KH",
    "programme": "CTr",
    "telegram": "CĐ",
    "invitation": "GM",
    "resolution": "NQ",
    "rules": "QyĐ",
    "guidance": "HD",
    "scheme": "ĐA",
    "project": "DA",
    "regulation": "QC",
    "minutes": "BB",
    "transfer_slip": "PC",
}
TITLES = (
    "Điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn",
    "Kết quả sản xuất, kinh doanh 9 tháng",
    "Tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội năm 2026 và đề nghị tháo gỡ khó khăn, vướng mắc trong giải phóng"
    " mặt bằng các dự án trọng điểm",
    "Ban hành Quy chế quản lý, sử dụng xe ô tô phục vụ công tác chung theo Nghị định số 72/2023/NĐ-CP ngày 26 tháng 9 năm 2023",
    "Phòng, chống bão số 10",
)
SIGNERS = (
    (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "Nguyễn Văn An"),
    (("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lê Thị Thanh Hà"),
    (("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"), "Đỗ Đức Ân"),
    (("CHỦ TỊCH",), "Trần Hữu Phước Lộc"),
    (("TUQ. CỤC TRƯỞNG", "TRƯỞNG PHÒNG KẾ HOẠCH"), "Vũ Minh"),
    (("Q. GIÁM ĐỐC",), "Hoàng Ý Nhi"),
    (("BỘ TRƯỞNG",), "GS.TS. Phạm Ngọc Ánh"),
)
STAMPS = ("", "", "KHẨN", "", "THƯỢNG KHẨN", "", "", "HỎA TỐC")
URGENCIES = {"": "", "KHẨN": "urgent", "THƯỢNG KHẨN": "very_urgent", "HỎA TỐC": "immediate"}
PARAGRAPHS = (
    "Thực hiện Nghị quyết số 01/NQ-CP ngày 08 tháng 01 năm 2026 của Chính phủ, cơ quan đề nghị như sau:",
    "Đề nghị quý cơ quan nghiên cứu, có ý kiến bằng văn bản./.",
)


@dataclass(frozen=True)
class Letter:
    """A printed letter and what a clerk enters of it."""

    pdf: bytes
    reference: str
    issued_on: date
    body: str  # its row of the shipped directory; empty: not in it
    printed_body: str
    kind: str
    title: str
    signatory: str
    urgency: str


def heap(count: int) -> Iterator[Letter]:
    """So many letters, all different."""
    for number in range(count):
        yield _letter(number)


def _letter(number: int) -> Letter:
    parent, body, letters, row, day, place = ISSUERS[number % len(ISSUERS)]
    kind, printed = KINDS[number % len(KINDS)]
    title = TITLES[number % len(TITLES)]
    capacity, signatory = SIGNERS[number % len(SIGNERS)]
    stamp = STAMPS[number % len(STAMPS)]
    day += timedelta(days=number // len(ISSUERS))
    notation = f"{LETTERS[kind]}-{letters}" if kind in LETTERS else f"{letters}-{('KHTC', 'VP', 'TCQLĐĐ')[number % 3]}"
    count = (7, 5521, 23, 148, 12045)[number % 5]
    reference = f"{count:02}/{notation}"
    about = title if printed else title[0].lower() + title[1:]
    sheet: dict[str, Any] = {
        "to": ("Văn phòng Chính phủ",) if kind in ("official_letter", "report", "submission") else ()
    }
    if kind == "decision":
        about = f"Về việc {title[0].lower()}{title[1:]}"
        sheet |= {"authority": "BỘ TRƯỞNG BỘ XÂY DỰNG", "grounds": ("Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;",)}
    pdf = official_pdf(
        body=body,
        parent=parent,
        reference=reference,
        on=day,
        place=place,
        title=about,
        kind=printed,
        paragraphs=PARAGRAPHS,
        capacity=capacity,
        signatory=signatory,
        urgency=stamp,
        **sheet,
    )
    entered = about if kind == "decision" else title
    name = signatory.removeprefix("GS.TS. ")
    return Letter(
        pdf, reference, day, row, f"{body} ({parent})" if parent else body, kind, entered, name, URGENCIES[stamp]
    )
