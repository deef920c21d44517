"""Two clients send the same key in the same moment: one is served, the other gets its answer."""

import threading
from typing import Any

import pytest
from django.utils import timezone

from congvu.accounts.samples import cast
from congvu.api.tests.conftest import machine_of, paper
from congvu.documents.loading import load_document_types
from congvu.documents.models import IncomingDocument
from congvu.records.models import RegisterEntry
from tests.own_database import at_once


@pytest.fixture
def db(own_database: str) -> None:
    """What is committed here is gone with the database."""


def test_the_same_key_at_once_is_done_once(db: None, settings: Any) -> None:
    settings.API_RATE = 0
    load_document_types()
    clerk = machine_of(cast(timezone.now()).clerk)
    clerk.post("/incoming", paper())
    barrier = threading.Barrier(4)

    def send() -> Any:
        barrier.wait()
        return clerk.__class__(clerk.secret, type(clerk.client)()).post(
            "/incoming", paper(), **{"Idempotency-Key": "cung-mot-luc"}
        )

    answers = [future.result() for future in at_once([send] * 4, threads=4)]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert (IncomingDocument.objects.count(), RegisterEntry.objects.count()) == (2, 2)


def test_different_documents_at_once_get_numbers_without_gap_or_double(db: None, settings: Any) -> None:
    settings.API_RATE = 0
    load_document_types()
    clerk = machine_of(cast(timezone.now()).clerk)
    sends = [lambda: type(clerk)(clerk.secret, type(clerk.client)()).post("/incoming", paper()).json()] * 24
    numbers = sorted(future.result()["arrival_number"] for future in at_once(sends, threads=6))
    assert numbers == list(range(1, 25))
