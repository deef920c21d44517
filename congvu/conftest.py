"""What every test of an app stands on: the bodies, the calendar and the kinds of documents, loaded once."""

from typing import Any

import pytest

from congvu.directory.loading import load_bodies
from congvu.workdays.seed import load_calendar


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        load_bodies()
        load_calendar()
