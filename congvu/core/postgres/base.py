"""PostgreSQL as Django speaks to it, but for how the pool looks at a connection before it hands it out."""

import select
import time
from collections.abc import Callable
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import DEFAULT_DB_ALIAS
from psycopg_pool import ConnectionPool

SURE = 1.0  # seconds


def lives(connection: psycopg.Connection[Any]) -> None:
    """Raises where the database no longer knows the connection. It is asked once a second at most; meanwhile the machine's word
    is enough: a server that ends a connection, as when it stops or dies, leaves something to be read on it."""
    held = vars(connection)
    now = time.monotonic()
    if now - held.get("asked_at", -SURE) < SURE and not _says_something(connection):
        return
    ConnectionPool.check_connection(connection)
    held["asked_at"] = now


def _says_something(connection: psycopg.Connection[Any]) -> bool:
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))


class DatabaseWrapper(base.DatabaseWrapper):
    """With a pool that asks `lives`."""

    _connection_pools: ClassVar[dict[str, ConnectionPool[Any]]] = {}
    _configure_connection: Callable[[Any], None]

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias != DEFAULT_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            pool: ConnectionPool[Any] = ConnectionPool(
                kwargs=self.get_connection_params() | {"autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=lives if self.settings_dict["CONN_HEALTH_CHECKS"] else None,
                **options,
            )
            self._connection_pools.setdefault(self.alias, pool)
        return self._connection_pools[self.alias]
