"""Statements go together, are planned once, and happen all or not at all."""

import json
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from congvu.core import ending, journeys
from tests.actions.conftest import run

SAY = "INSERT INTO said (words) VALUES (%s)"


@pytest.fixture
def said(db: None) -> None:
    run("CREATE TEMPORARY TABLE said (words text NOT NULL, number smallint)")


def planned() -> list[str]:
    return [str(statement) for (statement,) in run("SELECT statement FROM pg_prepared_statements")]


def heard() -> list[object]:
    return [words for (words,) in run("SELECT words FROM said ORDER BY words")]


def test_each_statement_gives_its_own_rows(said: None) -> None:
    answers = journeys.ask((SAY, ["a"]), (f"{SAY} RETURNING words", ["b"]), ("SELECT words FROM said ORDER BY 1", ()))
    assert answers == [[], [("b",)], [("a",), ("b",)]]


def test_what_stood_before_a_statement_that_fails_has_not_happened(said: None) -> None:
    with pytest.raises(IntegrityError, match="words"), transaction.atomic():
        journeys.ask((SAY, ["kept by nobody"]), (SAY, [None]), (SAY, ["never said"]))
    assert heard() == []
    journeys.ask((SAY, ["afterwards"]))
    assert heard() == ["afterwards"]


def test_an_action_of_which_the_last_word_fails_has_said_nothing(said: None) -> None:
    with pytest.raises(IntegrityError), ending.together():
        ending.say(SAY, ["first"])
        ending.say(SAY, [None])
        ending.say(SAY, ["last"])
    assert heard() == []


def test_a_statement_is_planned_once_for_a_connection(said: None) -> None:
    for number in range(3):
        journeys.ask((f"{SAY} RETURNING number", [f"{number}"]), ("SELECT 7", ()))
    assert planned().count("INSERT INTO said (words) VALUES ($1) RETURNING number") == 1


def test_what_was_planned_outlives_a_transaction_that_failed(said: None) -> None:
    for _time in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            journeys.ask(("SELECT 11", ()), (SAY, [None]))
    assert planned().count("SELECT 11") == 1
    assert journeys.ask(("SELECT 11", ())) == [[(11,)]]


def test_a_statement_that_could_not_be_planned_is_not_taken_for_planned(said: None) -> None:
    for _time in range(2):
        with pytest.raises(ProgrammingError, match="never_there"), transaction.atomic():
            journeys.ask(("SELECT 12", ()), ("SELECT * FROM never_there", ()), ("SELECT 13", ()))
    assert journeys.ask(("SELECT 13", ())) == [[(13,)]]


def test_of_too_many_plans_those_not_used_for_longest_are_forgotten(said: None) -> None:
    journeys.ask(("SELECT 14", ()))
    for number in range(journeys._MOST + 20):
        journeys.ask((f"SELECT 14, {number}", ()), ("SELECT 15", ()))
    assert len(planned()) <= journeys._MOST + 2
    assert "SELECT 14" not in planned()
    assert planned().count("SELECT 15") == 1
    assert journeys.ask(("SELECT 14", ())) == [[(14,)]]


def test_plans_that_somebody_has_thrown_away_are_made_anew(said: None) -> None:
    journeys.ask(("SELECT 16", ()))
    run("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        journeys.ask(("SELECT 16", ()))
    assert journeys.ask(("SELECT 16", ())) == [[(16,)]]


def test_a_value_that_cannot_be_written_leaves_the_connection_as_it_was(said: None) -> None:
    with pytest.raises(ProgrammingError, match="adapt"), transaction.atomic():
        journeys.ask((SAY, ["a"]), (SAY, [object()]))
    journeys.ask((SAY, ["afterwards"]))
    assert heard() == ["afterwards"]


def test_much_is_said_and_heard_at_once(said: None) -> None:
    long = "văn bản " * 100_000
    told = journeys.ask(*[("SELECT %s::text", [long])] * 8)
    assert told == [[(long,)]] * 8


def test_numbers_days_and_nothing_fit_whatever_the_column_is(said: None) -> None:
    with ending.together():
        for number in (None, 7, 30_000):
            ending.say("INSERT INTO said (words, number) SELECT %s, %s", [f"{number}", number])
    assert run("SELECT number FROM said ORDER BY number NULLS FIRST") == [(None,), (7,), (30_000,)]


# -- what wakes the worker --------------------------------------------------------------------------------------------
@pytest.fixture
def own(own_database: str) -> str:
    """What is committed here is gone with the copy."""
    return own_database


def woken_by(does: Callable[[], object]) -> dict[str, Any]:
    """What a worker hears first of what is done."""
    heard: list[str] = []
    listening = threading.Event()

    def listen() -> None:
        parameters = {
            k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "user", "host", "port")
        }
        with psycopg.connect(**parameters, autocommit=True) as worker:
            worker.execute('LISTEN "procrastinate_queue_v1#house"')
            listening.set()
            heard.extend(note.payload for note in worker.notifies(timeout=5, stop_after=1))

    thread = threading.Thread(target=listen)
    thread.start()
    assert listening.wait(10)
    does()
    thread.join()
    (said,) = heard
    told: dict[str, Any] = json.loads(said)
    return told


def test_the_end_of_a_job_wakes_the_worker_for_who_waits_for_its_lock(own: str) -> None:
    left = "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status) VALUES ('house', 'x', 'l', %s)"
    run(left, "doing")
    run(left, "todo")
    said = woken_by(lambda: run("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'"))
    assert said["type"] == "job_inserted"


def test_a_job_left_for_later_wakes_nobody(own: str) -> None:
    left = "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('house', %s, now() + %s::interval)"

    def leave() -> None:
        run(left, "later", "5 seconds")
        run(left, "at once", None)

    said = woken_by(leave)
    assert run("SELECT task_name FROM procrastinate_jobs WHERE id = %s", said["job_id"]) == [("at once",)]
