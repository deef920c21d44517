"""Two workers at the same moment say it once and move it once."""

from collections import Counter

import pytest

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.notifications.models import Notice, Reminder
from congvu.notifications.moves import tell_of_moves
from congvu.notifications.reminders import remind
from congvu.notifications.seed import load_ladder
from congvu.records.deadlines import take_changes
from congvu.records.models import HistoryEntry
from tests.deadlines.conftest import NOW, REMINDERS, Decide, november
from tests.own_database import at_once


@pytest.fixture
def db(own_database: str) -> None:
    """What is committed here is gone with the copy."""


@pytest.fixture
def people(db: None) -> Cast:
    load_ladder()
    people = cast(NOW)
    for _each in range(6):
        samples.assigned(
            people.office,
            leader=people.leader.actor(NOW),
            head=people.head.actor(NOW),
            officer=people.officer.person,
            lead=people.department,
            at=NOW,
            by=people.clerk.actor(NOW),
        )
    return people


def test_reminders_and_moves_by_four_workers_at_once(people: Cast) -> None:
    at_once([lambda: remind(november(30, 17))] * 8, threads=4)
    remind(november(30, 17))
    assert Reminder.objects.filter(sent=True).count() == 6
    assert Counter(Notice.objects.filter(kind__in=REMINDERS).values_list("kind", flat=True)) == {
        "due_now": 6,
        "due_now_with": 6,
    }
    Decide(people.administrator).holiday(november(25, 8).date())
    at_once([lambda: take_changes(NOW)] * 4, threads=4)
    at_once([lambda: tell_of_moves(NOW)] * 4, threads=4)
    assert HistoryEntry.objects.filter(verb="records.deadline_moved").count() == 6
    assert Notice.objects.filter(kind="deadlines_moved", person=people.officer.person).count() == 1
