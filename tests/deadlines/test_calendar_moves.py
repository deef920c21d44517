"""A changed calendar moves running deadlines, forth and back, once; and says what it moved."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.samples import Cast
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.documents.samples import particulars, presented
from congvu.notifications.moves import tell_of_moves
from congvu.records.deadlines import take_changes
from congvu.records.models import DeadlineMove, HistoryEntry, WorkItem
from congvu.workdays.calendar import current_calendar
from congvu.workdays.models import CalendarChange, CalendarDay
from congvu.workdays.reckoning import Deadline
from congvu.workdays.rules import deadline_on
from congvu.workdays.seed import load_calendar
from tests.architecture.copies import multiply
from tests.deadlines.conftest import DECISION, NOW, Decide, at, november, told

LATER = NOW + timedelta(minutes=2)
STORM, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)  # Tuesday the 24th is a holiday already
BEFORE, MOVED = november(30, 17), at(date(2026, 12, 1), 17)

Given = Callable[..., IncomingDocument]


def due(document: IncomingDocument) -> list[object]:
    """The deadline of the document and of what waits on it."""
    document.refresh_from_db()
    return [document.due_at, *WorkItem.objects.open().filter(record_id=document.pk).values_list("due_at", flat=True)]


def moved_entries(document: IncomingDocument) -> int:
    return HistoryEntry.objects.filter(record_id=document.pk, verb="records.deadline_moved").count()


def test_a_day_off_moves_what_runs_across_it(given: Given, decide: Decide) -> None:
    document = given()
    assert due(document) == [BEFORE] * 2
    decide.holiday(STORM)
    assert take_changes(LATER) == 1
    assert due(document) == [MOVED] * 2
    entry = HistoryEntry.objects.get(record_id=document.pk, verb="records.deadline_moved")
    assert entry.by is None
    assert entry.facts["because"] == f"{DECISION}: Nghỉ tránh bão"
    assert Deadline.from_json(document.due_how).due_at == MOVED


def test_running_again_moves_nothing_more(given: Given, decide: Decide) -> None:
    document = given()
    decide.holiday(STORM)
    take_changes(LATER)
    assert take_changes(LATER) == 0
    CalendarChange.objects.update(taken_at=None)  # as if the run had broken off before its end
    assert take_changes(LATER) == 0
    assert moved_entries(document) == 1
    assert CalendarChange.objects.get().moved == 1


def test_a_withdrawn_decision_moves_deadlines_back(given: Given, decide: Decide) -> None:
    document = given()
    before = document.due_how
    decide.holiday(STORM)
    take_changes(LATER)
    decide.withdraw(STORM)
    take_changes(LATER)
    assert due(document) == [BEFORE] * 2
    assert document.due_how == before
    assert moved_entries(document) == 2


def test_a_decision_withdrawn_before_the_run_moves_nothing(given: Given, decide: Decide) -> None:
    document = given()
    decide.holiday(STORM)
    decide.withdraw(STORM)
    assert take_changes(LATER) == 0
    assert moved_entries(document) == 0


def test_a_working_saturday_makes_deadlines_earlier(given: Given, decide: Decide) -> None:
    document = given()
    decide.swap(date(2026, 12, 4), date(2026, 11, 21))
    take_changes(LATER)
    assert due(document) == [november(27, 17)] * 2


def test_a_deadline_set_as_a_day_stays_on_its_day(people: Cast, decide: Decide) -> None:
    document = presented(people.office, to=people.leader.person, at=NOW, by=people.clerk.actor(NOW))
    on_friday = deadline_on(FRIDAY, NOW, current_calendar())
    leader = people.leader.actor(NOW)
    document = handling.instruct(document, lead=people.department, deadline=on_friday, at=NOW, by=leader)
    decide.holiday(STORM)
    assert take_changes(LATER) == 0
    decide.holiday(FRIDAY)
    take_changes(LATER)
    assert due(document) == [november(30, 17)] * 2
    decide.withdraw(FRIDAY)
    take_changes(LATER)
    assert due(document) == [november(27, 17)] * 2


def test_a_calendar_loaded_anew_reckons_everything_again(given: Given) -> None:
    CalendarDay.objects.create(day=STORM, kind="holiday", name="Nạp sai", source="?", origin="seed")
    document = given()
    assert due(document) == [MOVED] * 2
    load_calendar()
    take_changes(LATER)
    assert due(document) == [BEFORE] * 2


def test_a_more_urgent_document_has_less_time_from_now_on(given: Given, people: Cast) -> None:
    document = given()
    friday = november(20, 9)
    registry.correct(document, particulars=particulars(urgency="very_urgent"), at=friday, by=people.clerk.actor(friday))
    assert due(document) == [november(23, 17)] * 2
    registry.correct(document, particulars=particulars(urgency="normal"), at=friday, by=people.clerk.actor(friday))
    assert due(document) == [november(23, 17)] * 2  # less urgent gives no time back by itself


def test_holder_and_head_are_told_once_and_others_not(given: Given, decide: Decide, people: Cast) -> None:
    given(), given()
    decide.holiday(STORM)
    assert tell_of_moves(LATER) == 0  # nothing moved yet
    take_changes(LATER)
    assert tell_of_moves(LATER) == 2
    assert tell_of_moves(LATER) == 0
    assert told(people.officer, "deadline_moved", "deadlines_moved") == ["deadlines_moved"]
    assert told(people.head, "deadlines_moved") == ["deadlines_moved"]
    assert told(people.outsider) == told(people.second_officer) == []


def test_the_administrator_sees_before_deciding_what_would_move_but_no_titles(given: Given, people: Cast) -> None:
    document = given()
    client = Client()
    client.force_login(people.administrator)
    said = {"kind": "holiday", "day": "2026-11-25", "occasion": "other", "name": "Nghỉ", "source": DECISION}
    page = client.post(reverse("workdays:declare", args=[2026]), said, headers={"accept-language": "en"})
    words = page.content.decode()
    assert page.context["effects"][0][1]["deadlines"] == 1
    assert people.department.name in words
    assert document.title not in words
    assert due(document) == [BEFORE] * 2


def test_what_moved_is_shown_to_whoever_may_read_it(given: Given, decide: Decide, people: Cast) -> None:
    document = given()
    decide.holiday(STORM)
    take_changes(LATER)
    url = reverse("records:moved", args=[CalendarChange.objects.get().handle])
    for user, sees in ((people.officer, True), (people.administrator, False), (people.outsider, False)):
        client = Client()
        client.force_login(user)
        assert (document.title in client.get(url).content.decode()) is sees


@pytest.mark.parametrize("number", [20, 400])
def test_many_deadlines_take_no_more_questions_than_few(given: Given, decide: Decide, number: int) -> None:
    multiply(given(), number)
    decide.holiday(STORM)
    with CaptureQueriesContext(connection) as asked:
        assert take_changes(LATER) == number + 1
    assert len(asked) <= 25, "\n".join(query["sql"][:120] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        tell_of_moves(LATER)
    assert len(asked) <= 15
    assert DeadlineMove.objects.filter(told_at=None).count() == 0
