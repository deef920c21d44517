"""Several people do the same at the same moment: each number is given once, each step is taken once."""

from collections import Counter
from concurrent.futures import Future
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from congvu.accounts.actors import Actor
from congvu.accounts.samples import Cast, cast, member
from congvu.core.errors import WrongState
from congvu.directory.actions import PostIsHeld, appoint, enrol, open_post
from congvu.directory.installer import INSTALLER
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.documents import samples
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, Register, RegisterEntry
from tests.own_database import at_once

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi
DOCUMENTS = 200


@pytest.fixture
def db(own_database: str) -> None:
    """What is done here is committed, in a database of its own."""


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def outcomes(futures: list[Future[Any]]) -> Counter[type]:
    """What came of the works: the class of each error, or of what was returned."""
    return Counter(type(future.exception() or future.result()) for future in futures)


def register(document: IncomingDocument, by: Actor) -> IncomingDocument:
    return registry.register(document, particulars=samples.particulars(), at=NOW, by=by)


def test_eight_clerks_give_two_hundred_numbers_without_gap_or_double(people: Cast) -> None:
    clerk = people.clerk
    received = [samples.received(people.office, at=NOW, by=clerk.actor(NOW)) for _ in range(DOCUMENTS)]
    done = at_once([partial(register, document, clerk.actor(NOW)) for document in received], threads=8)
    assert outcomes(done) == {IncomingDocument: DOCUMENTS}
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, DOCUMENTS + 1))
    assert Register.objects.get().last_number == DOCUMENTS
    assert HistoryEntry.objects.filter(verb="documents.register").count() == DOCUMENTS


def test_a_number_refused_halfway_is_given_to_the_next(people: Cast) -> None:
    clerk = people.clerk
    received = [samples.received(people.office, at=NOW, by=clerk.actor(NOW)) for _ in range(20)]
    late = samples.particulars(issued_on=date(2026, 12, 24))
    wrong = [
        partial(registry.register, document, particulars=late, at=NOW, by=clerk.actor(NOW))
        for document in received[::2]
    ]
    right = [partial(register, document, clerk.actor(NOW)) for document in received[1::2]]
    done = at_once([work for pair in zip(wrong, right, strict=True) for work in pair])
    assert outcomes(done) == {registry.NotYetIssued: 10, IncomingDocument: 10}
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, 11))


def test_of_two_clerks_who_register_one_document_one_is_told_that_the_other_was_faster(people: Cast) -> None:
    other = member("vanthu2", "Cao Thị Mận", unit=people.registry, title="Văn thư viên", role=Role.CLERK, at=NOW)
    document = samples.received(people.office, at=NOW, by=people.clerk.actor(NOW))
    done = at_once([partial(register, document, user.actor(NOW)) for user in (people.clerk, other)])
    assert outcomes(done) == {IncomingDocument: 1, WrongState: 1}
    assert RegisterEntry.objects.get().number == 1


def test_of_a_head_and_a_deputy_who_give_one_document_out_one_prevails(people: Cast) -> None:
    document = samples.instructed(
        people.office, leader=people.leader.actor(NOW), lead=people.department, at=NOW, by=people.clerk.actor(NOW)
    )
    given = {people.head: people.officer.person, people.deputy_head: people.second_officer.person}
    done = at_once(
        [partial(handling.assign, document, officer=to, at=NOW, by=by.actor(NOW)) for by, to in given.items()]
    )
    refused = [future.exception() for future in done if future.exception()]
    assert len(refused) == 1
    assert HistoryEntry.objects.filter(verb="documents.assign").count() == 1


def test_two_heads_are_not_appointed_to_one_post(people: Cast) -> None:
    post = open_post(people.registry, title="Trưởng phòng", role=Role.HEAD, at=NOW, by=INSTALLER)
    both = [enrol(name, at=NOW, by=INSTALLER) for name in ("Hà Văn Tấn", "Lưu Thị Thoa")]
    day = date(2026, 12, 1)
    done = at_once([partial(appoint, post, person=person, from_=day, at=NOW, by=INSTALLER) for person in both])
    assert outcomes(done) == {PostHolding: 1, PostIsHeld: 1}


def test_the_database_itself_refuses_a_second_head(people: Cast) -> None:
    held = PostHolding.objects.get(person=people.head.person)
    with pytest.raises(IntegrityError, match="sole_post_has_one_holder_at_a_time"):
        PostHolding.objects.create(
            post=held.post, is_sole=True, person=people.officer.person, valid=(date(2026, 1, 1), None)
        )


def test_the_database_itself_refuses_to_call_a_heads_post_shared(people: Cast) -> None:
    held = PostHolding.objects.get(person=people.head.person)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE directory_postholding SET is_sole = false WHERE id = %s", [held.pk])
