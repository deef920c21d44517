"""A small office as the bench loads it, once for all its tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from congvu.bench.load.documents import Loaded, load
from congvu.records import commonness

DOCUMENTS, YEARS = 7_800, 10


@pytest.fixture(scope="module")
def loaded_office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """The office, in a transaction that is never kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load(DOCUMENTS, YEARS, timezone.now(), lambda line: None)
        commonness._known.clear()  # what other tests' office was like
        yield loaded
        commonness._known.clear()
        transaction.set_rollback(True)


@pytest.fixture
def db(loaded_office: Loaded) -> Iterator[None]:
    """The database of one test: whatever it does is undone, the office stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_office: Loaded, db: None) -> Loaded:
    return loaded_office
