"""The cast at work in the week of Wednesday 18 November 2026, the sample ladder, and a document an officer has."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.notifications.models import Notice
from congvu.notifications.seed import load_ladder
from congvu.workdays.actions import declare_day, swap_days, withdraw_day
from congvu.workdays.models import CalendarYear, DayKind

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = date(2026, 11, 18)
DECISION = "Công văn số 99/VPCP-KGVX"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment at the office."""
    return datetime.combine(day, time(hour, minute), ZONE)


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return at(date(2026, 11, day), hour, minute)


NOW = november(18, 9)


@pytest.fixture
def people(db: None) -> Cast:
    load_ladder()
    return cast(NOW)


@pytest.fixture
def given(people: Cast) -> Callable[..., IncomingDocument]:
    """A document the officer works on; `when`: since when (the deadline: seven working days later)."""

    def give(when: datetime = NOW, **changes: Any) -> IncomingDocument:
        return samples.assigned(
            people.office,
            leader=people.leader.actor(when),
            head=people.head.actor(when),
            officer=people.officer.person,
            lead=people.department,
            at=when,
            by=people.clerk.actor(when),
            **changes,
        )

    return give


@pytest.fixture
def decide(people: Cast) -> "Decide":
    return Decide(people.administrator)


class Decide:
    """The administrator enters decisions about the calendar."""

    def __init__(self, user: User) -> None:
        self.user = user

    def holiday(self, day: date, when: datetime = NOW) -> None:
        year = CalendarYear.objects.get(year=day.year)
        words = {"kind": DayKind.HOLIDAY, "name": "Nghỉ tránh bão", "source": DECISION}
        declare_day(year, day=day, **words, at=when, by=self.user.actor(when))

    def swap(self, day_off: date, made_up_on: date, when: datetime = NOW) -> None:
        year = CalendarYear.objects.get(year=day_off.year)
        words = {"name": "Hoán đổi", "source": DECISION}
        swap_days(year, day_off=day_off, made_up_on=made_up_on, **words, at=when, by=self.user.actor(when))

    def withdraw(self, day: date, when: datetime = NOW) -> None:
        year = CalendarYear.objects.get(year=day.year)
        withdraw_day(year, day=day, reason="Bão đổi hướng", at=when, by=self.user.actor(when))


def told(user: User, *kinds: str) -> list[str]:
    """The kinds of notices someone got, the oldest first; only of these kinds when some are named."""
    found = Notice.objects.filter(person=user.person_id, in_app=True).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in found if not kinds or kind in kinds]


REMINDERS = ("due_soon", "due_now", "late", "due_soon_with", "due_now_with", "late_with")
