"""The same request sent again does nothing more, however often, whenever and by however many at once."""

from collections.abc import Callable

import pytest

from congvu.accounts.samples import Cast
from congvu.api.models import KeptAnswer
from congvu.api.tests.conftest import PARTICULARS, Machine, paper
from congvu.documents.models import IncomingDocument

pytestmark = pytest.mark.django_db
Of = Callable[..., Machine]
KEY = {"Idempotency-Key": "may-quet-0001"}


def test_a_repeated_request_gets_the_same_answer_and_does_nothing(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    first, second = (clerk.post("/incoming", paper(), **KEY) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert ("Idempotent-Replayed" in first.headers, second.headers["Idempotent-Replayed"]) == (False, "true")
    assert IncomingDocument.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    clerk.post("/incoming", paper(), **KEY)
    other = clerk.post("/incoming", paper(register={**PARTICULARS, "title": "Việc khác"}), **KEY)
    assert (other.status_code, other.json()["type"]) == (422, "urn:congvu:problem:idempotency-key-used")


def test_what_failed_may_be_tried_again_under_the_same_key(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    wrong = paper(register={**PARTICULARS, "issued_on": "2199-01-01"})
    assert clerk.post("/incoming", wrong, **KEY).status_code == 409
    assert not KeptAnswer.objects.exists()
    assert clerk.post("/incoming", paper(), **KEY).status_code == 201


def test_each_token_has_its_own_keys(people: Cast, machine: Of) -> None:
    for owner in (people.clerk, people.agency_user):
        assert machine(owner).post("/incoming", paper(), **KEY).status_code == 201
    assert IncomingDocument.objects.count() == 2


@pytest.mark.parametrize("key", ["", "có dấu", "a b", "x" * 201])
def test_a_key_that_cannot_be_kept_is_refused(key: str, people: Cast, machine: Of) -> None:
    answer = machine(people.clerk).post("/incoming", paper(), **{"Idempotency-Key": key})
    assert answer.json()["type"] == "urn:congvu:problem:idempotency-key-not-valid"
