"""Letters as bodies write them: sender, number and notation, abstract, paragraphs, signatory with capacity, recipients."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from congvu.demo.matters import Filler, Matter, matters
from congvu.demo.names import Names
from congvu.demo.senders import Sender, Senders
from congvu.directory.models import Organisation

KINDS = {
    "official_letter": ("", ""),
    "submission": ("TTr", "TỜ TRÌNH"),
    "report": ("BC", "BÁO CÁO"),
    "invitation": ("GM", "GIẤY MỜI"),
    "plan": ("KH", "KẾ HOẠCH"),
    "notice": ("TB", "THÔNG BÁO"),
    "decision": ("QĐ", "QUYẾT ĐỊNH"),
    "telegram": ("CĐ", "CÔNG ĐIỆN"),
}
WEIGHTS = {"official_letter": 4.0, "report": 1.5, "submission": 1.6, "invitation": 2.0, "plan": 2.0, "notice": 1.2}
URGENCIES = (("immediate", 0.01), ("very_urgent", 0.02), ("urgent", 0.06))
STAMPS = {"normal": "", "urgent": "KHẨN", "very_urgent": "THƯỢNG KHẨN", "immediate": "HỎA TỐC"}

_OPENINGS = (
    "Thực hiện ý kiến chỉ đạo của Thủ tướng Chính phủ tại Công văn số {so}/VPCP-{vu} ngày {ngay}, {issuer} báo cáo như sau:",
    "Phúc đáp Công văn số {so}/VPCP-{vu} ngày {ngay} của Văn phòng Chính phủ, {issuer} có ý kiến như sau:",
    "Căn cứ chức năng, nhiệm vụ được giao và tình hình thực tiễn, {issuer} báo cáo, kiến nghị một số nội dung sau đây:",
    "Thực hiện Nghị quyết phiên họp Chính phủ thường kỳ và Thông báo số {so}/TB-VPCP ngày {ngay}, {issuer} báo cáo:",
    "Tiếp theo văn bản đã gửi ngày {ngay}, {issuer} xin báo cáo bổ sung như sau:",
)
_ADDED = (
    "Các nội dung nêu trên đã được {issuer} phối hợp với các cơ quan, địa phương liên quan rà soát, thống nhất về số liệu; "
    "tài liệu chi tiết được gửi kèm theo văn bản này và cập nhật trên hệ thống thông tin.",
    "Trong quá trình triển khai, {issuer} đã chủ động áp dụng các giải pháp trong phạm vi thẩm quyền; những nội dung vượt "
    "thẩm quyền được tổng hợp tại phụ lục để báo cáo cấp có thẩm quyền xem xét, quyết định.",
    "Về nguồn lực thực hiện: cân đối trong dự toán được giao, lồng ghép với các chương trình, đề án có liên quan, không làm "
    "phát sinh tổ chức bộ máy và biên chế; thực hiện công khai, minh bạch theo quy định.",
    "Về tiến độ: hoàn thành các nội dung cơ bản trong năm, định kỳ hằng tháng kiểm điểm kết quả, kịp thời điều chỉnh khi có "
    "phát sinh; gắn trách nhiệm của người đứng đầu với kết quả thực hiện.",
    "Đối với các kiến nghị của cử tri, doanh nghiệp và cơ quan báo chí có liên quan, {issuer} đã tiếp thu, giải trình và giao "
    "đơn vị chuyên môn theo dõi đến khi giải quyết xong.",
)


@dataclass(frozen=True)
class Letter:
    """One letter, ready to be printed, sent and registered."""

    matter: Matter
    issuer: Organisation | None
    issuer_name: str
    kind: str
    title: str
    reference: str
    issued_on: date
    signatory: str
    capacity: tuple[str, ...]
    urgency: str
    place: str
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.reference.replace('/', '_')}.pdf"

    def sheet(self) -> dict[str, Any]:
        """What the printer needs."""
        name = KINDS[self.kind][1]
        return {
            "body": (self.issuer_name or str(self.issuer)).upper(),
            "reference": self.reference,
            "on": self.issued_on,
            "place": self.place,
            "title": self.title[0].lower() + self.title[1:] if not name else self.title,
            "kind": name,
            "to": ("Văn phòng Chính phủ",)
            if self.kind != "submission"
            else ("Thủ tướng Chính phủ", "Văn phòng Chính phủ"),
            "paragraphs": self.paragraphs,
            "capacity": self.capacity,
            "signatory": self.signatory,
            "recipients": self.recipients,
            "urgency": STAMPS[self.urgency],
        }


class Post:
    """Writes letters; every sender's numbers rise through the year."""

    def __init__(self, chance: random.Random, on: date) -> None:
        self._chance = chance
        self._senders = Senders(on, Names(chance), chance)
        self._numbers: dict[tuple[str, str, int], set[int]] = defaultdict(set)
        self._last_title = ""
        self._by_lead: dict[str, list[Matter]] = defaultdict(list)
        for matter in matters():
            self._by_lead[matter.lead].append(matter)

    def letter(self, on: date, *, lead: str = "", urgency: str = "", kind: str = "") -> Letter:
        """A letter of the day; `lead`: one whose matter belongs to this unit."""
        while True:
            written = self._written(self._matter(lead, kind), on, urgency)
            if written.title != self._last_title:
                self._last_title = written.title
                return written

    def _matter(self, lead: str, kind: str) -> Matter:
        choice = [m for m in (self._by_lead[lead] if lead else matters()) if kind in ("", m.kind)]
        return self._chance.choices(choice, [WEIGHTS.get(m.kind, 1.0) for m in choice])[0]

    def _written(self, matter: Matter, on: date, urgency: str) -> Letter:
        sender = self._senders.one_of(matter.senders)
        filler = Filler(self._chance, on=on, place=sender.area or self._senders.any_area())
        signatory, capacity = sender.signatory(self._chance)
        written_on = on if matter.urgent else on - timedelta(days=self._chance.choice((0, 0, 1, 1, 1, 2, 3, 5)))
        urgency = urgency or self._urgency(matter)
        return Letter(
            matter=matter,
            issuer=sender.body,
            issuer_name=sender.name if sender.body is None else "",
            kind=matter.kind,
            title=filler(matter.title),
            reference=self._reference(sender, matter, written_on),
            issued_on=written_on,
            signatory=signatory,
            capacity=capacity,
            urgency=urgency,
            place=sender.place,
            paragraphs=self._paragraphs(matter, sender, filler, on),
            recipients=("Như trên", *sender.copies_to, f"Lưu: VT, {matter.section}"),
        )

    def _urgency(self, matter: Matter) -> str:
        if matter.urgent:
            return self._chance.choice(("immediate", "very_urgent", "urgent", "urgent"))
        drawn = self._chance.random()
        for urgency, share in URGENCIES:
            drawn -= share * 0.85
            if drawn < 0:
                return urgency
        return "normal"

    def _reference(self, sender: Sender, matter: Matter, on: date) -> str:
        """Number and notation: "5521/BXD-KHTC" for an official letter, "123/TTr-BTC" for a named kind."""
        letters = KINDS[matter.kind][0]
        share = on.timetuple().tm_yday / 365
        volume = sender.volume if not letters else sender.volume // (8 if letters in ("TTr", "BC") else 16)
        series = (sender.name, letters, on.year)
        number = max(int(volume * share) + self._chance.randint(0, 6), 1)
        given = self._numbers[series]
        while number in given:
            number += 1
        given.add(number)
        if sender.is_party:
            return f"{number:02}-{letters or 'CV'}/{sender.notation}"
        notation = f"{letters}-{sender.notation}" if letters else f"{sender.notation}-{matter.section}"
        return f"{number:02}/{notation}"

    def _paragraphs(self, matter: Matter, sender: Sender, filler: Filler, on: date) -> tuple[str, ...]:
        chance, issuer = self._chance, sender.short
        asked_on = on - timedelta(days=chance.randint(6, 40))
        opening = chance.choice(_OPENINGS).format(
            so=chance.randint(1200, 9800), vu=matter.lead, ngay=f"{asked_on:%d/%m/%Y}", issuer=issuer
        )
        facts = [filler(fact) for fact in matter.facts]
        if matter.kind == "invitation":
            return (*facts, f"Kính đề nghị Quý cơ quan {filler(matter.ask)}./.")
        more = chance.sample(_ADDED, k=chance.choice((0, 1, 1, 2)) + (2 if matter.kind == "report" else 0))
        numbered = [
            f"{place}. {fact}" for place, fact in enumerate([*facts, *(a.format(issuer=issuer) for a in more)], 1)
        ]
        closing = f"{issuer[0].upper()}{issuer[1:]} kính đề nghị Văn phòng Chính phủ {filler(matter.ask)}./."
        return (opening, *numbered, closing)
