"""PostgreSQL as Django speaks to it, but for how the pool looks at a connection before it hands it out."""

import select
import time
from collections.abc import Callable
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import DEFAULT_DB_ALIAS
from psycopg_pool import ConnectionPool, PoolTimeout

SURE = 1.0  # seconds
PATIENCE = 5.0  # seconds one waits for a database that starts anew
BRIEFLY = 1.0  # seconds one waits for a database that has been away for longer


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


class Pool(ConnectionPool[Any]):
    """Where the database is away nobody waits as long as for a connection that others use: first with patience, then briefly."""

    away = False

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[Any]:
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            left = end - time.monotonic()
            try:
                connection = super().getconn(min(left, BRIEFLY if self.away else PATIENCE))
            except PoolTimeout:
                if self.away or time.monotonic() >= end:
                    raise
            else:
                self.away = False
                return connection

    def reconnect_failed(self) -> None:
        self.away = True


class DatabaseWrapper(base.DatabaseWrapper):
    """With a pool that asks `lives`."""

    _connection_pools: ClassVar[dict[str, Pool]] = {}
    _configure_connection: Callable[[Any], None]

    @property
    def pool(self) -> Pool | None:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias != DEFAULT_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            pool = Pool(
                kwargs=self.get_connection_params() | {"autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=lives if self.settings_dict["CONN_HEALTH_CHECKS"] else None,
                reconnect_timeout=PATIENCE - 1,  # known before anyone loses patience
                **options,
            )
            self._connection_pools.setdefault(self.alias, pool)
        return self._connection_pools[self.alias]
