"""Lists are brought, checked and entered as they are in an office, and what they take is told."""

import pytest

from congvu.bench import lists
from congvu.directory.models import Person


@pytest.fixture
def db(own_database: str) -> None:
    """What is committed here is gone with the copy."""


def test_a_small_run_tells_what_lists_take(db: None, settings) -> None:
    settings.SECOND_FACTOR = "optional"
    said: list[str] = []
    found = {one.name: one for one in lists.measure(0.002, said.append)}
    assert said == ["101 people from XLSX", "101 people from CSV", "the last list once more"]
    assert Person.objects.filter(staff_number__startswith="B").count() == 202
    assert found["XLSX, 101 new people: enter"].ratio
    new, known = (found[f"CSV, 101 {people}: statements a line to enter"].value for people in
                  ("new people", "people as they stand"))  # fmt: skip
    assert new < 20
    assert known < 4
