"""An office for the fault tests, made once; every test works in a copy of it."""

from collections.abc import Iterator

import pytest

from tests.faults.office import Office, copy_of, new_office


@pytest.fixture(scope="session")
def new_building() -> Iterator[Office]:
    """An office with sixteen clerks of the registry, in which nothing has happened yet."""
    with new_office(clerks=16) as office:
        yield office


@pytest.fixture
def office(new_building: Office) -> Iterator[Office]:
    """A copy of it, for one test."""
    with copy_of(new_building) as office:
        yield office
