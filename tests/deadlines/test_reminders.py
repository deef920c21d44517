"""Reminders and the ladder: said once, in the daytime, whatever became of the runs before; to whom the rules name."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, settings
from hypothesis import given as whenever
from hypothesis import strategies as st

from congvu.accounts.samples import Cast
from congvu.directory.actions import delegate, end_delegation
from congvu.documents.actions import handling
from congvu.documents.models import IncomingDocument
from congvu.notifications.actions import end_rung, set_rung
from congvu.notifications.ladder import Rung
from congvu.notifications.models import Reminder, ReminderRule, Stage, To
from congvu.notifications.reminders import remind
from congvu.records.deadlines import take_changes
from congvu.records.models import WorkItem
from congvu.workdays.calendar import WorkCalendar, current_calendar
from congvu.workdays.seed import load_calendar
from tests.architecture.copies import multiply
from tests.deadlines.conftest import NOW, REMINDERS, ZONE, Decide, at, november, told

Given = Callable[..., IncomingDocument]


def december(day: int, hour: int) -> datetime:
    return at(date(2026, 12, day), hour)


def all_runs(first: datetime, last: datetime, every: timedelta = timedelta(minutes=30)) -> None:
    """The job as it runs by the clock, day and night."""
    while first <= last:
        remind(first)
        first += every


def heard(people: Cast) -> dict[str, list[str]]:
    names = ("officer", "head", "leader", "clerk", "outsider")
    return {name: found for name in names if (found := told(getattr(people, name), *REMINDERS))}


def test_the_whole_ladder_is_climbed_rung_by_rung(given: Given, people: Cast) -> None:
    given()
    remind(november(26, 16))
    assert heard(people) == {}
    remind(november(27, 8))  # the opening of the working day before
    assert heard(people) == {"officer": ["due_soon"]}
    remind(november(30, 16, 55))
    remind(november(30, 17))
    assert heard(people) == {"officer": ["due_soon", "due_now"], "head": ["due_now_with"]}
    remind(december(1, 8))
    assert heard(people)["officer"][-1] == "late"
    assert heard(people)["head"] == ["due_now_with", "late_with"]
    remind(december(3, 8))
    assert heard(people)["leader"] == ["late_with"]
    assert heard(people)["head"] == ["due_now_with", "late_with", "late_with"]
    assert len(heard(people)["officer"]) == 3


def test_running_every_half_hour_day_and_night_says_nothing_twice_nor_at_night(given: Given, people: Cast) -> None:
    given()
    all_runs(november(26, 0), december(6, 0))
    assert len(heard(people)["officer"]) == 3
    made = Reminder.objects.values_list("made_at", flat=True)
    assert all(current_calendar().is_daytime(moment, grace=timedelta(minutes=30)) for moment in made)


def test_a_missed_run_catches_up_in_one_word_to_all_who_should_have_heard(given: Given, people: Cast) -> None:
    given()
    remind(december(3, 9))  # the worker stood still for two weeks
    assert heard(people) == {"officer": ["late"], "head": ["late_with"], "leader": ["late_with"]}
    assert Reminder.objects.filter(sent=True).count() == 1
    assert Reminder.objects.filter(sent=False).count() == 3
    remind(december(3, 10))
    assert len(heard(people)["officer"]) == 1


def test_nothing_is_said_on_tet_and_all_of_it_on_the_first_working_day(given: Given, people: Cast) -> None:
    given(at(date(2026, 2, 4), 9))  # seven working days: due on Friday 13 February, the last before Tết
    all_runs(at(date(2026, 2, 13), 17, 31), at(date(2026, 2, 23), 7), timedelta(hours=3))
    assert heard(people) == {}
    remind(at(date(2026, 2, 23), 8))
    assert heard(people) == {"officer": ["late"], "head": ["late_with"]}


def test_a_deadline_that_falls_at_night_is_said_in_the_morning(given: Given, people: Cast) -> None:
    document = given()
    WorkItem.objects.filter(record_id=document.pk).update(due_at=november(20, 23))
    Reminder.objects.all().delete()
    remind(november(20, 23, 5))
    assert heard(people) == {}
    remind(november(21, 9))  # Saturday
    assert heard(people) == {}
    remind(november(23, 8))
    assert "late" in heard(people)["officer"]


def test_urgent_work_has_its_own_ladder(given: Given, people: Cast) -> None:
    given(urgency="immediate")  # four working hours: due at 14:00
    remind(november(18, 12, 55))
    assert heard(people) == {}
    remind(november(18, 13))
    assert heard(people) == {"officer": ["due_soon"], "head": ["due_soon_with"]}
    remind(november(18, 15))
    assert heard(people)["leader"] == ["late_with"]


def test_work_given_after_a_rung_has_passed_is_not_told_of_it(given: Given, people: Cast) -> None:
    document = given()
    after = november(30, 16)
    handling.reassign(
        document, officer=people.second_officer.person, because="Bận việc", at=after, by=people.head.actor(after)
    )
    remind(november(30, 16, 30))
    assert told(people.second_officer, *REMINDERS) == []
    remind(november(30, 17, 5))
    assert told(people.second_officer, *REMINDERS) == ["due_now"]


def test_done_work_is_left_in_peace(given: Given, people: Cast) -> None:
    document = given()
    handling.finish(document, result="Đã trả lời.", at=NOW, by=people.officer.actor(NOW))
    all_runs(november(27, 8), december(1, 12))
    assert heard(people) == {}


def test_a_deadline_moved_forth_and_back_is_not_reminded_of_twice(given: Given, people: Cast, decide: Decide) -> None:
    given()
    remind(november(27, 9))
    monday = date(2026, 11, 30)
    decide.holiday(monday, november(27, 10))
    take_changes(november(27, 10))
    remind(november(27, 11))  # now due on Tuesday: the working day before has begun
    decide.withdraw(monday, november(27, 12))
    take_changes(november(27, 12))
    remind(november(27, 14))
    assert heard(people)["officer"].count("due_soon") == 2  # once for each deadline, and not again for the first


def test_while_away_whoever_acts_is_reminded_and_no_longer_afterwards(given: Given, people: Cast) -> None:
    given()
    day = november(27, 7).date()
    officer, second = people.officer, people.second_officer
    absence = delegate(
        officer.person, receiver=second.person, from_on=day, to_on=day + timedelta(days=5), reason="Nghỉ ốm",
        at=november(27, 7), by=officer.actor(november(27, 7)),
    )  # fmt: skip
    remind(november(27, 8))
    assert told(officer, *REMINDERS) == told(second, *REMINDERS) == ["due_soon"]
    assert second.person.notices.get(kind="due_soon").for_person == officer.person
    end_delegation(absence, on=day + timedelta(days=1), at=november(27, 9), by=officer.actor(november(27, 9)))
    remind(november(30, 17))
    assert told(second, *REMINDERS) == ["due_soon"]
    assert told(officer, *REMINDERS) == ["due_soon", "due_now"]


def test_who_acts_for_giving_work_only_hears_nothing_of_other_work(given: Given, people: Cast) -> None:
    given()
    day = november(27, 7).date()
    delegate(
        people.officer.person, receiver=people.second_officer.person, scope="assign", from_on=day, to_on=day,
        reason="Họp", at=november(27, 7), by=people.officer.actor(november(27, 7)),
    )  # fmt: skip
    remind(november(27, 8))
    assert told(people.second_officer, *REMINDERS) == []


def test_a_rule_holds_from_its_day_on(given: Given, people: Cast) -> None:
    given()
    administrator = people.administrator.actor(NOW)
    rule = ReminderRule.objects.get(act="", urgency="", stage=Stage.BEFORE)
    kept = set_rung(
        rule, stage=Stage.BEFORE, amount=3, unit="working_days", to=[To.HOLDER, To.HEAD],
        from_on=date(2026, 11, 20), source="Quyết định 5/QĐ-VPCP", at=NOW, by=administrator,
    )  # fmt: skip
    rule.refresh_from_db()
    assert rule.valid.upper == date(2026, 11, 20)
    remind(november(25, 8))
    assert heard(people) == {"officer": ["due_soon"], "head": ["due_soon_with"]}
    end_rung(kept, from_on=date(2026, 11, 20), reason="Nhầm", at=NOW, by=administrator)
    assert not ReminderRule.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("number", [20, 450])
def test_many_items_take_no_more_questions_than_few(given: Given, number: int) -> None:
    multiply(given(), number)
    with CaptureQueriesContext(connection) as asked:
        assert remind(november(30, 17)) == number + 1
    assert len(asked) <= 25, "\n".join(query["sql"][:120] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        assert remind(november(30, 17, 5)) == 0
    assert len(asked) <= 6


@whenever(
    stage=st.sampled_from(list(Stage)),
    amount=st.integers(1, 12),
    unit=st.sampled_from(["working_hours", "working_days"]),
    days=st.integers(0, 60),
    minutes=st.integers(16, 34).map(lambda halves: halves * 30),
    now_days=st.integers(0, 60),
    now_minutes=st.integers(16, 35).map(lambda halves: halves * 30),
)
@settings(max_examples=300, deadline=None)
def test_a_rung_has_fallen_just_for_the_deadlines_up_to_the_one_it_reaches(
    year_of_tet: WorkCalendar,
    stage: Stage,
    amount: int,
    unit: str,
    days: int,
    minutes: int,
    now_days: int,
    now_minutes: int,
) -> None:
    calendar, start = year_of_tet, datetime(2026, 1, 20, tzinfo=ZONE)
    due = start + timedelta(days=days, minutes=minutes)
    now = start + timedelta(days=now_days, minutes=now_minutes)
    assume(calendar.is_working_day(due.date()))
    assume(calendar.is_daytime(now, grace=timedelta(minutes=30)))
    rung = Rung(stage, amount, unit, ("holder",))
    reached = rung.reached(now, calendar)
    assert reached is not None
    assert (due <= reached) == (rung.moment(due, calendar) <= now)


@pytest.fixture(scope="module")
def year_of_tet(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> WorkCalendar:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        load_calendar()
        calendar = current_calendar()
        transaction.set_rollback(True)
        return calendar
