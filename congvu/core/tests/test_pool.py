"""A connection that the database has ended is not handed out again, however lately it was used."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from congvu.core.postgres.base import DatabaseWrapper, lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> dict[str, Any]:
    return connection.get_connection_params() | {"autocommit": True, "cursor_factory": psycopg.Cursor}


@pytest.fixture
def pool(address: dict[str, Any]) -> Iterator[ConnectionPool[Any]]:
    with ConnectionPool(kwargs=address, min_size=1, max_size=1, timeout=10, check=lives) as pool:
        yield pool


def _number(pool: ConnectionPool[Any]) -> int:
    """The database's process behind the connection that is handed out."""
    with pool.connection() as held:
        ((number,),) = held.execute("SELECT pg_backend_pid()").fetchall()
    return int(number)


def test_the_same_connection_is_handed_out_while_it_lives(pool: ConnectionPool[Any]) -> None:
    assert _number(pool) == _number(pool)


def test_one_the_database_has_ended_just_now_is_not(pool: ConnectionPool[Any], address: dict[str, Any]) -> None:
    first = _number(pool)
    with psycopg.connect(**address) as elsewhere:
        elsewhere.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    assert _number(pool) != first


def test_the_office_has_such_a_pool() -> None:
    assert isinstance(connections["default"], DatabaseWrapper)
    assert connections["default"].pool is not None
