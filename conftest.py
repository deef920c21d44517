"""What every test stands on: the bodies, the calendar and the kinds of documents, loaded once; and a real browser."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from congvu.directory.loading import load_bodies
from congvu.directory.models import Organisation
from congvu.workdays.seed import load_calendar


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        load_bodies()
        load_calendar()


@pytest.fixture(autouse=True)
def tables_are_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with transactions of its own (`transaction=True`) empties every table at its end, the append-only ones too; what
    all tests stand on is loaded again before the next one. Tests of the frame do without."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    connection.close()
    connection.close_pool()  # no connection is left on which triggers look away
    if "frame" not in request.path.parts and not Organisation.objects.exists():
        load_bodies()
        load_calendar()
    yield
    run("SET session_replication_role = replica")  # the triggers that refuse it look away


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system, or Playwright's own where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    installed = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
