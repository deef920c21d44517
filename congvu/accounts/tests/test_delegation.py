"""Acting for someone else: for oneself one may, one step only, within the body, from a day to a day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from congvu.accounts.samples import Cast, cast
from congvu.core.errors import Refused
from congvu.directory.actions import AlreadyDelegated, NotInTheSameBody, WrongPeriod, delegate, end_delegation
from congvu.directory.models import Delegation, DelegationScope
from congvu.directory.roles import Role

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def people(at: datetime) -> Cast:
    return cast(at)


def week(people: Cast, at: datetime, **changes: Any) -> Delegation:
    given = {
        "receiver": people.deputy_head.person,
        "scope": DelegationScope.EVERYTHING,
        "from_on": MONDAY,
        "to_on": FRIDAY,
        "reason": "Đi công tác",
        "at": at,
        "by": people.head.actor(at),
    } | changes
    return delegate(people.head.person, **given)


def test_the_deputy_sits_in_the_seat_of_the_head_for_the_days_given(people: Cast, at: datetime) -> None:
    week(people, at)
    seat = people.deputy_head.actor(FRIDAY).holds(Role.HEAD)
    assert seat is not None
    assert seat.for_person == people.head.person
    assert people.deputy_head.actor(MONDAY - timedelta(days=1)).holds(Role.HEAD) is None
    assert people.deputy_head.actor(FRIDAY + timedelta(days=1)).holds(Role.HEAD) is None


def test_whoever_acts_for_someone_cannot_pass_that_on(people: Cast, at: datetime) -> None:
    week(people, at)
    monday = datetime.combine(MONDAY, at.timetz())
    week(people, monday, receiver=people.officer.person, by=people.head.actor(monday), scope=DelegationScope.ASSIGN)
    delegate(
        people.deputy_head.person,
        receiver=people.second_officer.person,
        from_on=MONDAY,
        to_on=FRIDAY,
        reason="Nghỉ phép",
        at=monday,
        by=people.deputy_head.actor(monday),
    )
    second = people.second_officer.actor(MONDAY)
    assert second.holds(Role.DEPUTY_HEAD) is not None
    assert second.holds(Role.HEAD) is None
    with pytest.raises(Refused):
        week(people, monday, receiver=people.second_officer.person, by=people.deputy_head.actor(monday))


def test_the_scope_bounds_what_the_seat_covers(people: Cast, at: datetime) -> None:
    week(people, at, scope=DelegationScope.ASSIGN)
    seat = people.deputy_head.actor(MONDAY).holds(Role.HEAD)
    assert seat is not None
    assert seat.covers(DelegationScope.ASSIGN)
    assert not seat.covers(DelegationScope.INSTRUCT)


def test_nobody_gives_away_the_work_of_another(people: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        week(people, at, by=people.officer.actor(at))
    with pytest.raises(Refused):
        week(people, at, by=people.outsider.actor(at))


def test_an_administrator_delegates_for_someone_who_fell_ill(people: Cast, at: datetime) -> None:
    assert week(people, at, by=people.administrator.actor(at)).receiver == people.deputy_head.person


def test_the_receiver_holds_a_post_in_the_same_body(people: Cast, at: datetime) -> None:
    with pytest.raises(NotInTheSameBody):
        week(people, at, receiver=people.outsider.person)
    with pytest.raises(NotInTheSameBody):
        week(people, at, receiver=people.head.person)


def test_the_last_day_is_not_before_the_first(people: Cast, at: datetime) -> None:
    with pytest.raises(WrongPeriod):
        week(people, at, to_on=MONDAY - timedelta(days=1))


def test_the_same_work_is_not_given_twice(people: Cast, at: datetime) -> None:
    week(people, at)
    with pytest.raises(AlreadyDelegated):
        week(people, at)


def test_a_delegation_ends_early(people: Cast, at: datetime, entries: list[dict[str, Any]]) -> None:
    given = week(people, at)
    ended = end_delegation(given, on=date(2026, 11, 25), at=at, by=people.head.actor(at))
    assert ended is not None
    assert ended.last_on == date(2026, 11, 24)
    assert entries[-1]["verb"] == "delegation_ended"


def test_one_that_has_not_begun_is_taken_away(people: Cast, at: datetime) -> None:
    given = week(people, at)
    assert end_delegation(given, on=MONDAY, at=at, by=people.deputy_head.actor(at)) is None
    assert not Delegation.objects.exists()


def test_the_outsider_ends_no_delegation(people: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        end_delegation(week(people, at), on=MONDAY, at=at, by=people.outsider.actor(at))
