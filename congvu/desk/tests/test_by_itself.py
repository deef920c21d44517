"""What came by a mailbox or a watched folder: on the desks of the registry, given by nobody."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from congvu.accounts.samples import Cast, cast
from congvu.desk import queries
from congvu.documents.actions import intake
from congvu.documents.models import Channel, IncomingDocument
from congvu.records.work import lead_item

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def came(people: Cast) -> IncomingDocument:
    return intake.take_in(
        people.office, files=[], channel=Channel.EMAIL, title="V/v báo cáo", source="vanthu/INBOX", at=NOW, by=None
    )


def test_no_clerk_counts_as_its_giver(people: Cast, came: IncomingDocument) -> None:
    item = lead_item(came)
    assert item is not None
    assert (item.given_by_id, item.given_for_id) == (None, None)
    assert item in queries.mine(people.clerk.actor(NOW))
    assert not queries.awaited(people.clerk.actor(NOW)).exists()


def test_the_desk_says_that_it_came_by_itself(people: Cast, came: IncomingDocument, client: Client) -> None:
    client.force_login(people.clerk)
    told = client.get("/").content.decode()
    assert came.title in told
    assert "tự đến" in told
