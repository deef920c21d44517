"""Administrators enter what was decided; what was loaded stays beneath."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from congvu.accounts.models import User
from congvu.core.errors import Refused
from congvu.workdays import actions
from congvu.workdays.calendar import current_calendar
from congvu.workdays.models import CalendarDay, CalendarYear, DeadlineRule
from congvu.workdays.seed import load_calendar
from congvu.workdays.tests.conftest import at

NOW = at(date(2026, 8, 3), 9)
STORM = date(2026, 9, 10)
STORM_DAY: dict[str, Any] = {
    "day": STORM,
    "kind": "holiday",
    "name": "Nghỉ phòng tránh bão",
    "source": "Công điện 115/CĐ-TTg",
}


def test_loading_twice_changes_nothing(loaded: CalendarYear, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_calendar")
    assert capsys.readouterr().out == "0 rows of the working calendar changed.\n"


def test_loading_keeps_what_the_office_decided(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    actions.declare_day(loaded, **STORM_DAY, at=NOW, by=administrator.actor(NOW))
    DeadlineRule.objects.filter(code="handle_incoming", urgency="urgent").update(amount=2, source="Quy chế 2026")
    assert load_calendar() == 0
    assert not current_calendar().is_working_day(STORM)
    assert DeadlineRule.objects.get(code="handle_incoming", urgency="urgent").amount == 2


def test_loading_mends_a_loaded_day_that_was_changed(loaded: CalendarYear) -> None:
    CalendarDay.objects.filter(day=date(2026, 9, 2)).update(name="?")
    assert load_calendar() == 1
    assert CalendarDay.objects.get(day=date(2026, 9, 2)).name == "Quốc khánh"


def test_the_calendar_is_read_once_until_it_changes(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]], django_assert_num_queries: Any
) -> None:
    before = current_calendar()
    with django_assert_num_queries(1):
        assert current_calendar() is before
    actions.declare_day(loaded, **STORM_DAY, at=NOW, by=administrator.actor(NOW))
    assert current_calendar() is not before
    assert before.is_working_day(STORM)


def test_a_declared_day_is_a_day_off_with_its_document(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    actions.declare_day(loaded, **STORM_DAY, at=NOW, by=administrator.actor(NOW))
    mark = current_calendar().days[STORM]
    assert (mark.is_off, mark.source, mark.decided) == (True, "Công điện 115/CĐ-TTg", True)
    assert [(entry["verb"], entry["day"]) for entry in history] == [("declare_day", "2026-09-10")]


def test_a_withdrawn_decision_lets_the_loaded_day_show_again(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    by = administrator.actor(NOW)
    day = date(2026, 8, 31)
    actions.declare_day(loaded, day=day, kind="make_up", name="Làm việc", source="12/QĐ", at=NOW, by=by)
    assert current_calendar().is_working_day(day)
    actions.withdraw_day(loaded, day=day, reason="Nhập nhầm", at=NOW, by=by)
    assert not current_calendar().is_working_day(day)
    assert history[-1]["reason"] == "Nhập nhầm"


def test_a_swap_over_the_end_of_the_year_is_one_decision(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    actions.swap_days(
        loaded,
        day_off=date(2026, 12, 31),
        made_up_on=date(2027, 1, 9),
        name="Nghỉ hoán đổi",
        source="99/VPCP-KGVX",
        at=NOW,
        by=administrator.actor(NOW),
    )
    calendar = current_calendar()
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.is_working_day(date(2027, 1, 9))
    assert len(history) == 1


def test_withdrawing_one_day_of_a_swap_withdraws_both(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    by, day_off, made_up_on = administrator.actor(NOW), date(2026, 12, 31), date(2027, 1, 9)
    swap = {"day_off": day_off, "made_up_on": made_up_on, "name": "Nghỉ hoán đổi", "source": "99/VPCP-KGVX"}
    actions.swap_days(loaded, **swap, at=NOW, by=by)
    assert current_calendar().is_working_day(made_up_on)
    actions.withdraw_day(loaded, day=day_off, reason="Nhập nhầm", at=NOW, by=by)
    assert current_calendar().is_working_day(day_off)
    assert not current_calendar().is_working_day(made_up_on)


def test_a_confirmed_year_names_its_notice(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    year = CalendarYear.objects.get(year=2027)
    assert 2027 in current_calendar().unconfirmed_years
    actions.confirm_year(year, source="Thông báo 2027", at=NOW, by=administrator.actor(NOW))
    calendar = current_calendar()
    assert 2027 not in calendar.unconfirmed_years
    assert all(mark.confirmed for day, mark in calendar.days.items() if day.year == 2027)
    assert load_calendar() == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"day": date(2027, 9, 10)}, actions.DayOfAnotherYear),
        ({"source": "  "}, actions.DocumentNotNamed),
        ({"kind": "make_up"}, actions.MakeUpNotAtWeekend),
    ],
)
def test_a_day_that_breaks_a_rule_is_not_entered(
    loaded: CalendarYear,
    administrator: User,
    history: list[dict[str, Any]],
    change: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        actions.declare_day(loaded, **(STORM_DAY | change), at=NOW, by=administrator.actor(NOW))
    assert history == []


def test_nothing_decided_cannot_be_withdrawn(
    loaded: CalendarYear, administrator: User, history: list[dict[str, Any]]
) -> None:
    with pytest.raises(actions.NothingDecided):
        actions.withdraw_day(loaded, day=date(2026, 9, 2), reason="?", at=NOW, by=administrator.actor(NOW))


def test_an_outsider_changes_nothing(loaded: CalendarYear, outsider: User, history: list[dict[str, Any]]) -> None:
    with pytest.raises(Refused):
        actions.declare_day(loaded, **STORM_DAY, at=NOW, by=outsider.actor(NOW))
    assert not CalendarDay.objects.filter(day=STORM).exists()
