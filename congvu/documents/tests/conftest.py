"""The cast, seated, and a calendar: the ground of every test of documents."""

from datetime import UTC, datetime

import pytest

from congvu.accounts.actors import Actor
from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def now() -> datetime:
    return NOW


def actor(user: User) -> Actor:
    return user.actor(NOW)
