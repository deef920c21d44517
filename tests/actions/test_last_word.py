"""The end of a transaction goes with the last word of the action: one message, and all of it holds or nothing."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.accounts.samples import cast
from congvu.core import ending, journeys
from congvu.documents import samples
from congvu.documents.actions import registry
from congvu.documents.models import IncomingDocument
from congvu.records import history
from congvu.records.models import HistoryEntry, RegisterEntry
from tests.actions.conftest import NOW, elsewhere, run

SAY = "INSERT INTO told (words) VALUES (%s)"


@pytest.fixture(autouse=True)
def db(own_database: str) -> None:
    """What is committed here is gone with the copy."""
    run("CREATE TABLE told (place serial, words text UNIQUE DEFERRABLE INITIALLY DEFERRED)")


def told() -> list[object]:
    """What has arrived, as somebody else sees it."""
    seen: object = elsewhere(lambda: run("SELECT words FROM told ORDER BY place"))
    assert isinstance(seen, list)
    return [words for (words,) in seen]


def test_the_last_word_ends_the_transaction() -> None:
    with CaptureQueriesContext(connection) as asked, ending.together():
        ending.say(SAY, ["first"])
        assert told() == []
    assert [one["sql"] for one in asked if "told" in one["sql"]] == [f"{SAY}; COMMIT"]
    assert told() == ["first"]
    assert not connection.in_atomic_block


def test_what_is_refused_at_the_very_end_has_not_happened() -> None:
    with pytest.raises(IntegrityError), ending.together():
        ending.say(SAY, ["the same"])
        ending.say(SAY, ["the same"])
    assert told() == []
    with ending.together():
        ending.say(SAY, ["afterwards"])
    assert told() == ["afterwards"]


def test_an_action_within_another_does_not_end_it() -> None:
    with pytest.raises(DatabaseError), ending.together():
        with ending.together():
            ending.say(SAY, ["within"])
        assert told() == []
        ending.ask("SELECT 1 / 0")
    assert told() == []


def test_an_action_within_somebody_elses_transaction_does_not_end_it() -> None:
    with transaction.atomic():
        with ending.together():
            ending.say(SAY, ["within"])
        assert told() == []
        transaction.set_rollback(True)
    assert told() == []


def test_who_hears_an_answer_may_say_more_before_the_end() -> None:
    with ending.together():
        ending.say("SELECT 'heard'", heard=lambda rows: ending.say(SAY, [rows[0][0]]), may_say_more=True)
    assert told() == ["heard"]


def test_what_must_be_heard_is_said_first_and_nothing_stands_between_the_rest_and_the_end() -> None:
    with CaptureQueriesContext(connection) as asked, ending.together():
        ending.say(SAY, ["before"])
        ending.say("SELECT 'heard'", heard=lambda rows: ending.say(SAY, [rows[0][0]]), may_say_more=True)
        ending.say(SAY, ["behind"])
    assert [one["sql"] for one in asked if "told" in one["sql"]] == [f"{SAY}; SELECT 'heard'", f"{SAY}; {SAY}; COMMIT"]
    assert told() == ["before", "behind", "heard"]


def test_who_fails_over_an_answer_takes_all_with_them() -> None:
    def fail(_rows: ending.Rows) -> None:
        raise LookupError("broken over it")

    with pytest.raises(LookupError, match="over it"), ending.together():
        ending.say(SAY, ["never"])
        ending.say("SELECT 1", heard=fail, may_say_more=True)
    assert told() == []


def test_a_database_that_goes_away_is_told_as_such_and_the_next_connection_works() -> None:
    for last in ((), (("SELECT 1", ()),)):
        with pytest.raises(OperationalError), transaction.atomic():
            journeys.ask((SAY, ["never"]), ("SELECT pg_terminate_backend(pg_backend_pid())", ()), *last)
        connection.close()
    assert told() == []
    assert journeys.ask(("SELECT 1", ())) == [[(1,)]]


def test_the_number_of_a_document_is_given_with_the_end_and_stands_in_its_history() -> None:
    people = cast(NOW)
    clerk = people.clerk.actor(NOW)
    samples.registered(people.office, at=NOW, by=clerk)  # the year's book is open
    document = samples.received(people.office, at=NOW, by=clerk)
    with CaptureQueriesContext(connection) as asked:
        document = registry.register(document, particulars=samples.particulars(), at=NOW, by=clerk)
    (last,) = [one["sql"] for one in asked if "UPDATE records_register" in one["sql"]]
    assert last.endswith("COMMIT")
    entry = HistoryEntry.objects.filter(record_id=document.pk).latest("pk")
    assert (document.entry.number, entry.facts["number"]) == (2, 2)
    assert history.digest(entry) == bytes(entry.digest)


def test_a_registered_document_holds_with_all_that_belongs_to_it() -> None:
    people = cast(NOW)
    document = samples.registered(people.office, at=NOW, by=people.clerk.actor(NOW))
    seen = elsewhere(
        lambda: (
            IncomingDocument.objects.get(pk=document.pk).state,
            RegisterEntry.objects.get(record_id=document.pk).number,
            HistoryEntry.objects.filter(record_id=document.pk, unsealed__isnull=False).count(),
        )
    )
    assert seen == ("registered", 1, 2)
