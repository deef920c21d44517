"""How long work may take, by the rule in force on the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.workdays.calendar import DayMark, DeadlineRuleMissing, WorkCalendar
from congvu.workdays.rules import handling_deadline, presenting_deadline, reckon_again, rule_deadline
from congvu.workdays.tests.conftest import at

FRIDAY_AFTERNOON = at(date(2025, 6, 6), 15)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("normal", at(date(2025, 6, 17), 17)),
        ("urgent", at(date(2025, 6, 11), 17)),
        ("very_urgent", at(date(2025, 6, 9), 17)),
        ("immediate", at(date(2025, 6, 9), 10)),
    ],
)
def test_the_more_urgent_a_document_the_sooner_it_is_handled(calendar: WorkCalendar, urgency: str, due: object) -> None:
    deadline = handling_deadline(urgency, FRIDAY_AFTERNOON, calendar)
    assert deadline.due_at == due
    assert deadline.source == "Quy chế nội bộ (mẫu)"


def test_the_registry_presents_by_the_next_working_day(calendar: WorkCalendar) -> None:
    deadline = presenting_deadline("normal", FRIDAY_AFTERNOON, calendar)
    assert deadline.due_on == date(2025, 6, 9)
    assert deadline.source == "Nghị định số 30/2020/NĐ-CP, Điều 23"


def test_an_urgent_document_is_presented_the_same_day(calendar: WorkCalendar, in_english: None) -> None:
    deadline = presenting_deadline("urgent", FRIDAY_AFTERNOON, calendar)
    assert deadline.due_at == at(date(2025, 6, 6), 17)
    assert deadline.explain() == "on the same working day, Friday 6/6"


def test_a_rule_is_not_in_force_before_its_decree(calendar: WorkCalendar) -> None:
    with pytest.raises(DeadlineRuleMissing):
        rule_deadline("check_submission", at(date(2026, 5, 28), 9), calendar)
    assert rule_deadline("check_submission", at(date(2026, 5, 29), 9), calendar).due_on == date(2026, 6, 2)


def test_a_changed_calendar_moves_a_running_deadline(calendar: WorkCalendar) -> None:
    deadline = handling_deadline("urgent", FRIDAY_AFTERNOON, calendar)
    storm = date(2025, 6, 10)
    changed = replace(calendar, days={**calendar.days, storm: DayMark("holiday", "other", "Nghỉ tránh bão")})
    assert reckon_again(deadline, calendar) == deadline
    assert reckon_again(deadline, changed).due_at == deadline.due_at + timedelta(days=1)
