"""The database ends every connection, as when it restarts: the next page comes as if nothing had been."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.faults.clerks import Browser, Ledger
from tests.faults.office import Office
from tests.faults.service import Service

pytestmark = pytest.mark.faults
END_CONNECTIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
Ask = Callable[[str], list[int]]


@pytest.fixture
def ask(office: Office) -> Iterator[Ask]:
    """Starts the service, reads the register, lets the database end all connections, and reads it again, several times."""
    services: list[Service] = []

    def answers(mutant: str) -> list[int]:
        service = Service(office, workers=1, mutant=mutant)
        services.append(service)
        service.start()
        service.wait_until_whole()
        with closing(Browser(service.port, office.sessions[0], Ledger(0, time.monotonic() + 60))) as browser:
            assert browser.get("/documents/incoming/").status == 200
            assert office.asked(END_CONNECTIONS)[0][0] > 0
            return [browser.get("/documents/incoming/").status for _ in range(5)]

    yield answers
    for service in services:
        assert service.end() == []


def test_the_next_page_comes_after_the_database_ended_every_connection(ask: Ask) -> None:
    assert ask("") == [200] * 5


@pytest.mark.full
def test_a_mutant_that_trusts_old_connections_is_found(ask: Ask) -> None:
    assert 503 in ask("trusts_old_connections")
