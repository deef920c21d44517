"""The cast on a Wednesday morning; the queue of jobs, and a worker that does what waits in it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app as jobs

from congvu.accounts.samples import Cast, cast

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def run(statement: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of a statement, asked past whatever is gathered."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def queue(state: str = "todo") -> list[str]:
    """The names of the jobs in that state, in their order."""
    return [
        str(name) for (name,) in run("SELECT task_name FROM procrastinate_jobs WHERE status = %s ORDER BY id", state)
    ]


def elsewhere(work: Callable[[], object]) -> object:
    """What someone else does meanwhile, with a connection of their own."""

    def closing() -> object:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(closing).result(30)


@contextmanager
def no_clock(app: Any) -> Iterator[None]:
    """A worker within defers nothing by the clock."""
    by_the_clock, app.periodic_registry.periodic_tasks = app.periodic_registry.periodic_tasks, {}
    try:
        yield
    finally:
        app.periodic_registry.periodic_tasks = by_the_clock


def do_the_jobs() -> None:
    """A worker does what waits, and goes; what comes again by itself each minute does not come now."""

    def work() -> None:
        with jobs.replace_connector(jobs.connector.get_worker_connector()) as ours, no_clock(ours):
            ours.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, queues=["house"])

    elsewhere(work)
