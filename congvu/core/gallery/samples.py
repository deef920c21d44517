"""Made-up content for the gallery. Nothing here is a record; the pages that show it say so."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congvu.core import stores
from congvu.core.context import MenuLine
from congvu.core.days import DayField
from congvu.core.deadline_words import DeadlineWords
from congvu.core.drawing import deadline_chip, state_chip, urgency_tag
from congvu.core.states import State
from congvu.core.tables import ChoiceFilter, Column, DateRangeFilter, Sort, Table, TextFilter
from congvu.core.tables.paging import Page

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class SamplePerson:
    full_name: str

    def __str__(self) -> str:
        return self.full_name

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.full_name.split()[-2:]).upper()


@dataclass(frozen=True)
class SampleSeat:
    title: str
    unit: str
    organisation: str = "Văn phòng Chính phủ"


@dataclass(frozen=True)
class SampleActor:
    person: SamplePerson
    main_seat: SampleSeat


HA = SamplePerson("Nguyễn Thu Hà")
QUAN = SamplePerson("Lê Minh Quân")
HA_SEAT = SampleSeat("Chuyên viên", "Vụ Kinh tế tổng hợp")
ACTOR = SampleActor(HA, HA_SEAT)

RECEIVED = State("received", "Chờ vào sổ", "soon", "inbox")
HANDLING = State("assigned", "Đang xử lý", "wait", "circle-dot")
SIGNING = State("signing", "Chờ ký", "done", "signature")
FILED = State("filed", "Đã lập hồ sơ", "quiet", "archive", final=True)
RETURNED = State("returned", "Trả lại", "late", "undo-2")
STATES = (RECEIVED, HANDLING, SIGNING, FILED, RETURNED)


def moment(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


LATE = DeadlineWords(
    "Quá 2 ngày",
    "late",
    "3 ngày làm việc kể từ thứ Hai 16/11 (hỏa tốc): 17, 18, 19/11.\nThứ Bảy 21 và Chủ Nhật không tính.",
    moment(19, 17),
)
LATE_ONE = DeadlineWords("Quá 1 ngày", "late", "5 ngày làm việc kể từ 13/11: 16, 17, 18, 19, 20/11.", moment(20, 17))
TODAY = DeadlineWords("Hôm nay 17:00", "soon", "Bộ trưởng giao hạn cụ thể: 17 giờ ngày 21/11.", moment(21, 17))
SOON = DeadlineWords("Hôm nay", "soon")
FAR = DeadlineWords("Còn 3 ngày", "wait", "Hạn trình 26/11: 24, 25, 26/11 là ba ngày làm việc.", moment(26, 17))
DONE = DeadlineWords("Đúng hạn", "done", "Trả lời 18/11, trước hạn 1 ngày làm việc.", moment(18, 15))
NONE = DeadlineWords("Không có hạn", "quiet")


@dataclass(frozen=True)
class DeskRow:
    due: DeadlineWords
    title: str
    meta: str
    act: str
    urgency: str = "normal"
    unread: bool = False


DESK_LATE = [
    DeskRow(
        LATE,
        "Ý kiến về điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn, đoạn qua thành phố Huế",
        "Đến 1284 · 5521/BGTVT-KHĐT · Hồ sơ KTTH.2026.0417 · Vụ trưởng giao 16/11",
        "Lập phiếu trình",
        "immediate",
    ),
    DeskRow(
        LATE_ONE,
        "Tổng hợp ý kiến thành viên Chính phủ về dự thảo Nghị định quy định chi tiết Luật Đấu thầu",
        "Phiếu lấy ý kiến 44/PLYK · 23/27 đã trả lời · 4 chưa",
        "Đôn đốc",
    ),
]
DESK_TODAY = [
    DeskRow(
        TODAY,
        "Báo cáo kết quả thực hiện nhiệm vụ tại Thông báo 365/TB-VPCP, mục 4",
        "Nhiệm vụ NV-2026-01932 · chủ trì: Bộ Tài chính · phối hợp: 3 cơ quan",
        "Xác nhận",
    ),
    DeskRow(
        SOON,
        "Góp ý dự thảo Chỉ thị về tăng cường kỷ luật tài chính – ngân sách",
        "Xin ý kiến từ Vụ Pháp luật · Hồ sơ PL.2026.0233",
        "Cho ý kiến",
        "urgent",
        unread=True,
    ),
    DeskRow(
        SOON,
        "Công văn trả lời kiến nghị của cử tri thành phố Huế sau kỳ họp thứ 10",
        "Dự thảo v3 · Phó Vụ trưởng trả lại với 2 góp ý",
        "Sửa dự thảo",
    ),
]
DESK_WEEK = [
    DeskRow(
        FAR,
        "Thẩm tra Đề án cơ cấu lại doanh nghiệp nhà nước giai đoạn 2026–2030",
        "Chương trình công tác tháng 11 · trình trước 26/11",
        "Mở",
        "very_urgent",
    ),
    DeskRow(
        DeadlineWords("Chờ ký", "done"),
        "Tờ trình về giá bán lẻ điện bình quân",
        "Phiếu trình 2026/0811 · Phó Chủ nhiệm đang xem từ 20/11 14:05",
        "Xem",
    ),
]


def _line(label: str, icon: str, count: int = 0, late: bool = False, current: bool = False) -> MenuLine:
    return MenuLine(stores.MenuEntry(label, "", icon), "#content", current, count, late)


def menu(current: str) -> list[tuple[str, list[MenuLine]]]:
    """The menu of the sketch, with one line current."""
    sections = [
        (
            "",
            [
                ("Bàn làm việc", "layout-list", 2, True),
                ("Văn bản đến", "file-down", 14, False),
                ("Văn bản đi", "file-up", 3, False),
                ("Hồ sơ công việc", "folder-open", 9, False),
                ("Nhiệm vụ", "list-checks", 21, False),
            ],
        ),
        (
            "Chính phủ",
            [
                ("Chương trình công tác", "calendar-range", 0, False),
                ("Phiên họp", "presentation", 0, False),
                ("Phiếu lấy ý kiến", "vote", 1, False),
            ],
        ),
        ("Liên thông", [("Trục văn bản", "arrow-left-right", 0, False), ("Báo cáo", "chart-column", 0, False)]),
        (
            "Người dân",
            [
                ("Thủ tục, một cửa", "landmark", 0, False),
                ("Phản ánh, kiến nghị", "message-square-quote", 0, False),
                ("Lấy ý kiến dự thảo", "file-pen", 0, False),
            ],
        ),
    ]
    return [
        (name, [_line(label, icon, count, late, label == current) for label, icon, count, late in lines])
        for name, lines in sections
    ]


BODIES = [
    ("G01", "Bộ Quốc phòng"),
    ("G02", "Bộ Công an"),
    ("G03", "Bộ Ngoại giao"),
    ("G04", "Bộ Nội vụ"),
    ("G05", "Bộ Tư pháp"),
    ("G06", "Bộ Tài chính"),
    ("G07", "Bộ Công Thương"),
    ("G08", "Bộ Nông nghiệp và Môi trường"),
    ("G09", "Bộ Xây dựng"),
    ("G10", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("G11", "Bộ Khoa học và Công nghệ"),
    ("G12", "Bộ Giáo dục và Đào tạo"),
    ("G13", "Bộ Y tế"),
    ("G14", "Ngân hàng Nhà nước Việt Nam"),
    ("G15", "Thanh tra Chính phủ"),
    ("G16", "Văn phòng Chính phủ"),
    ("H26", "UBND thành phố Hà Nội"),
    ("H29", "UBND Thành phố Hồ Chí Minh"),
    ("H57", "UBND thành phố Huế"),
    ("H17", "UBND thành phố Đà Nẵng"),
    ("H08", "UBND tỉnh Đắk Lắk"),
    ("H49", "UBND tỉnh Quảng Ninh"),
]
BODY_OPTIONS = [(code, name, code) for code, name in BODIES]


@dataclass(frozen=True)
class SampleDocument:
    pk: int
    arrival_number: int
    received_at: datetime
    sender: str
    reference: str
    issued_on: date
    title: str
    state: State
    due: DeadlineWords
    urgency: str = "normal"
    holder: str = ""
    handle: str = field(default="sample")


DOCUMENTS = [
    SampleDocument(
        1,
        1284,
        moment(16, 10, 5),
        "Bộ Xây dựng",
        "5521/BXD-KHTC",
        date(2026, 11, 16),
        "Điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn, đoạn qua thành phố Huế",
        HANDLING,
        LATE,
        "immediate",
        "Nguyễn Thu Hà",
    ),
    SampleDocument(
        2,
        1283,
        moment(16, 9, 40),
        "Bộ Tài chính",
        "14870/BTC-NSNN",
        date(2026, 11, 15),
        "Phương án phân bổ dự phòng ngân sách trung ương năm 2026 cho các địa phương bị thiệt hại do bão số 12",
        HANDLING,
        TODAY,
        "urgent",
        "Trần Quốc Bảo",
    ),
    SampleDocument(
        3,
        1282,
        moment(16, 8, 15),
        "UBND thành phố Huế",
        "412/TTr-UBND",
        date(2026, 11, 13),
        "Đề nghị công nhận thành phố Huế hoàn thành nhiệm vụ xây dựng nông thôn mới năm 2025",
        RECEIVED,
        SOON,
    ),
    SampleDocument(
        4,
        1281,
        moment(13, 16, 50),
        "Bộ Tư pháp",
        "6033/BTP-VĐCXDPL",
        date(2026, 11, 12),
        "Báo cáo thẩm định dự thảo Nghị định quy định chi tiết một số điều của Luật Đấu thầu",
        SIGNING,
        FAR,
        "normal",
        "Lê Minh Quân",
    ),
    SampleDocument(
        5,
        1280,
        moment(13, 15, 2),
        "Tập đoàn Điện lực Việt Nam",
        "7214/EVN-KD",
        date(2026, 11, 12),
        "Tính toán giá bán lẻ điện bình quân quý IV năm 2026",
        FILED,
        DONE,
        "normal",
        "Phạm Ngọc Lan",
    ),
    SampleDocument(
        6,
        1279,
        moment(12, 11, 30),
        "Ngân hàng Nhà nước Việt Nam",
        "9021/NHNN-TD",
        date(2026, 11, 11),
        "Kết quả thực hiện gói tín dụng nhà ở xã hội đến ngày 31 tháng 10 năm 2026",
        RETURNED,
        NONE,
        "normal",
        "Đỗ Hải Yến",
    ),
]


def _title(row: Any, table: Any) -> SafeString:
    return format_html("{} {}", urgency_tag(row.urgency), row.title)


def _due(row: Any, table: Any) -> SafeString:
    return deadline_chip(row.due)


def _state(row: Any, table: Any) -> SafeString:
    return state_chip(row.state)


class SampleTable(Table):
    """The register of incoming documents, with made-up rows instead of a query."""

    name = "so-van-ban-den"
    caption = "Sổ đăng ký văn bản đến năm 2026"
    selectable = True
    columns = (
        Column("arrival_number", "Số đến", css="number tight strong", sort="newest", card="hide"),
        Column("received_at", "Ngày đến", css="date"),
        Column("sender", "Cơ quan ban hành"),
        Column("reference", "Số, ký hiệu", css="tight"),
        Column("title", "Trích yếu", css="wide", draw=_title, card="title"),
        Column("holder", "Người xử lý"),
        Column("due", "Hạn", draw=_due, card="chip", export=lambda row: str(row.due.words)),
        Column(
            "state",
            "Trạng thái",
            draw=_state,
            card="chip",
            export=lambda row: str(row.state.label),
        ),
    )
    filters = (
        ChoiceFilter(
            "state",
            "Trạng thái",
            choices=[(state.code, state.label) for state in STATES],
            counts=lambda request: {"received": 4, "assigned": 14, "signing": 3, "filed": 1240, "returned": 1},
            chips=True,
        ),
        TextFilter("q", "Tìm trong sổ", apply=lambda rows, words: rows, placeholder="Số, ký hiệu, trích yếu…"),
        ChoiceFilter("sender", "Cơ quan ban hành", choices=BODIES, pick=True),
        DateRangeFilter("received", "Ngày đến", "received_at", moments=True),
    )
    sorts = (Sort("newest", "Mới đến trước", ("-pk",)), Sort("due", "Đến hạn trước", ("due_at", "pk")))

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def page(self) -> Page:
        wanted = self.request.GET.get("state", "")
        rows = [row for row in DOCUMENTS if wanted in ("", row.state.code)]
        return Page(rows, "sample-after" if not wanted else "", "")

    def row_url(self, row: Any) -> str:
        return "../record/"

    def export_rows(self) -> Any:
        return iter(DOCUMENTS)


class SampleForm(forms.Form):
    """Registering an incoming document, with the law's field names (Decree 30/2020, annex IV)."""

    sender = forms.ChoiceField(
        label="Cơ quan, tổ chức ban hành", choices=[("", "—"), *BODIES], widget=forms.Select(attrs={"data-pick": ""})
    )
    reference = forms.CharField(label="Số, ký hiệu", max_length=60, widget=forms.TextInput(attrs={"data-read": "1"}))
    issued_on = DayField(label="Ngày tháng văn bản")
    title = forms.CharField(
        label="Trích yếu nội dung",
        widget=forms.Textarea(attrs={"rows": 3, "data-read": "1"}),
        help_text="Ghi đúng như trên văn bản.",
    )
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        choices=[("normal", "Thường"), ("urgent", "Khẩn"), ("very_urgent", "Thượng khẩn"), ("immediate", "Hỏa tốc")],
        widget=forms.RadioSelect,
        initial="normal",
    )
    note = forms.CharField(label="Ghi chú", required=False)
    answer = forms.BooleanField(label="Văn bản này trả lời một nhiệm vụ đang theo dõi", required=False)
    file = forms.FileField(label="Tệp văn bản", required=False)
