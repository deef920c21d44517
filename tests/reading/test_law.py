"""Texts of the law of 2016 to 2026 with their own heads, printed by a browser in the decree's layout, measured together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Browser

from congvu.documents.reading.particulars import Reading, read_particulars
from congvu.files.inspection.layout import layout
from tests.reading.printers import Sheet, printed

KINDS = ("Công văn", "Quyết định", "Thông báo", "Tờ trình", "Báo cáo", "Nghị quyết", "Quy định", "Chỉ thị")
WANTED = {"reference": 0.98, "issued_on": 0.98, "issuer": 0.95, "kind": 0.98, "title": 0.9, "signatory": 0.95}
GOVERNMENT, PREMIER = "CHÍNH PHỦ", "THỦ TƯỚNG CHÍNH PHỦ"


@dataclass(frozen=True)
class Text:
    """The head of a text as it was published."""

    reference: str
    on: date
    kind: str
    title: str
    issuer: str = GOVERNMENT
    signed: tuple[str, ...] = ("TM. CHÍNH PHỦ", "THỦ TƯỚNG")
    signatory: str = "Phạm Minh Chính"
    grounds: tuple[str, ...] = (
        "Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;",
        "Căn cứ Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15;",
        "Chính phủ ban hành văn bản sau đây.",
    )


LAW = (
    Text("85/2016/NĐ-CP", date(2016, 7, 1), "NGHỊ ĐỊNH", "Về bảo đảm an toàn hệ thống thông tin theo cấp độ"),
    Text(
        "61/2018/NĐ-CP",
        date(2018, 4, 23),
        "NGHỊ ĐỊNH",
        "Về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính",
    ),
    Text("30/2020/NĐ-CP", date(2020, 3, 5), "NGHỊ ĐỊNH", "Về công tác văn thư", signatory="Nguyễn Xuân Phúc"),
    Text("47/2020/NĐ-CP", date(2020, 4, 9), "NGHỊ ĐỊNH", "Quản lý, kết nối và chia sẻ dữ liệu số của cơ quan nhà nước"),
    Text(
        "154/2026/NĐ-CP",
        date(2026, 5, 15),
        "NGHỊ ĐỊNH",
        "Quy định chi tiết một số điều và biện pháp tổ chức thi hành Luật Tiếp công dân",
        signed=("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"),
        signatory="Lê Tiến Châu",
    ),
    Text(
        "191/2026/NĐ-CP",
        date(2026, 5, 29),
        "NGHỊ ĐỊNH",
        "Ban hành Quy chế làm việc của Chính phủ",
        signatory="Lê Minh Hưng",
    ),
    Text(
        "196/2026/NĐ-CP",
        date(2026, 6, 1),
        "NGHỊ ĐỊNH",
        "Quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của Văn phòng Chính phủ",
        signed=("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"),
        signatory="Phạm Gia Túc",
    ),
    Text(
        "224/2026/NĐ-CP",
        date(2026, 6, 24),
        "NGHỊ ĐỊNH",
        "Quy định chi tiết một số điều và biện pháp thi hành Luật Chuyển đổi số",
    ),
    Text(
        "237/2026/NĐ-CP",
        date(2026, 6, 26),
        "NGHỊ ĐỊNH",
        "Hướng dẫn thi hành một số điều của Luật Báo chí số 126/2025/QH15",
    ),
    Text(
        "244/2026/NĐ-CP",
        date(2026, 6, 26),
        "NGHỊ ĐỊNH",
        "Quy định về phát ngôn và cung cấp thông tin cho báo chí của các cơ quan hành chính nhà nước",
    ),
    Text(
        "278/2026/NĐ-CP",
        date(2026, 7, 9),
        "NGHỊ ĐỊNH",
        "Sửa đổi, bổ sung một số điều của Nghị định số 72/2025/NĐ-CP ngày 28 tháng 3 năm 2025 của Chính phủ quy định về cơ chế,"
        " thời gian điều chỉnh giá bán lẻ điện bình quân",
    ),
    Text("148/NQ-CP", date(2026, 6, 7), "NGHỊ QUYẾT", "Phiên họp Chính phủ thường kỳ tháng 5 năm 2026"),
    Text(
        "66.17/2026/NQ-CP",
        date(2026, 5, 15),
        "NGHỊ QUYẾT",
        "Cắt giảm, sửa đổi ngành nghề đầu tư kinh doanh có điều kiện",
    ),
    Text(
        "66.18/2026/NQ-CP",
        date(2026, 5, 18),
        "NGHỊ QUYẾT",
        "Phân quyền, cắt giảm, đơn giản hóa thủ tục hành chính, điều kiện kinh doanh thuộc phạm vi quản lý của 11 bộ, ngành",
    ),
    Text(
        "66.19/2026/NQ-CP",
        date(2026, 5, 18),
        "NGHỊ QUYẾT",
        "Cắt giảm, phân quyền, đơn giản hóa thủ tục hành chính thuộc phạm vi quản lý của Bộ Nông nghiệp và Môi trường",
    ),
    Text(
        "117/2025/QH15",
        date(2025, 12, 10),
        "LUẬT",
        "Bảo vệ bí mật nhà nước",
        "QUỐC HỘI",
        ("CHỦ TỊCH QUỐC HỘI",),
        "Trần Thanh Mẫn",
        (
            "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
            "Quốc hội ban hành Luật Bảo vệ bí mật nhà nước.",
        ),
    ),
    Text(
        "20/2020/QĐ-TTg",
        date(2020, 7, 22),
        "QUYẾT ĐỊNH",
        "Về mã định danh điện tử của các cơ quan, tổ chức phục vụ kết nối, chia sẻ dữ liệu với các bộ, ngành, địa phương",
        PREMIER,
        ("THỦ TƯỚNG",),
        "Nguyễn Xuân Phúc",
    ),
    Text(
        "22/2019/TT-BTTTT",
        date(2019, 12, 31),
        "THÔNG TƯ",
        "Quy định về tiêu chí chức năng, tính năng kỹ thuật của Cổng Dịch vụ công và Hệ thống thông tin một cửa điện tử"
        " cấp bộ, cấp tỉnh",
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
        ("BỘ TRƯỞNG",),
        "Nguyễn Mạnh Hùng",
    ),
    Text(
        "01/2018/TT-VPCP",
        date(2018, 11, 23),
        "THÔNG TƯ",
        "Hướng dẫn thi hành một số quy định của Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ",
        "VĂN PHÒNG CHÍNH PHỦ",
        ("BỘ TRƯỞNG, CHỦ NHIỆM",),
        "Mai Tiến Dũng",
    ),
    Text(
        "365/TB-VPCP",
        date(2026, 7, 10),
        "THÔNG BÁO",
        "Kết luận của Phó Thủ tướng Thường trực Chính phủ Phạm Gia Túc tại buổi làm việc với lãnh đạo Thành phố Hồ Chí Minh",
        "VĂN PHÒNG CHÍNH PHỦ",
        ("KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"),
        "Lê Văn Bình",
    ),
)


def sheet(text: Text) -> Sheet:
    month = f"{text.on.month:02}" if text.on.month < 3 else str(text.on.month)
    return Sheet(
        left=(f"*{text.issuer}", f"Số: {text.reference}"),
        right=(f"Hà Nội, ngày {text.on.day:02} tháng {month} năm {text.on.year}",),
        middle=(f"*{text.kind}", f"*{text.title}"),
        body=text.grounds,
        signature=(*(f"*{line}" for line in text.signed), f"*{text.signatory}"),
    )


def agreed(text: Text, reading: Reading) -> dict[str, bool]:
    """Which of the particulars are as they were published."""
    return {
        "reference": reading.reference == text.reference,
        "issued_on": reading.issued_on == text.on,
        "issuer": reading.issuer == text.issuer,
        "kind": reading.kind == text.kind,
        "title": reading.title == text.title,
        "signatory": reading.signatory == text.signatory,
    }


def test_the_law_is_read_as_it_was_published(browser: Browser) -> None:
    right: Counter[str] = Counter()
    wrong = []
    for text in LAW:
        reading = read_particulars(layout(printed(browser, sheet(text)), "a.pdf"), KINDS)
        found = agreed(text, reading)
        right.update(name for name, is_right in found.items() if is_right)
        wrong += [(text.reference, name, getattr(reading, name)) for name, is_right in found.items() if not is_right]
    assert {name: right[name] / len(LAW) for name in WANTED if right[name] / len(LAW) < WANTED[name]} == {}, wrong
