"""What tests across the house share: the look, and an office in a real browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser

from congvu.accounts.samples import cast
from congvu.config import frontend
from congvu.config.catalogues import compile_all
from tests.browser.office import Office, copy_of_the_database, point_to, serving


@pytest.fixture(scope="session")
def look() -> None:
    """Fonts, icons, the PDF reader and the words, as `congvu build` makes them."""
    frontend.build(settings.DATA)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    compile_all()


@pytest.fixture(scope="session")
def whole_office(look: None, browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """The office of this worker: its database, its server, its people."""
    with django_db_blocker.unblock(), copy_of_the_database() as database:
        here = str(connection.settings_dict["NAME"])
        point_to(database)
        people = cast(timezone.now() - timedelta(days=30))
        point_to(here)
        with serving(database) as (address, live_port):
            yield Office(browser, address, live_port, database, people)


@pytest.fixture
def office_in_browser(whole_office: Office, django_db_blocker: Any) -> Iterator[Office]:
    """The office, with this process at its database; the test fails on any error of a script, a page or the content policy."""
    with django_db_blocker.unblock():
        here = str(connection.settings_dict["NAME"])
        point_to(whole_office.database)
        try:
            yield whole_office
        finally:
            whole_office.go_home()
            point_to(here)
    whole_office.nobody_complained()
