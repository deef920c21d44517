"""Records that wait for search: each is taken, whoever leaves it and whenever it ends, and nobody waits for another."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections, transaction

from congvu.accounts.samples import Cast
from congvu.core import ending
from congvu.core.journeys import Rows
from congvu.core.stores import Searched
from congvu.documents import samples
from congvu.documents.actions import registry
from congvu.documents.models import IncomingDocument
from congvu.operations import health
from congvu.records import awaiting, index
from congvu.records.index import WRITER
from congvu.records.jobs import LATE, index_waiting
from congvu.records.models import AwaitingIndex, SearchEntry
from congvu.records.work import settle
from tests.actions.conftest import NOW, do_the_jobs, elsewhere, queue, run
from tests.own_database import at_once


@pytest.fixture
def db(own_database: str) -> None:
    """What is committed here is gone with the copy."""


@pytest.fixture
def document(people: Cast) -> IncomingDocument:
    """One the search knows; nobody waits, and the queue is empty."""
    made = samples.registered(people.office, at=NOW, by=people.clerk.actor(NOW))
    awaiting.index_waiting()
    run("DELETE FROM procrastinate_jobs")
    return made


def retitled(document: IncomingDocument, title: str) -> None:
    """An action that changes what search knows."""
    with ending.together():
        document.title = title
        settle(document, "title", at=NOW)


def known_as(document: IncomingDocument) -> str:
    return SearchEntry.objects.get(record=document).title


@contextmanager
def somebody_who_takes_long(document: IncomingDocument, title: str) -> Iterator[None]:
    """An action whose transaction has said everything and ends only after the block."""
    said, done = threading.Event(), threading.Event()

    def act() -> None:
        try:
            with transaction.atomic():
                retitled(document, title)
                said.set()
                assert done.wait(60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        acting: Future[None] = thread.submit(act)
        assert said.wait(30)
        try:
            yield
        finally:
            done.set()
            acting.result(30)


# -- batches ----------------------------------------------------------------------------------------------------------
def test_a_record_that_waits_several_times_is_taken_once(document: IncomingDocument) -> None:
    retitled(document, "Lần một")
    retitled(document, "Lần hai")
    assert awaiting.index_waiting() == 1
    assert known_as(document) == "lan hai"
    assert not AwaitingIndex.objects.exists()


def test_two_workers_at_once_take_each_record_once(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = people.clerk.actor(NOW)
    made = [samples.received(people.office, title=f"Công văn số {place}", at=NOW, by=clerk) for place in range(12)]
    monkeypatch.setattr(awaiting, "BATCH", 2)
    taken = at_once([awaiting.index_waiting] * 2, threads=2)
    assert sum(one.result() for one in taken) == 12
    assert set(SearchEntry.objects.values_list("record_id", flat=True)) == {one.pk for one in made}
    assert not AwaitingIndex.objects.exists()


def test_a_batch_that_breaks_off_waits_as_before_and_is_taken_again(document: IncomingDocument) -> None:
    retitled(document, "Tên mới")
    with transaction.atomic():
        run("SELECT pg_advisory_xact_lock(%s)", WRITER)  # somebody writes the index, and does not come to an end

        def impatient() -> None:
            run("SET lock_timeout = '200ms'")
            with pytest.raises(OperationalError):
                awaiting.index_waiting()
            connection.close()

        elsewhere(impatient)
    assert AwaitingIndex.objects.count() == 1
    assert awaiting.index_waiting() == 1
    assert known_as(document) == "ten moi"


# -- a record on which reading breaks -----------------------------------------------------------------------------------
@pytest.fixture
def broken(document: IncomingDocument, monkeypatch: pytest.MonkeyPatch) -> IncomingDocument:
    """What its app says of this record raises."""
    sound = index.told_by_apps

    def told_by_apps(answers: list[Rows]) -> dict[int, Searched]:
        told = sound(answers)
        if document.pk in told:
            raise ValueError("nobody can read this")
        return told

    monkeypatch.setattr(index, "told_by_apps", told_by_apps)
    return document


def test_a_record_that_cannot_be_read_holds_back_no_other(broken: IncomingDocument, people: Cast) -> None:
    clerk = people.clerk.actor(NOW)
    others = [samples.received(people.office, title=f"Công văn số {place}", at=NOW, by=clerk) for place in range(5)]
    retitled(broken, "Không đọc được")
    last = samples.received(people.office, title="Sau cùng", at=NOW, by=clerk)
    do_the_jobs()
    assert [known_as(one) for one in others] == [f"cong van so {place}" for place in range(5)]
    assert known_as(last) == "sau cung"
    assert known_as(broken) != "khong doc duoc"
    assert not AwaitingIndex.objects.exists()


def test_who_may_find_it_is_known_all_the_same(broken: IncomingDocument) -> None:
    """Search asks a record that no longer waits by the readers it knows of it."""
    readers = SearchEntry.objects.get(pk=broken.pk).readers
    IncomingDocument.objects.filter(pk=broken.pk).update(readers=readers[1:])
    assert AwaitingIndex.objects.get().record_id == broken.pk
    assert awaiting.index_waiting(alone=lambda record: None) == 1
    assert not AwaitingIndex.objects.exists()
    assert SearchEntry.objects.get(pk=broken.pk).readers == readers[1:]


def test_it_is_shown_as_failed_and_read_when_it_can_be(
    broken: IncomingDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    retitled(broken, "Không đọc được")
    do_the_jobs()
    assert (queue("failed"), queue("succeeded")) == (["records.index_alone"], ["records.index"])
    (sign,) = [sign for sign in health.failed(NOW) if sign.tone == "late"]
    assert sign.retry
    monkeypatch.undo()
    run("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", sign.retry)
    do_the_jobs()
    assert known_as(broken) == "khong doc duoc"


# -- who ends late ----------------------------------------------------------------------------------------------------
def test_a_record_whose_action_ends_after_the_job_is_taken_a_moment_later(document: IncomingDocument) -> None:
    ending.later_once(index_waiting)  # somebody else's, still in the queue: the action leaves none
    with somebody_who_takes_long(document, "Đến muộn"):
        do_the_jobs()
        assert known_as(document) != "den muon"
        assert queue() == ["records.index_late"]
    time.sleep(LATE)
    do_the_jobs()
    assert known_as(document) == "den muon"
    assert queue() == []


def test_as_long_as_an_action_runs_somebody_looks_again_and_then_nobody_does(document: IncomingDocument) -> None:
    ending.later_once(index_waiting)
    with somebody_who_takes_long(document, "Rất muộn"):
        do_the_jobs()
        time.sleep(LATE)
        do_the_jobs()
        assert queue() == ["records.index_late"]
        assert queue("succeeded").count("records.index_late") == 1
    time.sleep(LATE)
    do_the_jobs()
    assert queue() == []
    assert queue("succeeded").count("records.index_late") == 2
    assert known_as(document) == "rat muon"


def test_when_nobody_is_late_nobody_looks_again(document: IncomingDocument) -> None:
    retitled(document, "Đúng lúc")
    do_the_jobs()
    assert known_as(document) == "dung luc"
    assert (queue(), queue("succeeded")) == ([], ["records.index"])


def test_an_action_that_fails_late_leaves_nothing_to_look_for(document: IncomingDocument) -> None:
    ending.later_once(index_waiting)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        retitled(document, "Không thành")
        elsewhere(do_the_jobs)
        assert elsewhere(queue) == ["records.index_late"]
        raise ZeroDivisionError
    time.sleep(LATE)
    do_the_jobs()
    assert queue() == []
    assert not AwaitingIndex.objects.exists()


# -- nobody is held up ------------------------------------------------------------------------------------------------
def test_nobody_waits_for_several_actions_that_take_long_together(document: IncomingDocument, people: Cast) -> None:
    """As when bodies merge with all their open work: the clerk's document is registered meanwhile."""
    clerk = people.clerk.actor(NOW)
    other = samples.received(people.office, at=NOW, by=clerk)
    run("DELETE FROM procrastinate_jobs")
    with ending.together():
        retitled(document, "Bàn giao")
        begun = time.monotonic()
        elsewhere(lambda: registry.register(other, particulars=samples.particulars(), at=NOW, by=clerk))
        assert time.monotonic() - begun < 20
        assert elsewhere(queue) == ["documents.stamp", "records.index"]
    assert queue() == ["documents.stamp", "records.index"]


# -- a worker dies ----------------------------------------------------------------------------------------------------
def test_a_job_a_worker_died_over_does_not_hold_up_the_next(document: IncomingDocument) -> None:
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    ending.later_once(index_waiting)
    run("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
    retitled(document, "Sau khi máy chết")  # it leaves the next job, which may not begin while the first is being done
    do_the_jobs()
    take_up_stalled_jobs()
    assert known_as(document) == "sau khi may chet"
    assert (queue(), queue("doing")) == ([], [])


def test_a_job_a_worker_died_over_is_done_again(document: IncomingDocument) -> None:
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    retitled(document, "Lần nữa")
    run("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
    take_up_stalled_jobs()
    assert known_as(document) == "lan nua"
    assert (queue(), queue("doing")) == ([], [])


def take_up_stalled_jobs() -> None:
    """As each minute."""
    run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " VALUES ('house', 'core.take_up_stalled_jobs', '{\"timestamp\": 0}')"
    )
    do_the_jobs()
