"""Documents as an office makes them, for the demo and for tests."""

from datetime import UTC, date, datetime
from typing import Any

from congvu.files.printing import render

_TEXT = (
    "Thực hiện chương trình công tác năm, cơ quan báo cáo tình hình và kiến nghị một số nội dung như sau:",
    "1. Các đơn vị đã triển khai nhiệm vụ đúng tiến độ; còn một số việc cần phối hợp giữa các bộ, ngành và địa phương.",
    "2. Đề nghị quý cơ quan nghiên cứu, có ý kiến bằng văn bản để tổng hợp, báo cáo cấp có thẩm quyền xem xét, quyết định./.",
)


def date_in_words(day: date) -> str:
    """As in "ngày 05 tháng 01 năm 2026": days below ten and the months 1 and 2 take a zero (Decree 30/2020, annex I, II.4)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def official_pdf(
    *,
    body: str = "BỘ NỘI VỤ",
    reference: str = "05/BNV-VP",
    on: date = date(2026, 11, 20),
    place: str = "Hà Nội",
    title: str = "phối hợp chuẩn bị báo cáo công tác năm 2026",
    kind: str = "",
    parent: str = "",
    to: tuple[str, ...] = ("Văn phòng Chính phủ",),
    authority: str = "",
    grounds: tuple[str, ...] = (),
    formula: str = "",
    paragraphs: tuple[str | dict[str, Any], ...] = _TEXT,
    capacity: tuple[str, ...] = ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
    signatory: str = "Nguyễn Văn An",
    recipients: tuple[str, ...] = ("Như trên", "Bộ trưởng (để báo cáo)", "Lưu: VT, VP"),
    urgency: str = "",
    circulation: str = "",
    contact: tuple[str, ...] = (),
    drafter: str = "",
    lang: str = "vi",
) -> bytes:
    """A document in the decree's layout. Without `kind` it is an official letter (công văn): its title stands as "V/v …"
    under the reference; otherwise kind and title stand in the middle. `urgency`: "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"."""
    data = {
        "heading": f"{kind or 'Công văn'} {reference} {title}".strip(),
        "body": body,
        "parent": parent,
        "reference": reference,
        "subject": "" if kind else f"V/v {title}",
        "place_and_date": f"{place}, {date_in_words(on)}",
        "kind": kind,
        "title": title if kind else "",
        "to": list(to),
        "authority": authority,
        "grounds": list(grounds),
        "formula": formula,
        "paragraphs": list(paragraphs),
        "capacity": list(capacity),
        "signatory": signatory,
        "recipients": list(recipients),
        "urgency": urgency,
        "circulation": circulation,
        "contact": list(contact),
        "drafter": drafter,
        "lang": lang,
    }
    return render("official", data, at=datetime(on.year, on.month, on.day, 2, tzinfo=UTC))
