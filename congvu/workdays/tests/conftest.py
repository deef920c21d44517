"""The office's calendar as loaded, without a database; and the few people who meet it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from congvu.accounts.models import User
from congvu.core import actions
from congvu.directory.models import Organisation, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role
from congvu.workdays.calendar import DayMark, Hours, Rule, WorkCalendar
from congvu.workdays.models import CalendarYear
from congvu.workdays.seed import FIRST_YEAR, LAST_YEAR, RULES, load_calendar, seed_days

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment at the office."""
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar(
        years=frozenset(range(FIRST_YEAR, LAST_YEAR + 1)),
        days={
            row.day: DayMark(row.kind, row.occasion, row.name, row.source, row.confirmed, row.in_place_of)
            for row in seed_days()
        },
        hours=(Hours(time(8), time(12), time(13), time(17)),),
        rules=tuple(
            Rule(code, urgency, amount, unit, source, confirmed, since, None)
            for code, urgency, amount, unit, source, confirmed, since in RULES
        ),
        zone=ZONE,
    )


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def in_vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def loaded(db: None) -> CalendarYear:
    """The calendar of the seed in the database; answers its year 2026."""
    load_calendar()
    return CalendarYear.objects.get(year=2026)


@pytest.fixture
def history() -> Iterator[list[dict[str, Any]]]:
    """What actions noted, in order."""
    entries: list[dict[str, Any]] = []
    before = list(actions._journal)

    def keep(subject: Any, verb: str, *, at: datetime, by: Any, on_behalf_of: Any, facts: dict[str, Any]) -> None:
        entries.append({"subject": subject, "verb": verb, "at": at, "by": by, **facts})

    actions.keep_history_with(keep)
    yield entries
    actions._journal[:] = before


@pytest.fixture
def someone(db: None) -> Callable[[str], User]:
    """Whoever holds a post with the role."""
    office = Organisation.objects.create(name="Văn phòng", kind="government_office", valid=(None, None))
    unit = Unit.objects.create(organisation=office, name="Vụ Hành chính", notation="HC", valid=(None, None))

    def with_role(role: str) -> User:
        person = Person.objects.create(full_name=f"Nguyễn Văn {role}")
        post = Post.objects.create(unit=unit, title=role, role=role)
        PostHolding.objects.create(post=post, is_sole=False, person=person, valid=(None, None))
        return User.objects.create_user(role, "Mật khẩu dài 2026", person=person)

    return with_role


@pytest.fixture
def administrator(someone: Callable[[str], User]) -> User:
    return someone(Role.ADMINISTRATOR)


@pytest.fixture
def outsider(someone: Callable[[str], User]) -> User:
    return someone(Role.OFFICER)
