"""Whose open pages look again when work changes hands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.accounts.samples import Cast, cast
from congvu.directory.models import Delegation
from congvu.notifications.queries import concerned_by
from congvu.records.models import WorkItem

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast(AT)


def test_an_item_of_a_unit_concerns_all_who_sit_there_and_who_gave_it(people: Cast) -> None:
    item = WorkItem(unit=people.department, given_by=people.leader.person)
    expected = {people.head, people.deputy_head, people.officer, people.second_officer, people.leader}
    assert concerned_by([item], AT.date()) == {user.person_id for user in expected}


def test_an_item_of_a_person_concerns_them_and_who_gave_it(people: Cast) -> None:
    item = WorkItem(unit=people.department, person=people.officer.person, given_by=people.head.person)
    assert concerned_by([item], AT.date()) == {people.officer.person_id, people.head.person_id}


def test_it_concerns_also_who_acts_for_them(people: Cast) -> None:
    Delegation.objects.create(
        giver=people.leader.person,
        receiver=people.vice_chairman.person,
        valid=DateRange(date(2026, 11, 1), date(2026, 12, 1)),
        reason="Đi công tác nước ngoài",
    )
    item = WorkItem(unit=people.registry, person=people.leader.person, given_by=people.clerk.person)
    assert people.vice_chairman.person_id in concerned_by([item], AT.date())
    assert people.outsider.person_id not in concerned_by([item], AT.date())


def test_the_day_after_it_no_longer_concerns_who_left(people: Cast) -> None:
    item = WorkItem(unit=people.department, given_by=people.leader.person)
    assert concerned_by([item], date(2020, 1, 1)) == {people.leader.person_id}
