"""What an action says to the database at its end, all at once.

Most of what an action writes needs no answer: the entry of the history, jobs for the worker, what open pages are told. Inside
an action such statements are gathered and go in one journey before its transaction ends; whatever is asked meanwhile through
`ask` takes along what was gathered before. Outside of an action everything is said at once. A transaction that fails takes
all of it with it.

Nobody sees the gathering: any other statement on the connection, such as a query of a model, first sends what was said before
it. Only the jobs wait for the end of the outermost action, since a job left early would be held against everybody else until
then. What an action may take back without failing itself is an action of its own.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from congvu.core import journeys
from congvu.core.journeys import Rows, Statement, Unplanned

_JOB = """
    ROW(%s, %s, %s, %s, %s, %s::jsonb, now() + make_interval(secs => %s::float))::procrastinate_job_to_defer_v1
"""
_ONE_JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
    SELECT %s, %s, %s, %s, %s, '{}', now() + make_interval(secs => %s)
    WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
"""


@dataclass(frozen=True)
class _Said:
    """A statement on its way, and who hears its rows; whether they may then say more."""

    statement: str
    values: Sequence[Any]
    heard: Callable[[Rows], object] | None = None
    may_say_more: bool = False


_COMMIT = _Said(Unplanned("COMMIT"), ())


class _Gathered:
    """What the running action will say."""

    def __init__(self) -> None:
        self.said: list[_Said] = []
        self.jobs: list[list[Any]] = []
        self.once: dict[str, Statement] = {}

    def written(self) -> list[_Said]:
        """The statements; the jobs wait for the end."""
        said, self.said = self.said, []
        return said

    def taken(self) -> list[_Said]:
        """All of it, the jobs behind the rest; nothing is left."""
        said, jobs, once = self.written(), self.jobs, self.once
        self.jobs, self.once = [], {}
        if jobs:
            rows = ", ".join([_JOB] * len(jobs))
            values = [value for job in jobs for value in job]
            said.append(_Said(f"SELECT procrastinate_defer_jobs_v1(ARRAY[{rows}])", values))
        return said + [_Said(*statement) for statement in once.values()]


_gathered: ContextVar[_Gathered | None] = ContextVar("what the running action will say", default=None)
_jobs_wanted: ContextVar[bool] = ContextVar("whether jobs are left for the worker", default=True)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """What happens together or not at all: its transaction, in which what is said is gathered and said at the end, an action's or
    that of several. Within another its statements are said, its jobs wait for the other's end; if it fails, both are gone."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        outer = _gathered.get()
        if outer is None:
            with connection.execute_wrapper(_said_first), _own() as own:
                yield
                _end(own, outermost)
            return
        _send(outer.written())
        with _own() as own:
            yield
            while said := own.written():
                _send(said)
        outer.jobs += own.jobs
        outer.once |= own.once


def _end(own: _Gathered, outermost: bool) -> None:
    """The end of the transaction goes with the last that is said: nothing then stands between what others wait for, such as
    the next number of a book, and its release. What somebody must hear first, to say more, has been said before."""
    while last := max((place for place, one in enumerate(own.said, 1) if one.may_say_more), default=0):
        said = own.written()
        _send(said[:last])
        own.said[:0] = said[last:]
    if said := own.taken():
        _send([*said, _COMMIT] if outermost else said)


@contextlib.contextmanager
def _own() -> Iterator[_Gathered]:
    own = _Gathered()
    token = _gathered.set(own)
    try:
        yield own
    finally:
        _gathered.reset(token)


def _said_first(execute: Callable[..., Any], *statement: Any) -> Any:
    """Around every statement on the connection: what was said before it is there when it runs."""
    gathered = _gathered.get()
    if gathered:
        _send(gathered.written())
    return execute(*statement)


def say(
    statement: str,
    values: Sequence[Any] = (),
    heard: Callable[[Rows], object] | None = None,
    *,
    may_say_more: bool = False,
) -> None:
    """A statement of which the action needs no answer now; `heard` is given its rows when it was said, perhaps when all is over:
    only who says so before `may_say_more` then."""
    gathered = _gathered.get()
    said = _Said(statement, values, heard, may_say_more)
    if gathered is None:
        _send([said])
    else:
        gathered.said.append(said)


def ask(statement: str, values: Sequence[Any] = ()) -> Rows:
    """The rows of a statement, asked now; what was gathered before goes along, before it."""
    return ask_all((statement, values))[0]


def ask_all(*statements: Statement) -> list[Rows]:
    """The rows of several statements, asked in one journey."""
    gathered = _gathered.get()
    before = gathered.written() if gathered else []
    return _send([*before, *(_Said(*statement) for statement in statements)])[len(before) :]


def speak() -> None:
    """Say now what was gathered, for who needs what is heard before the action's end; jobs still wait for it."""
    gathered = _gathered.get()
    if gathered:
        _send(gathered.written())


def _send(said: list[_Said]) -> list[Rows]:
    """Statements in one journey, in their order; the rows of each. Without any there is no journey."""
    if not said:
        return []
    answers = journeys.ask(*((one.statement, one.values) for one in said))
    for one, rows in zip(said, answers, strict=True):
        if one.heard:
            one.heard(rows)
    return answers


# -- jobs -------------------------------------------------------------------------------------------------------------
def later(task: Any, *, seconds: float | None = None, **values: Any) -> None:
    """Leave a job for the worker: it is there when the transaction commits, and not at all if it does not. Not to be begun before
    so many seconds have gone."""
    if not _jobs_wanted.get():
        return
    job = [task.queue, task.name, task.priority, task.lock, task.queueing_lock, json.dumps(values), seconds]
    gathered = _gathered.get() or _Gathered()
    gathered.jobs.append(job)
    if _gathered.get() is None:
        _send(gathered.taken())


def later_once(task: Any, *, seconds: float | None = None) -> None:
    """Leave a job that does whatever waits, unless one of it already stands in the queue (its `queueing_lock`); not to be begun
    before so many seconds have gone."""
    if not _jobs_wanted.get():
        return
    values = [task.queue, task.name, task.priority, task.lock, task.queueing_lock, seconds, task.queueing_lock]
    gathered = _gathered.get()
    if gathered is None:
        _send([_Said(_ONE_JOB, values)])
    else:
        gathered.once[task.name] = (_ONE_JOB, values)


def jobs_are_wanted() -> bool:
    """Whether a worker will come after what is done now."""
    return _jobs_wanted.get()


@contextlib.contextmanager
def no_jobs() -> Iterator[None]:
    """Within, no job is left for anybody: while the past is told, what jobs would do is part of the story."""
    token = _jobs_wanted.set(False)
    try:
        yield
    finally:
        _jobs_wanted.reset(token)
