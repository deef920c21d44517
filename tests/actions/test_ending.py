"""What an action says at its end: all of it in its order, or nothing."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.accounts.samples import Cast
from congvu.core import ending
from congvu.core.errors import RuleBroken
from congvu.documents import samples
from congvu.documents.actions import handling
from congvu.documents.entering import register_and_present
from congvu.documents.models import IncomingDocument
from congvu.records.jobs import index_waiting, seal_history
from congvu.records.models import AwaitingIndex, HistoryEntry, Register, WorkItem
from congvu.records.work import end, lead_item, open_items, settle
from tests.actions.conftest import NOW, queue, run

SAY = "INSERT INTO said (words) VALUES (%s)"


class Broken(RuleBroken):
    """Something goes wrong in the midst."""


@pytest.fixture
def said(db: None) -> None:
    run("CREATE TEMPORARY TABLE said (place serial, words text)")


def heard() -> list[str]:
    """What has arrived in the database, in its order, asked without a word to the gathering."""
    with connection.cursor() as cursor:
        cursor.cursor.execute("SELECT words FROM said ORDER BY place")
        return [words for (words,) in cursor.cursor.fetchall()]


# -- an action of the office ------------------------------------------------------------------------------------------
def test_a_registered_document_has_its_entry_waits_for_the_index_and_wakes_the_worker_once(people: Cast) -> None:
    document = samples.registered(people.office, at=NOW, by=people.clerk.actor(NOW))
    assert list(HistoryEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "documents.receive",
        "documents.register",
    ]
    assert set(AwaitingIndex.objects.values_list("record_id", flat=True)) == {document.pk}
    assert queue().count("records.index") == 1


def test_a_document_that_cannot_be_presented_keeps_no_number(people: Cast) -> None:
    by = people.clerk.actor(NOW)
    document = samples.received(people.office, at=NOW, by=by)
    before = (HistoryEntry.objects.count(), AwaitingIndex.objects.count(), queue())
    with pytest.raises(RuleBroken):
        register_and_present(document, particulars=samples.particulars(), to=people.officer.person, at=NOW, by=by)
    assert (HistoryEntry.objects.count(), AwaitingIndex.objects.count(), queue()) == before
    assert not Register.objects.filter(last_number__gt=0).exists()
    assert samples.registered(people.office, at=NOW, by=by).entry.number == 1


def test_registering_and_presenting_in_one_wakes_the_worker_at_the_end_of_both(people: Cast) -> None:
    by = people.clerk.actor(NOW)
    document = samples.received(people.office, at=NOW, by=by)
    run("DELETE FROM procrastinate_jobs")
    with CaptureQueriesContext(connection) as asked:
        register_and_present(document, particulars=samples.particulars(), to=people.leader.person, at=NOW, by=by)
    left = [place for place, query in enumerate(asked) if "INSERT INTO procrastinate_jobs" in query["sql"]]
    entries = [place for place, query in enumerate(asked) if "INSERT INTO records_historyentry" in query["sql"]]
    assert len(left) == 1
    assert len(entries) == 2
    assert left[0] > entries[-1]


def test_what_an_action_wrote_of_a_record_is_seen_by_a_query_before_its_end(people: Cast) -> None:
    document = samples.presented(people.office, to=people.leader.person, at=NOW, by=people.clerk.actor(NOW))
    with ending.together():
        end(open_items(document), at=NOW, by=people.leader.actor(NOW))
        document.state = "handled"
        settle(document, at=NOW)
        assert IncomingDocument.objects.get(pk=document.pk).state == "handled"
        assert not WorkItem.objects.filter(record=document, state="open").exists()
        assert AwaitingIndex.objects.filter(record=document).exists()


def test_an_action_within_another_sees_what_the_other_has_just_written(people: Cast) -> None:
    document = samples.presented(people.office, to=people.leader.person, at=NOW, by=people.clerk.actor(NOW))
    leader = people.leader.actor(NOW)
    with ending.together():
        document.state = "registered"
        end([item for item in [lead_item(document)] if item], at=NOW, by=leader)
        settle(document, at=NOW)
        with pytest.raises(RuleBroken):  # it no longer lies before the leader
            handling.instruct(document, lead=people.department, words="", deadline=None, at=NOW, by=leader)


# -- the order --------------------------------------------------------------------------------------------------------
def test_what_is_said_waits_for_the_end_and_comes_in_its_order(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["first"])
        ending.later_once(index_waiting)
        ending.say(SAY, ["second"])
        assert heard() == []
    assert heard() == ["first", "second"]
    assert queue() == ["records.index"]


def test_outside_of_an_action_it_is_said_at_once(said: None) -> None:
    ending.say(SAY, ["at once"])
    assert heard() == ["at once"]
    ending.later(seal_history, timestamp=7)
    assert run("SELECT task_name, args ->> 'timestamp' FROM procrastinate_jobs") == [("records.seal_history", "7")]


def test_a_question_takes_along_what_was_said_before_it(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["before"])
        with CaptureQueriesContext(connection) as journeys:
            assert ending.ask("SELECT words FROM said") == [("before",)]
        assert len(journeys) == 1
        ending.say(SAY, ["after"])
        assert ending.ask_all(("SELECT count(*) FROM said", ()), ("SELECT 7", ())) == [[(2,)], [(7,)]]


def test_who_said_something_hears_its_rows(said: None) -> None:
    places: list[ending.Rows] = []
    with ending.together():
        ending.say(f"{SAY} RETURNING words", ["mine"], places.append)
        ending.say(SAY, ["nobody asks"])
        ending.speak()
        assert places == [[("mine",)]]


def test_speaking_up_early_leaves_the_jobs_for_the_end(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["early"])
        ending.later(seal_history, timestamp=1)
        ending.later_once(index_waiting)
        ending.speak()
        assert heard() == ["early"]
        assert queue() == []
    assert queue() == ["records.seal_history", "records.index"]


# -- what fails -------------------------------------------------------------------------------------------------------
def test_an_error_in_the_midst_leaves_nothing(said: None) -> None:
    with pytest.raises(Broken), ending.together():
        ending.say(SAY, ["lost"])
        ending.later(seal_history, timestamp=1)
        ending.later_once(index_waiting)
        ending.ask("SELECT 1")
        raise Broken
    assert heard() == []
    assert queue() == []
    ending.say(SAY, ["and it is said at once again"])
    assert heard() == ["and it is said at once again"]


def test_a_statement_the_database_refuses_at_the_end_leaves_nothing(said: None) -> None:
    with pytest.raises(DataError, match="division by zero"), ending.together():
        ending.say(SAY, ["lost"])
        ending.say("SELECT 1 / 0")
        ending.later_once(index_waiting)
    assert heard() == []
    assert queue() == []


def test_an_action_that_fails_within_another_takes_only_its_own_words_along(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["outer"])
        ending.later(seal_history, timestamp=1)
        with pytest.raises(Broken), ending.together():
            ending.say(SAY, ["inner, asked"])
            ending.ask("SELECT 1")
            ending.say(SAY, ["inner"])
            ending.later_once(index_waiting)
            raise Broken
        ending.say(SAY, ["outer again"])
    assert heard() == ["outer", "outer again"]
    assert queue() == ["records.seal_history"]


def test_an_action_within_another_speaks_at_its_own_end_and_leaves_its_jobs_to_the_others(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["outer"])
        with ending.together():
            ending.say(SAY, ["inner"])
            ending.later_once(index_waiting)
            ending.later(seal_history, timestamp=2)
        assert heard() == ["outer", "inner"]
        assert queue() == []
    assert queue() == ["records.seal_history", "records.index"]


def test_what_was_said_in_a_part_that_is_taken_back_is_taken_back(said: None) -> None:
    with ending.together():
        ending.say(SAY, ["stays"])
        with pytest.raises(Broken), transaction.atomic():
            ending.say(SAY, ["taken back"])
            raise Broken
    assert heard() == ["stays"]


# -- jobs of which one is enough --------------------------------------------------------------------------------------
def test_of_a_job_that_does_whatever_waits_one_stands_in_the_queue(db: None) -> None:
    with ending.together():
        ending.later_once(index_waiting)
        ending.later_once(index_waiting)
    ending.later_once(index_waiting)
    assert queue() == ["records.index"]


def test_once_the_job_has_begun_the_next_action_leaves_another(db: None) -> None:
    ending.later_once(index_waiting)
    run("UPDATE procrastinate_jobs SET status = 'doing'")
    ending.later_once(index_waiting)
    assert (queue("doing"), queue()) == (["records.index"], ["records.index"])


def test_a_job_may_be_left_for_a_moment_later(db: None) -> None:
    ending.later_once(index_waiting, seconds=60)
    assert run("SELECT scheduled_at - now() = interval '1 minute' FROM procrastinate_jobs") == [(True,)]


def test_while_the_past_is_told_no_job_is_left(db: None) -> None:
    with ending.no_jobs(), ending.together():
        ending.later(seal_history, timestamp=1)
        ending.later_once(index_waiting)
        assert not ending.jobs_are_wanted()
    assert queue() == []
