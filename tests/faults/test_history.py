"""One byte of one history row is changed in the database: `congvu verify-history` finds the row and names it."""

import psycopg
import pytest

from tests.faults.office import Office, url_of

pytestmark = pytest.mark.faults


@pytest.fixture
def sealed(office: Office) -> Office:
    """An office whose history is sealed and verifies."""
    office.inside("from tests.faults.registry import seal_all; seal_all()")
    verified = office.congvu("verify-history")
    assert verified.returncode == 0, verified.stderr
    assert "The history is whole." in verified.stdout
    return office


def change_one_byte(office: Office) -> tuple[int, str]:
    """As someone with the database's highest rights could; the row's number and subject."""
    with psycopg.connect(url_of(office.database)) as connection:
        connection.execute("SET session_replication_role = replica")
        changed = connection.execute(
            "UPDATE records_historyentry SET facts = overlay(facts::text placing 'X' from 4 for 1)::jsonb WHERE id ="
            " (SELECT id FROM records_historyentry WHERE facts <> '{}' ORDER BY id OFFSET 7 LIMIT 1) RETURNING id, subject"
        ).fetchone()
    assert changed is not None
    return changed


def test_one_changed_byte_is_found_and_the_entry_named(sealed: Office) -> None:
    number, subject = change_one_byte(sealed)
    verified = sealed.congvu("verify-history")
    assert verified.returncode == 1
    assert f"First: entry {number} ({subject}) was altered" in verified.stderr
    assert "whole" not in verified.stdout


def test_a_verifier_that_believes_the_digests_would_not_find_it(sealed: Office) -> None:
    change_one_byte(sealed)
    said = sealed.inside("from tests.faults.mutants import believing_verifier; believing_verifier()")
    assert "The history is whole." in said
