"""The clock and the history of tests below the floor that keeps it: what actions write is caught in a list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import models

from congvu.core import actions
from congvu.core.actions import keep_history_with


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(autouse=True)
def entries() -> Iterator[list[dict[str, Any]]]:
    """What the actions of a test write into the history."""
    kept: list[dict[str, Any]] = []

    def journal(
        subject: models.Model, verb: str, *, at: datetime, by: Any, on_behalf_of: Any, facts: dict[str, Any]
    ) -> None:
        kept.append({"subject": subject, "verb": verb, "at": at, "by": by, **facts})

    before = list(actions._journal)
    keep_history_with(journal)
    yield kept
    actions._journal[:] = before
