"""What people type and what they mean (queries.toml over titles.toml): the right document stands first, or nearly."""

from dataclasses import dataclass

import pytest

from congvu.accounts.actors import Actor
from congvu.records.search import search
from tests.search.conftest import Office, table


@dataclass(frozen=True)
class Query:
    typed: str
    meant: str
    how: str
    held_out: bool


QUERIES = [Query(**row) for row in table("queries")["query"]]


def place(actor: Actor, query: Query) -> int:
    """Where the right document stands among the first three: 1, 2, 3, or 0."""
    found = [hit.record.reference for hit in search(actor, query.typed, limit=3).hits]
    return found.index(query.meant) + 1 if query.meant in found else 0


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held out"])
def test_the_right_document_comes_first(held_out: bool, office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    places = {query: place(clerk, query) for query in QUERIES if query.held_out == held_out}
    astray = "\n".join(f"{at} {query.how}: {query.typed} → {query.meant}" for query, at in places.items() if at != 1)
    assert sum(at > 0 for at in places.values()) >= 0.97 * len(places), astray
    assert sum(at == 1 for at in places.values()) >= 0.9 * len(places), astray


def test_there_are_enough_queries_and_a_part_was_not_looked_at() -> None:
    assert len(QUERIES) >= 200
    assert 0.3 <= sum(query.held_out for query in QUERIES) / len(QUERIES) <= 0.4
