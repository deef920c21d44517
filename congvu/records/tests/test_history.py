"""The history nobody can rewrite."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from congvu.accounts.samples import Cast, cast
from congvu.core.actions import note
from congvu.records import history
from congvu.records.models import HistoryEntry, Record

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def whole(people: Cast) -> list[int]:
    """Nine entries in three seals and one that waits; the numbers of the nine."""
    while history.seal(at=NOW):
        pass
    numbers = []
    for batch in range(3):
        for turn in range(3):
            note(people.department, "tried", at=NOW, by=people.officer.actor(NOW), batch=batch, turn=turn)
            numbers.append(HistoryEntry.objects.latest("pk").pk)
        history.seal(at=NOW)
    note(people.department, "tried", at=NOW, by=people.officer.actor(NOW), batch="open")
    return numbers


def tamper(sql: str, *values: object) -> None:
    """What someone with the database's highest rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def test_an_untouched_history_is_whole(whole: list[int]) -> None:
    verdict = history.verify()
    assert verdict.whole
    assert verdict.unsealed == 1
    assert verdict.entries == HistoryEntry.objects.count()


def test_one_changed_byte_is_found_and_named(whole: list[int]) -> None:
    tamper("UPDATE records_historyentry SET who = overlay(who placing 'X' from 1) WHERE id = %s", whole[4])
    verdict = history.verify()
    assert verdict.findings[0].entry == whole[4]
    assert "was altered" in verdict.findings[0].what


def test_the_first_of_several_altered_entries_is_named_first(whole: list[int]) -> None:
    for number in (whole[7], whole[2]):
        tamper("UPDATE records_historyentry SET facts = '{}' WHERE id = %s", number)
    assert [f.entry for f in history.verify().findings] == [whole[2], whole[7]]


def test_an_entry_altered_with_its_digest_is_found(whole: list[int]) -> None:
    entry = HistoryEntry.objects.get(pk=whole[1])
    entry.verb = "directory.other"
    tamper(
        "UPDATE records_historyentry SET verb = %s, digest = %s WHERE id = %s",
        entry.verb,
        history.digest(entry),
        entry.pk,
    )
    assert history.verify().findings[0].entry == whole[1]


def test_a_removed_entry_is_found(whole: list[int]) -> None:
    tamper("DELETE FROM records_historyentry WHERE id = %s", whole[5])
    assert history.verify().findings[0].what == f"entry {whole[5]} was removed"


def test_an_entry_slipped_in_past_the_actions_is_found(whole: list[int]) -> None:
    tamper(
        "INSERT INTO records_historyentry (subject, verb, at, who, facts, digest)"
        " SELECT subject, verb, at, who, facts, digest FROM records_historyentry WHERE id = %s",
        whole[0],
    )
    assert "outside the seals" in history.verify().findings[0].what


def test_an_entry_not_yet_sealed_is_checked_too(whole: list[int]) -> None:
    last = HistoryEntry.objects.latest("pk").pk
    tamper("UPDATE records_historyentry SET at = at + interval '1 second' WHERE id = %s", last)
    assert history.verify().findings[0].entry == last


def test_a_seal_rewritten_with_another_key_is_found(whole: list[int]) -> None:
    tamper("UPDATE records_historyseal SET key = repeat('0', 64) WHERE id = (SELECT max(id) FROM records_historyseal)")
    assert "signature" in history.verify().findings[0].what


def test_a_removed_seal_breaks_the_chain(whole: list[int]) -> None:
    tamper("DELETE FROM records_historyseal WHERE id = (SELECT max(id) - 1 FROM records_historyseal)")
    assert any("does not follow" in finding.what for finding in history.verify().findings)


@pytest.mark.parametrize("sql", ["UPDATE records_historyentry SET who = ''", "DELETE FROM records_historyentry"])
def test_the_database_refuses_to_change_the_history(whole: list[int], sql: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def record(whole: list[int], people: Cast) -> Record:
    """A record with an entry of its own."""
    made = Record.objects.create(
        kind="nothing", organisation=people.office, title="Việc", opened_at=NOW, changed_at=NOW
    )
    note(made, "tried", at=NOW, by=people.officer.actor(NOW))
    return made


def test_the_database_refuses_to_take_a_record_away_that_has_a_history(record: Record) -> None:
    with pytest.raises(IntegrityError, match="has a history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_record WHERE id = %s", [record.pk])
    assert history.verify().whole


def test_a_record_that_was_taken_away_all_the_same_is_found(record: Record) -> None:
    tamper("DELETE FROM records_record WHERE id = %s", record.pk)
    (finding,) = history.verify().findings
    assert (finding.entry, finding.what.endswith("its record was taken away")) == (record.history.get().pk, True)


def test_every_leaf_can_be_proven_to_its_root() -> None:
    for size in range(1, 18):
        leaves = [history.leaf(number, bytes([number]) * 32) for number in range(size)]
        root = history.merkle_root(leaves)
        for index, start in enumerate(leaves):
            assert history.proven(start, history.merkle_path(leaves, index), root)
            assert not history.proven(leaves[index - 1], history.merkle_path(leaves, index), root) or size == 1


def test_processes_that_seal_first_at_the_same_moment_make_one_key(tmp_path: Path, settings: Any) -> None:
    settings.HISTORY_KEY_FILE = tmp_path / "keys" / "history.pem"
    with ThreadPoolExecutor(8) as processes:
        keys = list(processes.map(lambda _: history.sealing_key(), range(8)))
    assert len({history.public_hex(key) for key in keys}) == 1
    assert [path.name for path in settings.HISTORY_KEY_FILE.parent.iterdir()] == ["history.pem"]
    assert settings.HISTORY_KEY_FILE.stat().st_mode & 0o777 == 0o600


def test_a_process_that_dies_while_it_makes_the_key_leaves_no_half_key(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HISTORY_KEY_FILE = tmp_path / "history.pem"
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr("os.fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        history.sealing_key()
    assert not settings.HISTORY_KEY_FILE.exists()
    assert history.sealing_key()


def test_the_canonical_form_is_json_with_its_keys_in_order(people: Cast) -> None:
    note(
        people.department,
        "tried",
        at=NOW,
        by=people.officer.actor(NOW),
        words='“q" \\ \n \u2028',
        numbers=[1, None, 2.5],
    )
    entry = HistoryEntry.objects.latest("pk")
    form = json.loads(history.canonical(entry))
    assert form["facts"] == entry.facts
    assert form["by"] == entry.by_id
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert history.canonical(entry) == text


def test_a_fact_that_only_the_database_knows_stands_in_facts_and_digest(people: Cast) -> None:
    later = history.Given("SELECT (40 + %s::int)::text", [2])
    note(people.department, "tried", at=NOW, by=people.officer.actor(NOW), words='%s "quoted" \\', number=later)
    entry = HistoryEntry.objects.latest("pk")
    assert entry.facts == {"words": '%s "quoted" \\', "number": 42}
    assert history.digest(entry) == bytes(entry.digest)


def test_an_entry_with_a_fact_that_is_not_there_is_not_written(people: Cast) -> None:
    nothing = history.Given("SELECT NULL::text", [])
    with pytest.raises(IntegrityError), transaction.atomic():
        note(people.department, "tried", at=NOW, by=people.officer.actor(NOW), number=nothing)
