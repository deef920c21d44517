"""The stage is set once for each file of tests; what a test does on it is undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from tests.architecture.stage import Stage, set_the_stage


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The cast of today in a transaction that is never kept. Nobody is sent to add a second factor first."""
    with django_db_blocker.unblock(), override_settings(SECOND_FACTOR="optional"), transaction.atomic():
        yield set_the_stage(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture
def db(set_stage: Stage) -> Iterator[None]:
    """The database of a test on the stage: whatever it does is undone, the stage stays. The name tells pytest-django that
    the test needs a database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def stage(set_stage: Stage, db: None) -> Stage:
    """The stage as it was set, whatever the test before did on it."""
    return set_stage
