"""Statements that are asked again and again: planned once for each connection, and several of them in one journey. With many
joins or checks, planning costs more than answering; left to itself the database plans anew as often as it expects to gain by it,
so every connection is told not to (`plan_cache_mode`).

A journey is one message, with the beginning of the transaction where there is none yet, and one wait for all answers. The
driver's own pipeline sends each statement by itself, and waits for the beginning: it wakes both sides once for each.
"""

import functools
import itertools
import re
from collections.abc import Generator, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]
_Plan = tuple[str, tuple[int, ...]]  # a statement and the types of its values

_MOST = 200  # statements that stay planned on a connection
_GONE = ("26000", "0A000")  # somebody has thrown away what was planned, or a table looks different now
_PLACE = re.compile("%(.)")


class Unplanned(str):
    """A statement whose best plan hangs on its values: planned anew each time, the values written into it."""

    __slots__ = ()


class Answer:
    """What the database says to one statement: as it wrote it (`pgresult`), and as rows."""

    def __init__(self, pgresult: Any, values: Any) -> None:
        self.pgresult = pgresult
        self._values = values

    def fetchall(self) -> Rows:
        if self.pgresult.status != ExecStatus.TUPLES_OK:
            return []
        self._values.set_pgresult(self.pgresult)
        return self._values.load_rows(0, self.pgresult.ntuples, tuple)


class _Speaker:
    """A connection as journeys use it: how values are written and read on it, and what it has planned, used last at the end."""

    def __init__(self, database: psycopg.Connection[Any]) -> None:
        reading = psycopg.Cursor(database)
        # moments are read by the driver itself; the reading Django puts in its place takes ten times as long
        reading.adapters.register_loader("timestamptz", TimestamptzLoader)
        self.database = database
        self.values = Transformer(reading)
        self.planned: dict[_Plan, bytes] = {}
        self._names = itertools.count(1)

    def say(self, statements: Sequence[Statement]) -> list[Answer]:
        """What each is answered. Raises what the database says of the first that fails; what stood before it has not happened
        either."""
        # First of all: a value may be one that nobody can write, and then nothing is sent.
        written = [self._written(*one) for one in statements]
        pgconn = self.database.pgconn
        begins = not self.database.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
        pgconn.enter_pipeline_mode()
        try:
            if begins:
                pgconn.send_query_params(b"BEGIN", None)
            sent: list[_Plan | bool] = [False] * begins  # of each answer: the plan, or whether it is a statement's
            for one in written:
                sent += self._put(*one)
            sent += self._forget()
            pgconn.pipeline_sync()
            results = self.database.wait(_exchange(pgconn, len(sent)))
        finally:
            if pgconn.status != ConnStatus.BAD:
                pgconn.exit_pipeline_mode()
        self._refuse_failed(sent, results)
        return [Answer(result, self.values) for one, result in zip(sent, results, strict=True) if one is True]

    def _put(
        self, said: bytes | str, parameters: Sequence[Any], formats: Any, types: tuple[int, ...]
    ) -> list[_Plan | bool]:
        """Put the statement into the message; what its answers will be."""
        pgconn = self.database.pgconn
        if isinstance(said, bytes):
            pgconn.send_query_params(said, None)
            return [True]
        plan = said, types
        known = self.planned.pop(plan, None)
        name = self.planned[plan] = known or b"said_%d" % next(self._names)
        if not known:
            pgconn.send_prepare(name, _numbered(said), types)
        pgconn.send_query_prepared(name, parameters, formats)
        return [True] if known else [plan, True]

    def _written(
        self, statement: str, values: Sequence[Any]
    ) -> tuple[bytes | str, Sequence[Any], Any, tuple[int, ...]]:
        """The statement and its values as they are sent, with their formats and types; as bytes where it says them itself."""
        if isinstance(statement, Unplanned):
            return _placed(statement) % tuple(map(self.values.as_literal, values)), (), None, ()
        parameters = self.values.dump_sequence(list(map(_lists_told, values)), [PyFormat.AUTO] * len(values))
        return statement, parameters, self.values.formats, self.values.types or ()

    def _forget(self) -> list[bool]:
        """Of too many plans those not used for longest."""
        old = list(self.planned)[: max(0, len(self.planned) - _MOST)]
        for plan in old:
            self.database.pgconn.send_query_params(b"DEALLOCATE " + self.planned.pop(plan), None)
        return [False] * len(old)

    def _refuse_failed(self, sent: Sequence[_Plan | bool], results: Sequence[Any]) -> None:
        failed = [result for result in results if result.status == ExecStatus.FATAL_ERROR]
        if len(results) < len(sent) and not failed:
            raise psycopg.OperationalError("the database has gone away")
        if not failed:
            return
        for plan, result in zip(sent, results, strict=False):
            if isinstance(plan, tuple) and result.status != ExecStatus.COMMAND_OK:
                self.planned.pop(plan, None)
        error = errors.error_from_result(failed[0], encoding=self.database.info.encoding)
        if error.sqlstate in _GONE:
            self.planned.clear()
        raise error


