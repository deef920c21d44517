"""Statements that are asked again and again: planned once for each connection, and several of them in one journey. With many
joins or checks, planning costs more than answering."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]


class Unplanned(str):
    """A statement whose best plan hangs on its values: planned anew each time."""

    __slots__ = ()


class _Journey:
    """What Django takes for a cursor: all statements go together, each planned once for each connection or by its values."""

    description = _query = None

    def __init__(self, database: psycopg.Connection[Any], statements: Sequence[Statement]) -> None:
        self.database = database
        self.statements = statements
        self.cursors: list[psycopg.Cursor[Any]] = []

    def execute(self, _together: str, _values: Any = None) -> None:
        """Send them and hear all answers. What stood before a statement that fails has not happened either."""
        database = self.database
        self.cursors = [_cursor(database) for _statement in self.statements]
        begins = not database.autocommit and database.info.transaction_status == TransactionStatus.IDLE
        several = begins or len(self.cursors) > 1
        journey: AbstractContextManager[Any] = database.pipeline() if several else nullcontext()
        threshold, database.prepare_threshold = database.prepare_threshold, 0
        try:
            with journey:
                for cursor, (statement, values) in zip(self.cursors, self.statements, strict=True):
                    cursor.execute(statement, values, prepare=not isinstance(statement, Unplanned))
        finally:
            database.prepare_threshold = threshold

    def close(self) -> None:
        self.statements = ()


def _cursor(database: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    """Moments are read by the driver itself; the reading Django puts in its place takes ten times as long."""
    cursor = psycopg.Cursor(database)
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return cursor


def _rows(cursor: psycopg.Cursor[Any]) -> Rows:
    result = cursor.pgresult
    return cursor.fetchall() if result and result.status == ExecStatus.TUPLES_OK else []


def ask(*statements: Statement) -> list[Rows]:
    """The rows of each statement, in their order. Outside of a transaction they are one."""
    return [_rows(cursor) for cursor in answers(*statements)]


def answers(*statements: Statement) -> list[psycopg.Cursor[Any]]:
    """The same as the driver has them, for who reads what the database wrote."""
    ours: Any = connections[DEFAULT_DB_ALIAS]  # asked once: `connection` looks it up at every word
    ours.ensure_connection()
    is_logged = ours.queries_logged
    journey: Any = _Journey(ours.connection, statements)
    cursor = ours.make_debug_cursor if is_logged else ours.make_cursor
    together = "; ".join(statement for statement, _values in statements)
    with cursor(journey) as asked:
        asked.execute(together, [value for _statement, values in statements for value in values])
    if is_logged:
        ours.queries_log[-1]["sql"] = together  # the driver does not keep what was planned
    return journey.cursors
