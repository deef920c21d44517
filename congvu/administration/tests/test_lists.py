"""Lists from spreadsheets: checked line by line without keeping anything, entered all or not at all, harmless again."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from congvu.accounts.samples import Cast
from congvu.administration import actions
from congvu.administration.importing import reading, running
from congvu.administration.importing.kinds import KINDS
from congvu.administration.models import ListKind, UploadedList
from congvu.core.errors import Refused
from congvu.directory.models import Organisation, Person, PostHolding, Unit
from congvu.records.models import HistoryEntry
from congvu.workdays.models import CalendarDay, Origin

pytestmark = pytest.mark.django_db
HEAD = ["Mã cán bộ", "Họ và tên", "Mã cơ quan", "Viết tắt đơn vị", "Tên chức vụ", "Vai trò", "Từ ngày"]
AN = ["CB-1", "Nguyễn Thị An", "G12", "KTTH", "Chuyên viên", "Chuyên viên", "01/11/2026"]


@pytest.fixture
def code(people: Cast) -> str:
    return people.office.current_code(timezone.localdate())


def as_csv(*rows: list[Any], encoding: str = "utf-8-sig", separator: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(client: Client, kind: str, content: bytes, name: str = "danh-sach.csv") -> UploadedList:
    answer = client.post(reverse("administration:lists"), {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return UploadedList.objects.latest("pk")


def report(uploaded: UploadedList) -> list[tuple[int, str]]:
    return list(uploaded.lines.order_by("number").values_list("number", "outcome"))


def enter(client: Client, uploaded: UploadedList) -> UploadedList:
    client.post(reverse("administration:list", args=[uploaded.handle]))
    uploaded.refresh_from_db()
    return uploaded


def an(code: str, **changes: str) -> list[str]:
    line = dict(zip(HEAD, AN, strict=True)) | {"Mã cơ quan": code} | changes
    return list(line.values())


def test_a_list_is_checked_and_nothing_is_kept(administrator: Client, code: str) -> None:
    before = (Person.objects.count(), HistoryEntry.objects.count())
    uploaded = bring(administrator, "people", as_csv(HEAD, an(code)))
    assert uploaded.state == "checked"
    assert report(uploaded) == [(2, "new")]
    assert (Person.objects.count(), HistoryEntry.objects.count() - 1) == before


def test_errors_are_told_by_line_and_column_and_nothing_is_entered(administrator: Client, code: str) -> None:
    wrong = [
        an(code),
        an(code, **{"Mã cán bộ": "CB-2", "Họ và tên": ""}),
        an(code, **{"Mã cán bộ": "CB-3", "Từ ngày": "32/13/2026"}),
        an(code, **{"Mã cán bộ": "CB-4", "Vai trò": "Vua"}),
        an("X99.99", **{"Mã cán bộ": "CB-5"}),
        an(code, **{"Mã cán bộ": "CB-6", "Viết tắt đơn vị": "KHONG"}),
    ]
    uploaded = bring(administrator, "people", as_csv(HEAD, *wrong))
    assert [outcome for _number, outcome in report(uploaded)] == ["new", "error", "error", "error", "error", "error"]
    page = administrator.get(reverse("administration:list", args=[uploaded.handle])).content.decode()
    for told in ("5 dòng không nhập được", "32/13/2026” không phải là ngày", "bắt buộc", "không thuộc các giá trị",
                 "không cơ quan nào mang mã “X99.99”", "không có đơn vị viết tắt “KHONG”"):  # fmt: skip
        assert told in page, told
    administrator.cookies["django_language"] = "en"
    page = administrator.get(reverse("administration:list", args=[uploaded.handle])).content.decode()
    assert "is not a day" in page
    with pytest.raises(actions.HasErrors):
        by = uploaded.brought_by.user.actor(timezone.now())
        actions.ask_to_enter(uploaded, at=timezone.now(), by=by)
    assert not Person.objects.filter(staff_number__startswith="CB-").exists()


def test_the_corrected_list_is_entered_and_brought_again_changes_nothing(administrator: Client, code: str) -> None:
    first = enter(administrator, bring(administrator, "people", as_csv(HEAD, an(code))))
    assert first.state == "entered"
    person = Person.objects.get(staff_number="CB-1")
    assert PostHolding.objects.get(person=person).valid.lower == date(2026, 11, 1)
    assert HistoryEntry.objects.filter(subject=f"directory.person:{person.pk}", verb="directory.appointed").exists()
    again = bring(administrator, "people", as_csv(HEAD, an(code)))
    assert report(again) == [(2, "same")]
    changed = bring(administrator, "people", as_csv(HEAD, an(code, **{"Họ và tên": "Nguyễn Thị Ân"})))
    assert report(changed) == [(2, "change")]
    enter(administrator, changed)
    person.refresh_from_db()
    assert person.full_name == "Nguyễn Thị Ân"


def test_two_holders_of_a_sole_post_are_found_before_they_are_entered(administrator: Client, code: str) -> None:
    head = [*HEAD, "Mỗi lúc một người giữ"]
    two = [[*an(code, **{"Mã cán bộ": f"CB-{n}", "Tên chức vụ": "Trưởng ban", "Vai trò": "Thủ trưởng đơn vị",
                         "Họ và tên": name}), "x"] for n, name in ((1, "Lê Một"), (2, "Lê Hai"))]  # fmt: skip
    role = str(KINDS["people"].columns[7].value_of("head"))
    for line in two:
        line[5] = role
    uploaded = bring(administrator, "people", as_csv(head, *two))
    assert [outcome for _n, outcome in report(uploaded)] == ["new", "error"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_of_offices_are_read(encoding: str, separator: str) -> None:
    rows = [["Mã cơ quan", "Tên đơn vị"], ["G12", "Vụ Tổng hợp của Văn phòng và các cơ quan"]]
    content = as_csv(*rows, separator=separator, encoding="utf-8")
    if encoding == "cp1258":  # Windows writes the letter and its tone apart
        text = content.decode()
        parts = "".join(_apart(letter) for letter in text)
        content = parts.encode("cp1258")
    else:
        content = content.decode().encode(encoding)
    assert [cells for _n, cells in reading.rows_of(content, "a.csv")] == rows


def _apart(letter: str) -> str:
    import_form = {"ổ": "ô\u0309", "ợ": "ơ\u0323", "ụ": "u\u0323", "ị": "i\u0323", "ủ": "u\u0309", "ă": "ă"}
    tones = {"à": "a\u0300", "á": "a\u0301", "ò": "o\u0300", "ó": "o\u0301", "ã": "a\u0303", "ả": "a\u0309"}
    return {**import_form, **tones}.get(letter, letter)


def test_days_are_read_as_text_as_a_date_and_as_a_number(administrator: Client, code: str) -> None:
    rows = [an(code, **{"Mã cán bộ": f"CB-{place}", "Họ và tên": f"Lê Ngày {place}"}) for place in range(4)]
    for row, day in zip(rows, (date(2026, 11, 1), "1/11/2026", "2026-11-01", 46327), strict=True):
        row[6] = day  # type: ignore[call-overload]
    uploaded = enter(administrator, bring(administrator, "people", as_xlsx(HEAD, *rows), "nhan-su.xlsx"))
    assert uploaded.state == "entered"
    since = PostHolding.objects.filter(person__staff_number__startswith="CB-").values_list("valid", flat=True)
    assert [valid.lower for valid in since] == [date(2026, 11, 1)] * 4


def test_a_formula_is_an_error_and_is_never_reckoned(administrator: Client, code: str) -> None:
    uploaded = bring(administrator, "people", as_xlsx(HEAD, an(code, **{"Họ và tên": "=1+1"})), "nhan-su.xlsx")
    page = administrator.get(reverse("administration:list", args=[uploaded.handle])).content.decode()
    assert "Ô chứa công thức" in page
    harmful = bring(administrator, "people", as_csv(HEAD, an(code, **{"Họ và tên": "=cmd|' /C calc'!A0"})))
    assert report(harmful) == [(2, "error")]


def test_an_export_holds_no_formula(people: Cast, administrator: Client) -> None:
    Person.objects.filter(pk=people.officer.person.pk).update(full_name="=HYPERLINK(1)", phone="+84 912")
    url = reverse("administration:today", args=["people", "csv"])
    text = administrator.get(url).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert not any(
        cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row
    )
    book = load_workbook(io.BytesIO(administrator.get(url.replace(".csv", ".xlsx")).content))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("kind", list(ListKind.values))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_away_can_be_brought_back_and_changes_nothing(
    administrator: Client, kind: str, form: str
) -> None:
    administrator.cookies["django_language"] = "en" if form == "csv" else "vi"
    taken = administrator.get(reverse("administration:today", args=[kind, form])).content
    rows = list(reading.rows_of(taken, f"a.{form}"))
    if len(rows) == 1:  # no day was decided yet
        return
    by = Person.objects.get(user__username="quantri").user.actor(timezone.now())
    kept = actions.bring_list(kind, name=f"a.{form}", content=taken, at=timezone.now(), by=by)
    running.check(kept.pk)
    wrong = [(line.number, line.wrong) for line in kept.lines.exclude(outcome="same")]
    assert wrong == []


@pytest.mark.parametrize("kind", list(ListKind.values))
def test_every_template_bears_the_headings_that_are_asked_for(administrator: Client, kind: str) -> None:
    for form in ("csv", "xlsx"):
        content = administrator.get(reverse("administration:template", args=[kind, form])).content
        head = next(reading.rows_of(content, f"a.{form}"))[1]
        known = set().union(*(column.known_as() for column in KINDS[kind].columns))
        assert all(actions.plain(words) in known for words in head if words)


def test_bodies_units_and_days_are_entered_by_the_real_actions(administrator: Client) -> None:
    bodies = [["Mã định danh", "Tên cơ quan", "Viết tắt", "Loại cơ quan", "Từ ngày", "Địa chỉ"],
              ["X91", "Viện Thử nghiệm", "VTN", "Khác", "01/01/2026", "1 Phố Huế"]]  # fmt: skip
    bodies[0][2] = str(KINDS["bodies"].columns[3].key)
    assert enter(administrator, bring(administrator, "bodies", as_csv(*bodies))).state == "entered"
    body = Organisation.objects.find_code("X91", timezone.localdate())
    assert body is not None
    assert (body.name, body.notation, body.address) == ("Viện Thử nghiệm", "VTN", "1 Phố Huế")
    units = [
        ["body", "notation", "name", "kind"],
        ["X91", "VT", "Văn thư", "registry"],
        ["X91", "TH", "Phòng Tổng hợp", ""],
    ]
    enter(administrator, bring(administrator, "units", as_csv(*units)))
    assert Unit.objects.filter(organisation=body).count() == 2
    days = [["day", "kind", "name", "made_up_on", "source"],
            ["25/11/2026", "swapped", "Hoán đổi", "28/11/2026", "TB 1/TB-BNV"]]  # fmt: skip
    enter(administrator, bring(administrator, "holidays", as_csv(*days)))
    assert CalendarDay.objects.filter(origin=Origin.DECISION, source="TB 1/TB-BNV").count() == 2
    assert report(bring(administrator, "holidays", as_csv(*days))) == [(2, "same")]
    renamed = [["code", "name", "kind", "from_on"], ["X91", "Viện Đo lường", "Khác", "01/11/2026"]]
    page = bring(administrator, "bodies", as_csv(*renamed))
    assert page.lines.get().told[0][1] == "Đổi tên phải có văn bản quyết định."


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "tệp"),
        ("a.csv", "Cột lạ;Cột khác\n1;2\n".encode(), "thiếu các tiêu đề"),
        ("a.csv", ";".join(HEAD).encode(), "chưa có dòng nào"),
        ("a.xlsx", b"PK\x03\x04 not a sheet", "tệp"),
        ("a.exe", b"MZ\x90\x00", "tệp"),
    ],
)
def test_what_is_no_list_is_refused_in_words(administrator: Client, name: str, content: bytes, told: str) -> None:
    answer = administrator.post(
        reverse("administration:lists"), {"kind": "people", "file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422
    assert told in answer.content.decode().casefold()
    assert not UploadedList.objects.exists()


def test_a_list_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 3)
    with pytest.raises(reading.TooLong):
        list(reading.rows_of(as_csv(["a"], *([str(n)] for n in range(5))), "a.csv"))


def test_a_long_list_is_the_workers(
    people: Cast, administrator: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr("congvu.administration.views.lists.AT_ONCE", 1)
    rows = [an(code, **{"Mã cán bộ": f"CB-{n}", "Họ và tên": f"Lê Thị {n}"}) for n in range(3)]
    uploaded = bring(administrator, "people", as_csv(HEAD, *rows))
    assert uploaded.state == "checking"
    assert "Đang kiểm tra" in administrator.get(reverse("administration:list", args=[uploaded.handle])).content.decode()
    running.check(uploaded.pk)
    uploaded = enter(administrator, UploadedList.objects.get(pk=uploaded.pk))
    assert uploaded.state == "entering"
    running.check(uploaded.pk)  # by a worker that was killed before it could say that it was done
    uploaded.refresh_from_db()
    assert uploaded.state == "entering"
    running.enter(uploaded.pk, people.administrator.pk)
    assert Person.objects.filter(staff_number__startswith="CB-").count() == 3


def test_the_outsider_brings_no_list(people: Cast) -> None:
    with pytest.raises(Refused):
        actions.bring_list(
            "people",
            name="a.csv",
            content=as_csv(HEAD, AN),
            at=timezone.now(),
            by=people.outsider.actor(timezone.now()),
        )


def test_namesakes_are_told_apart_by_their_staff_numbers(administrator: Client, code: str) -> None:
    three = [an(code, **{"Mã cán bộ": f"CB-{place}"}) for place in range(3)]
    assert enter(administrator, bring(administrator, "people", as_csv(HEAD, *three))).state == "entered"
    a_fourth = bring(administrator, "people", as_csv(HEAD, *three, an(code, **{"Mã cán bộ": "CB-9"})))
    assert [outcome for _number, outcome in report(a_fourth)] == ["same", "same", "same", "new"]
    without = bring(administrator, "people", as_csv(HEAD, an(code, **{"Mã cán bộ": ""})))
    assert [outcome for _number, outcome in report(without)] == ["error"]


def test_a_staff_number_is_given_to_whom_the_office_had_without_one(administrator: Client, code: str) -> None:
    enter(administrator, bring(administrator, "people", as_csv(HEAD, an(code, **{"Mã cán bộ": ""}))))
    enter(administrator, bring(administrator, "people", as_csv(HEAD, an(code))))
    assert Person.objects.get(full_name="Nguyễn Thị An").staff_number == "CB-1"


def test_what_a_failing_line_entered_is_not_found_by_the_next(administrator: Client, code: str) -> None:
    head = [*HEAD, "Mỗi lúc một người giữ"]
    chief = {"Tên chức vụ": "Trưởng ban", "Vai trò": "Thủ trưởng đơn vị"}
    lines = [
        [*an(code, **chief), "x"],
        [*an(code, **chief, **{"Mã cán bộ": "CB-2", "Họ và tên": "Lê Văn Hai"}), "x"],  # the post is held
        [*an(code, **{"Mã cán bộ": "CB-2", "Họ và tên": "Lê Văn Hai"}), ""],
    ]
    uploaded = bring(administrator, "people", as_csv(head, *lines))
    assert [outcome for _number, outcome in report(uploaded)] == ["new", "error", "new"]


def test_bodies_may_stand_below_bodies_of_lines_before(administrator: Client) -> None:
    head = ["Mã định danh", "Tên cơ quan", "Loại cơ quan", "Mã cơ quan cấp trên", "Từ ngày"]
    lines = [
        ["X70", "Viện Một", "Khác", "", "01/01/2026"],
        ["X70.01", "Phòng thí nghiệm Hai", "Khác", "X70", "01/01/2026"],
        ["x70.01", "Phòng thí nghiệm Hai", "Khác", "X70", ""],
    ]
    entered = enter(administrator, bring(administrator, "bodies", as_csv(head, *lines)))
    assert [outcome for _number, outcome in report(entered)] == ["new", "new", "same"]
    assert Organisation.objects.get(name="Phòng thí nghiệm Hai").parent == Organisation.objects.get(name="Viện Một")


def test_a_long_list_asks_the_directory_in_stretches_not_line_by_line(administrator: Client, code: str) -> None:
    lines = [an(code, **{"Mã cán bộ": f"CB-{place}", "Họ và tên": f"Lê Thị {place}"}) for place in range(90)]
    enter(administrator, bring(administrator, "people", as_csv(HEAD, *lines)))
    with CaptureQueriesContext(connection) as asked:
        again = bring(administrator, "people", as_csv(HEAD, *lines))
    assert {outcome for _number, outcome in report(again)} == {"same"}
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(questions) < 40, questions


def test_a_list_that_takes_long_tells_how_far_it_is(people: Cast, code: str) -> None:
    by = people.administrator.actor(timezone.now())
    content = as_csv(HEAD, *[an(code, **{"Mã cán bộ": f"CB-{place}"}) for place in range(5)])
    uploaded = actions.bring_list("people", name="ds.csv", content=content, at=timezone.now(), by=by)
    told: list[int] = []
    running.try_lines(uploaded, by, progress=told.append)
    assert told == [1, 2, 3, 4, 5]


def test_what_a_cell_may_say_is_told_in_the_readers_language(administrator: Client, code: str) -> None:
    uploaded = bring(administrator, "people", as_csv(HEAD, an(code, **{"Vai trò": "Vua", "Họ và tên": ""})))
    page = administrator.get(reverse("administration:list", args=[uploaded.handle])).content.decode()
    assert "không thuộc các giá trị: Lãnh đạo, " in page
    assert "Leader" not in page
    assert '<span class="cell-none">' in page

    lists = administrator.get(reverse("administration:lists")).content.decode()
    assert "1 lỗi" in lists
