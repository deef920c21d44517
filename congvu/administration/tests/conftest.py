"""The cast of two days ago, the administrator's browser, and a document an officer has in hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.documents.models import IncomingDocument


@pytest.fixture
def people(settings: Any) -> Cast:
    settings.SECOND_FACTOR = "optional"
    return cast(timezone.now() - timedelta(days=2))


@pytest.fixture
def administrator(people: Cast) -> Client:
    client = Client()
    client.force_login(people.administrator)
    return client


@pytest.fixture
def document(people: Cast) -> IncomingDocument:
    at = timezone.now()
    return samples.assigned(
        people.office, lead=people.department, leader=people.leader.actor(at), head=people.head.actor(at),
        officer=people.officer.person, at=at, by=people.clerk.actor(at),
    )  # fmt: skip
