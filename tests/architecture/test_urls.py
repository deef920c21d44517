"""Every address answers each of the cast as the table says (url_table.py). An address that is not in the table fails here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from tests.architecture.stage import Stage
from tests.architecture.url_office import ROLES, Office, furnish
from tests.architecture.url_table import ADDRESSES, Address

every_address = pytest.mark.parametrize("address", ADDRESSES, ids=str)
with_a_form = pytest.mark.parametrize("address", [address for address in ADDRESSES if address.post], ids=str)


@pytest.fixture(scope="module")
def furnished(set_stage: Stage) -> Office:
    return furnish(set_stage)


@pytest.fixture
def office(furnished: Office, db: None) -> Office:
    return furnished


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of all patterns, with their space. What machines ask stands in a table of its own: test_api.py."""
    for pattern in patterns:
        if getattr(pattern, "namespace", None) == "api-1":
            continue
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def answers(office: Office, address: Address, method: str) -> dict[str, int]:
    url = reverse(address.name, kwargs=address.filled_by(office))
    return {role: office.ask(role, method, url).status_code for role in ROLES}


def test_every_address_is_in_the_table() -> None:
    assert {address.name for address in ADDRESSES} == set(names(get_resolver().url_patterns))


@every_address
def test_the_page_answers_each_as_the_table_says(address: Address, office: Office) -> None:
    assert answers(office, address, "get") == address.get


@with_a_form
def test_the_form_answers_each_as_the_table_says(address: Address, office: Office) -> None:
    assert answers(office, address, "post") == address.post


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.post and not a.takes_no_cookie], ids=str)
def test_a_forged_form_is_refused(address: Address, office: Office) -> None:
    url = reverse(address.name, kwargs=address.filled_by(office))
    assert office.ask("administrator", "forged", url).status_code == 403


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.post is None], ids=str)
def test_a_page_without_a_form_takes_none(address: Address, office: Office) -> None:
    url = reverse(address.name, kwargs=address.filled_by(office))
    assert office.ask("administrator", "post", url).status_code == 405


@every_address
def test_nobody_sees_it_without_signing_in_unless_it_is_public(address: Address, office: Office) -> None:
    url = reverse(address.name, kwargs=address.filled_by(office))
    answer = office.ask("anonymous", "get", url)
    if address.get["anonymous"] == 302:
        assert answer.headers["Location"].startswith(reverse("account_login"))
