"""The calendar's pages: everyone signed in reads and counts, administrators enter decisions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from congvu.accounts.models import User
from congvu.workdays.models import CalendarDay, CalendarYear

DECISION = {
    "kind": "swapped",
    "day": "2026-12-31",
    "made_up_on": "2026-12-26",
    "occasion": "new_year",
    "name": "Nghỉ hoán đổi Tết Dương lịch 2027",
    "source": "Công văn 99/VPCP-KGVX",
}


@pytest.fixture(autouse=True)
def office(loaded: CalendarYear, history: list[dict[str, Any]]) -> Iterator[None]:
    """The calendar is loaded and what is done is noted."""
    yield


@pytest.fixture
def officer_page(outsider: User, client: Client) -> Client:
    client.force_login(outsider)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def administrator_page(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    return client


def test_the_year_shows_its_days_with_their_documents(officer_page: Client) -> None:
    page = officer_page.get("/calendar/2026/").content.decode()
    assert "Công văn số 12729/VPCP-KGVX ngày 25/12/2025" in page
    assert page.count('class="month-days"') == 12
    assert "/calendar/2026/declare/" not in page


def test_a_year_not_entered_is_said_plainly(officer_page: Client) -> None:
    answer = officer_page.get("/calendar/2031/")
    assert answer.status_code == 409
    assert "The calendar of 2031 is not yet entered." in answer.content.decode()


def test_an_officer_counts_working_days(officer_page: Client) -> None:
    page = officer_page.get("/calendar/2026/?since=2025-01-23&days=3").content.decode()
    assert "17:00 Tuesday 4/2/2025" in page
    assert "3 working days from Thursday 23/1: skips 25/1–2/2 Tết" in page


def test_the_fragment_is_the_same_panel_as_on_the_page(officer_page: Client) -> None:
    query = "/calendar/2026/?since=2025-01-23&days=3"
    fragment = officer_page.get(query, headers={"HX-Request": "true", "HX-Target": "sum"}).content.decode()
    assert "<html" not in fragment
    assert "17:00 Tuesday 4/2/2025" in fragment


def test_counting_beyond_the_calendar_is_explained_beside_the_form(officer_page: Client) -> None:
    page = officer_page.get("/calendar/2026/?since=2027-12-20&days=30").content.decode()
    assert "The calendar of 2028 is not yet entered." in page


def test_an_administrator_sees_a_decision_once_more_before_it_is_kept(administrator_page: Client) -> None:
    shown = administrator_page.post("/calendar/2026/declare/", DECISION)
    assert "Is this right?" in shown.content.decode()
    assert not CalendarDay.objects.filter(origin="decision").exists()


def test_an_agreed_swap_is_kept_on_both_days(administrator_page: Client, history: list[dict[str, Any]]) -> None:
    kept = administrator_page.post("/calendar/2026/declare/", DECISION | {"agreed": "1"})
    assert kept.status_code == 302
    days = CalendarDay.objects.filter(origin="decision").order_by("day").values_list("day", "kind")
    assert list(days) == [(date(2026, 12, 26), "make_up"), (date(2026, 12, 31), "swapped")]
    assert [entry["verb"] for entry in history] == ["swap_days"]


def test_a_swap_must_say_when_it_is_made_up(administrator_page: Client) -> None:
    page = administrator_page.post("/calendar/2026/declare/", DECISION | {"made_up_on": ""}).content.decode()
    assert "Say on which day it is made up." in page


def test_a_rule_broken_by_the_action_stands_on_the_form(administrator_page: Client) -> None:
    broken = DECISION | {"made_up_on": "2026-12-30", "agreed": "1"}
    page = administrator_page.post("/calendar/2026/declare/", broken).content.decode()
    assert "only a day off can become a make-up working day" in page


def test_an_administrator_withdraws_a_decision(administrator_page: Client) -> None:
    administrator_page.post("/calendar/2026/declare/", DECISION | {"agreed": "1"})
    assert "/calendar/2026/2026-12-31/withdraw/" in administrator_page.get("/calendar/2026/").content.decode()
    administrator_page.post("/calendar/2026/2026-12-31/withdraw/", {"reason": "Nhập nhầm"})
    assert not CalendarDay.objects.filter(origin="decision", day=date(2026, 12, 31)).exists()


def test_an_administrator_confirms_the_year_by_its_notice(administrator_page: Client) -> None:
    administrator_page.post("/calendar/2027/confirm/", {"source": "Thông báo 2027"})
    assert CalendarYear.objects.get(year=2027).confirmed


@pytest.mark.parametrize(
    "address", ["/calendar/2026/declare/", "/calendar/2026/confirm/", "/calendar/2026/2026-09-02/withdraw/"]
)
def test_an_officer_may_not_change_the_calendar(officer_page: Client, address: str) -> None:
    assert officer_page.get(address).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/calendar/").status_code == 302
