"""A platform with a mistake does not pass: what the run of test_kills.py finds in each mutant."""

from dataclasses import replace

import pytest

from tests.faults.mutants import PREPARED
from tests.faults.office import Office
from tests.faults.run import run

pytestmark = pytest.mark.faults
KILLED = ("everything",)


@pytest.mark.parametrize(
    ("mutant", "kills", "fault"),
    [
        pytest.param("answers_before_commit", KILLED, "is not in the register: lost", marks=pytest.mark.full),
        ("numbers_by_counting", (), "numbers doubled"),
        pytest.param("numbers_from_a_sequence", KILLED, "numbers missing", marks=pytest.mark.full),
        pytest.param("forgets_history", (), "has not exactly one history entry", marks=pytest.mark.full),
        pytest.param("forgets_the_job", (), "has not exactly one job for its stamp", marks=pytest.mark.full),
    ],
)
def test_a_mutant_is_found(office: Office, mutant: str, kills: tuple[str, ...], fault: str) -> None:
    few = replace(office, sessions=office.sessions[:8])
    if mutant in PREPARED:
        office.asked(PREPARED[mutant])
    found = run(few, documents=24, kills=kills, recover_within=60, workers=1, mutant=mutant)
    print(found.told(), found.complaint(), sep="\n")
    assert any(fault in line for line in found.faults), found.complaint()
