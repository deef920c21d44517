"""The administrator's day: two bodies merge with work open, a list is corrected and entered, and it is told why someone sees."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from congvu.accounts.samples import member
from congvu.directory import actions
from congvu.directory.models import Organisation, Person, PostHolding, UnitKind
from congvu.directory.roles import Role
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, WorkItem
from tests.browser.office import Office
from tests.journeys.desk_work import a_file

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


def a_body(office: Office, name: str, notation: str) -> tuple[Organisation, IncomingDocument, Any]:
    """A body with a registry, its clerk, and a document that waits to be presented."""
    at = timezone.now()
    by = office.cast.administrator.actor(at)
    since = date(at.year, 1, 1)
    body = actions.create_body(name, kind="other", notation=notation, from_on=since, at=at, by=by)
    who = {"from_on": since, "at": at, "by": by}
    actions.open_unit(body, name=f"Lãnh đạo {name}", notation="LĐ", kind=UnitKind.LEADERSHIP, **who)
    registry = actions.open_unit(body, name=f"Văn thư {name}", notation="VT", kind=UnitKind.REGISTRY, **who)
    clerk = member(
        f"vt{notation.lower()}", f"Trần Thị {notation}", unit=registry, title="Văn thư", role=Role.CLERK, at=at,
        from_=since,
    )  # fmt: skip
    document = samples.registered(body, at=at, by=clerk.actor(at), reference=f"12/{notation}")
    return body, document, clerk


def test_two_bodies_merge_and_the_clerk_goes_on_with_what_waited(office_in_browser: Office) -> None:
    office = office_in_browser
    first, document, clerk = a_body(office, "Viện Đo lường", "VĐL")
    second, _other, _clerk = a_body(office, "Viện Tiêu chuẩn", "VTC")
    page = office.enter(office.cast.administrator)
    page.goto("/administration/")
    page.locator("a[href='/administration/bodies/reorganise/']").first.click()
    page.locator("select[name=bodies]").select_option([str(first.pk), str(second.pk)], force=True)
    page.locator("[name=new_bodies]").fill("Viện Đo lường và Tiêu chuẩn | VĐLTC")
    page.locator("[name=source]").fill("Quyết định số 31/QĐ-TTg")
    page.locator("main form .button-primary").click()
    expect(page.locator("main")).to_contain_text("2 việc đang chờ được chuyển ngay")
    page.locator("button[name=agreed]").click()
    page.wait_for_url("**/bodies/**")
    expect(page.locator("h1")).to_contain_text("Viện Đo lường và Tiêu chuẩn")
    item = WorkItem.objects.get(record_id=document.pk, state="open")
    assert item.unit.organisation.notation == "VĐLTC"
    theirs = office.enter(clerk)
    theirs.goto("/")
    expect(theirs.locator("main")).to_contain_text(document.title)
    theirs.goto(document.get_absolute_url())
    expect(theirs.locator(".thread")).to_contain_text("Bàn giao từ Văn thư Viện Đo lường")
    page.goto(f"/bodies/{first.handle}/?on={date(timezone.now().year, 1, 2).isoformat()}")
    expect(page.locator("main")).to_contain_text("Văn thư Viện Đo lường")


def test_a_list_with_errors_is_corrected_and_entered(office_in_browser: Office) -> None:
    office = office_in_browser
    code = office.cast.office.current_code(timezone.localdate())
    head = ["Mã cán bộ", "Họ và tên", "Mã cơ quan", "Viết tắt đơn vị", "Tên chức vụ", "Vai trò", "Từ ngày"]
    right = [f"CB-{timezone.now():%H%M%S}", "Lê Thị Danh Sách", code, "TH", "Chuyên viên", "Chuyên viên", "01/11/2026"]
    wrong = [*right[:6], "30/02/2026"]
    page = office.enter(office.cast.administrator)
    page.goto("/administration/lists/")
    for line, name in ((wrong, "lan-1.csv"), (right, "lan-2.csv")):
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([head, line])
        page.locator("select[name=kind]").last.select_option("people")
        page.locator("input[name=file]").set_input_files(a_file(name, out.getvalue().encode("utf-8-sig")))
        page.locator("form[enctype='multipart/form-data'] .button-primary").click()
        page.wait_for_url("**/administration/lists/*/")
        if line is wrong:
            expect(page.locator("main")).to_contain_text("30/02/2026” không phải là ngày")
            assert not Person.objects.filter(staff_number=right[0]).exists()
            page.locator(".notice a[href='/administration/lists/']").click()
    page.locator("main form .button-primary").first.click()
    expect(page.locator("main")).to_contain_text("Đã nhập danh sách")
    assert PostHolding.objects.get(person__staff_number=right[0]).post.unit.notation == "TH"


def test_the_inspector_asks_why_someone_cannot_see_a_document(office_in_browser: Office) -> None:
    office = office_in_browser
    cast, at = office.cast, timezone.now()
    document = samples.presented(cast.office, to=cast.leader.person, at=at, by=cast.clerk.actor(at))
    page = office.enter(cast.inspector)
    page.goto(document.get_absolute_url())
    page.locator("a[href^='/administration/why/']").click()
    page.locator("select[name=person]").select_option(str(cast.other_head.person.pk), force=True)
    page.locator("main form .button-primary").click()
    expect(page.locator("main")).to_contain_text("không xem được")
    page.locator("select[name=person]").select_option(str(cast.leader.person.pk), force=True)
    page.locator("main form .button-primary").click()
    expect(page.locator("main")).to_contain_text("đang có hoặc đã có phần việc")
    assert HistoryEntry.objects.filter(record_id=document.pk, verb="records.asked_why").count() == 2
    stranger = office.enter(cast.outsider)
    answer = stranger.goto(page.url)
    assert answer and answer.status == 404
