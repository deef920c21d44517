"""A database of a test's own, for what only shows when transactions really commit: several people at once.

The history cannot be emptied, so a test with real transactions cannot tidy up after itself: it gets a copy of the migrated
test database, and the copy is dropped at the end.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

T = TypeVar("T")
# a database is copied only while nobody is in it; connections of finished tests may linger in a pool
ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def disconnect() -> None:
    """Leave the database: this thread's connection and the pool of all."""
    connections.close_all()
    connection.close_pool()


def point_to(name: str) -> None:
    disconnect()
    connection.settings_dict["NAME"] = name


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """All connections lead to a fresh copy of the test database; what is committed there is gone with it.

    A file of such tests says so by a fixture of its own, whose name also tells pytest-django that a database is needed:

        @pytest.fixture
        def db(own_database: str) -> None: ...
    """
    source = str(connection.settings_dict["NAME"])
    copy = f"{source}_own_{os.getpid()}"
    with django_db_blocker.unblock():
        disconnect()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
            cursor.execute(ALONE, [source])
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
        point_to(copy)
        yield copy
        point_to(source)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _closing(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connections.close_all()


def at_once(works: list[Callable[[], T]], *, threads: int = 8) -> list[Future[T]]:
    """Do the works in so many threads, each with a connection of its own; each answer or error waits in its future."""
    connections.close_all()
    with ThreadPoolExecutor(threads) as pool:
        return [pool.submit(_closing, work) for work in works]
