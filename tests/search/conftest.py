"""An office that holds all the documents of titles.toml, told once for all tests of search."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.records import commonness
from congvu.records.index import index_all

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Office:
    people: Cast
    now: datetime


@pytest.fixture(scope="module")
def full_office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """The cast and the documents, in a transaction that is never kept."""
    with django_db_blocker.unblock(), override_settings(SECOND_FACTOR="optional"), transaction.atomic():
        now = timezone.now()
        people = cast(now - timedelta(days=30))
        by = people.clerk.actor(now)
        for row in table("titles")["document"]:
            samples.registered(people.office, at=now, by=by, title=row["title"], reference=row["reference"])
        index_all()
        commonness._known.clear()  # what other tests' office was like
        yield Office(people, now)
        commonness._known.clear()
        transaction.set_rollback(True)


@pytest.fixture
def db(full_office: Office) -> Iterator[None]:
    """The database of one test: whatever it does is undone, the office stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(full_office: Office, db: None) -> Office:
    return full_office
