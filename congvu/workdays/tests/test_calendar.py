"""Working days and working hours, reckoned by the calendar as loaded. No database."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.workdays.calendar import CalendarMissing, WorkCalendar
from congvu.workdays.reckoning import Deadline
from congvu.workdays.tests.conftest import ZONE, at

LIBRARY = holidays.country_holidays("VN", years=range(2010, 2026), language="vi")
days = st.dates(date(2011, 1, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2011, 1, 1), datetime(2026, 6, 30)).map(lambda moment: moment.replace(tzinfo=ZONE))
thorough = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize("year", range(2010, 2026))
def test_the_calendar_agrees_with_the_library_day_by_day(calendar: WorkCalendar, year: int) -> None:
    first = date(year, 1, 1)
    ordinary = [
        day
        for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
        if day not in calendar.days or calendar.days[day].is_off
    ]
    ours = {day for day in ordinary if calendar.is_working_day(day)}
    theirs = {day for day in ordinary if day.weekday() < 5 and day not in LIBRARY}
    assert ours == theirs


def test_every_working_saturday_pays_for_a_swapped_day(calendar: WorkCalendar) -> None:
    made_up = {day: mark.in_place_of for day, mark in calendar.days.items() if not mark.is_off}
    swapped = {mark.in_place_of: day for day, mark in calendar.days.items() if mark.kind == "swapped"}
    assert made_up == swapped
    assert all(calendar.is_working_day(day) and day.weekday() == 5 for day in made_up)
    assert not any(calendar.is_working_day(day) for day in swapped.values())


def test_tet_2025_is_skipped_and_told(calendar: WorkCalendar, in_english: None) -> None:
    deadline = calendar.add_working_days(date(2025, 1, 23), 3)
    assert deadline.due_at == at(date(2025, 2, 4), 17)
    assert deadline.explain() == "3 working days from Thursday 23/1: skips 25/1–2/2 Tết"


def test_tet_2025_is_told_in_vietnamese(calendar: WorkCalendar, in_vietnamese: None) -> None:
    deadline = calendar.add_working_days(date(2025, 1, 23), 3)
    assert deadline.explain() == "3 ngày làm việc kể từ Thứ Năm 23/1: trừ 25/1–2/2 nghỉ Tết"


def test_tet_2026_closes_the_office_for_a_week(calendar: WorkCalendar) -> None:
    assert calendar.add_working_days(date(2026, 2, 13), 1).due_on == date(2026, 2, 23)


def test_a_holiday_on_sunday_is_given_back_on_monday(calendar: WorkCalendar) -> None:
    assert calendar.days[date(2026, 4, 27)].kind == "in_lieu"
    assert calendar.add_working_days(date(2026, 4, 24), 1).due_on == date(2026, 4, 28)


def test_the_second_of_january_2026_is_made_up_on_saturday_the_tenth(calendar: WorkCalendar, in_english: None) -> None:
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.add_working_days(date(2025, 12, 31), 1).due_on == date(2026, 1, 5)
    deadline = calendar.add_working_days(date(2026, 1, 8), 2)
    assert deadline.due_on == date(2026, 1, 10)
    assert deadline.explain() == "2 working days from Thursday 8/1: counts make-up day Saturday 10/1"


def test_a_swap_reaches_over_the_end_of_the_year(calendar: WorkCalendar) -> None:
    assert not calendar.is_working_day(date(2018, 12, 31))
    assert calendar.is_working_day(date(2019, 1, 5))
    assert calendar.add_working_days(date(2018, 12, 28), 4).due_on == date(2019, 1, 5)


def test_a_year_not_yet_entered_is_named(calendar: WorkCalendar, in_english: None) -> None:
    with pytest.raises(CalendarMissing, match="The calendar of 2028 is not yet entered"):
        calendar.add_working_days(date(2027, 12, 30), 5)
    with pytest.raises(CalendarMissing, match="2031"):
        calendar.is_working_day(date(2031, 3, 3))


def test_no_days_from_a_sunday_is_the_next_working_day(calendar: WorkCalendar) -> None:
    assert calendar.add_working_days(date(2025, 6, 1), 0).due_on == date(2025, 6, 2)


def test_hours_stand_still_at_noon_and_over_tet(calendar: WorkCalendar, in_english: None) -> None:
    deadline = calendar.add_working_hours(at(date(2025, 1, 24), 11), 6)
    assert deadline.due_at == at(date(2025, 2, 3), 9)
    assert deadline.explain() == "6 working hours from 11:00 Friday 24/1: skips 25/1–2/2 Tết"


def test_hours_that_end_with_the_morning_end_at_noon(calendar: WorkCalendar) -> None:
    assert calendar.add_working_hours(at(date(2025, 6, 2), 8), 4).due_at == at(date(2025, 6, 2), 12)


def test_hours_are_never_taken_away(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="never taken away"):
        calendar.add_working_hours(at(date(2025, 6, 2), 8), -1)


@thorough
@given(start=days, amount=st.integers(1, 60))
def test_adding_then_taking_away_comes_back(calendar: WorkCalendar, start: date, amount: int) -> None:
    working = calendar.add_working_days(start, 0).due_on
    there = calendar.add_working_days(working, amount).due_on
    assert calendar.add_working_days(there, -amount).due_on == working


@thorough
@given(start=days, amount=st.integers(-60, 60).filter(bool))
def test_counting_is_the_inverse_of_adding(calendar: WorkCalendar, start: date, amount: int) -> None:
    due = calendar.add_working_days(start, amount).due_on
    assert calendar.working_days_between(start, due).count == amount


@thorough
@given(start=days, later=st.integers(0, 40), amount=st.integers(0, 40), more=st.integers(0, 20))
def test_later_and_longer_never_fall_due_earlier(
    calendar: WorkCalendar, start: date, later: int, amount: int, more: int
) -> None:
    due = calendar.add_working_days(start, amount).due_at
    assert calendar.add_working_days(start + timedelta(days=later), amount).due_at >= due
    assert calendar.add_working_days(start, amount + more).due_at >= due


@thorough
@given(start=days, amount=st.integers(1, 60))
def test_counted_and_skipped_days_add_up(calendar: WorkCalendar, start: date, amount: int) -> None:
    deadline = calendar.add_working_days(start, amount)
    assert sum(run.length for run in deadline.skipped) + amount == (deadline.due_on - start).days


@thorough
@given(start=days, amount=st.integers(1, 30))
def test_eight_hours_are_one_day(calendar: WorkCalendar, start: date, amount: int) -> None:
    working = calendar.add_working_days(start, 0).due_on
    by_hours = calendar.add_working_hours(at(working, 8), 8 * amount)
    assert by_hours.due_at == calendar.add_working_days(working, amount - 1).due_at


@thorough
@given(start=moments, amount=st.integers(0, 100), more=st.integers(0, 50))
def test_hours_fall_due_in_working_time_and_never_earlier_for_more(
    calendar: WorkCalendar, start: datetime, amount: int, more: int
) -> None:
    due = calendar.add_working_hours(start, amount).due_at
    assert start <= due <= calendar.add_working_hours(start, amount + more).due_at
    assert calendar.is_working_day(due.date())
    assert 8 <= due.hour + due.minute / 60 <= 17


@thorough
@given(start=moments, amount=st.integers(-30, 60))
def test_a_kept_deadline_comes_back_whole(calendar: WorkCalendar, start: datetime, amount: int) -> None:
    deadline = calendar.add_working_days(start, amount, source="Quy chế")
    kept = Deadline.from_json(deadline.to_json())
    assert kept == deadline
    assert kept.explain() == deadline.explain()