def _exchange(pgconn: Any, count: int) -> Generator[Any, Any, list[Any]]:
    """Send what was put into the message, and hear so many answers and the word that there are no more. Where the database has
    gone away there are fewer."""
    yield from send(pgconn)
    results: list[Any] = []
    while len(results) <= count and (heard := (yield from fetch_many(pgconn))):
        results.append(heard[-1])
    return results[:count]


def _lists_told(value: Any) -> Any:
    """Numbers in a list as the database reads them: the driver looks at each of them twice."""
    return f"{{{','.join(map(str, value))}}}" if type(value) is list and value and type(value[0]) is int else value


@functools.lru_cache(maxsize=1000)
def _placed(statement: str) -> bytes:
    return statement.encode()


@functools.lru_cache(maxsize=1000)
def _numbered(statement: str) -> bytes:
    """With the database's own signs for the places of values."""
    places = itertools.count(1)
    return _PLACE.sub(lambda found: f"${next(places)}" if found[1] == "s" else found[1], statement).encode()


class _Journey:
    """What Django takes for a cursor, so that whoever listens to its statements hears these as well."""

    description = _query = None

    def __init__(self, speaker: _Speaker, statements: Sequence[Statement]) -> None:
        self.speaker = speaker
        self.statements = statements
        self.answers: list[Answer] = []

    def execute(self, _together: str, _values: Any = None) -> None:
        self.answers = self.speaker.say(self.statements)

    def close(self) -> None:
        self.statements = ()


def _speaker(database: Any) -> _Speaker:
    """Made once for each connection, and gone with it."""
    held = vars(database)
    return held.get("speaker") or held.setdefault("speaker", _Speaker(database))


def ask(*statements: Statement) -> list[Rows]:
    """The rows of each statement, in their order. Outside of a transaction they are one."""
    return [answer.fetchall() for answer in answers(*statements)]


def answers(*statements: Statement) -> list[Answer]:
    """The same as the driver has them, for who reads what the database wrote."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    logged = connection.queries_logged
    journey: Any = _Journey(_speaker(connection.connection), statements)
    together = "; ".join(statement for statement, _values in statements)
    with (connection.make_debug_cursor if logged else connection.make_cursor)(journey) as asked:
        asked.execute(together, [value for _statement, values in statements for value in values])
    if logged:
        connection.queries_log[-1]["sql"] = together  # the driver does not keep what was planned
    return journey.answers


class Soon:
    """Questions that are asked as soon as one answer is needed, in one journey; or that go with a journey before."""

    def __init__(self, *statements: Statement) -> None:
        self.statements = statements
        self._rows: list[Rows] | None = None

    @property
    def rows(self) -> list[Rows]:
        """What each was answered."""
        if self._rows is None:
            self._rows = ask(*self.statements)
        return self._rows

    def along(self) -> Sequence[Statement]:
        """What is still to be asked."""
        return self.statements if self._rows is None else ()

    def hear(self, heard: Sequence[Answer]) -> None:
        """The answers to `along()`."""
        if self._rows is None:
            self._rows = [answer.fetchall() for answer in heard]


def answers_with(soon: Sequence[Soon], *statements: Statement) -> list[Answer]:
    """What the statements are answered; what is to be asked soon goes along."""
    along = [(one, one.along()) for one in soon]
    heard = iter(answers(*(statement for _one, some in along for statement in some), *statements))
    for one, some in along:
        one.hear([next(heard) for _statement in some])
    return list(heard)
