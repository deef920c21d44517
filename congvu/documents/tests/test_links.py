"""Threads between records."""

from datetime import UTC, datetime

import pytest

from congvu.accounts.samples import Cast, cast
from congvu.core.errors import Refused
from congvu.documents import samples
from congvu.records.links import AlreadyLinked, LinkKind, NotToItself, link, related_to
from congvu.records.models import HistoryEntry, Record

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def test_a_link_reads_both_ways(people: Cast) -> None:
    clerk = people.clerk.actor(NOW)
    first, second = (samples.registered(people.office, at=NOW, by=clerk) for _ in range(2))
    link(second, to=first, kind=LinkKind.ANSWERS, at=NOW, by=clerk)
    assert [(r.record.pk, str(r.how)) for r in related_to(second, clerk)] == [(first.pk, str(LinkKind.ANSWERS.label))]
    assert [r.record.pk for r in related_to(first, clerk)] == [second.pk]
    assert HistoryEntry.objects.filter(record_id=second.pk, verb__endswith=".link").count() == 1


def test_what_one_may_not_read_is_not_told(people: Cast) -> None:
    clerk = people.clerk.actor(NOW)
    mine = samples.presented(people.office, to=people.leader.person, at=NOW, by=clerk)
    theirs = samples.registered(people.agency, at=NOW, by=people.agency_user.actor(NOW))
    with pytest.raises(Record.DoesNotExist):
        link(mine, to=theirs, kind=LinkKind.CONCERNS, at=NOW, by=clerk)
    with pytest.raises(Refused):
        link(mine, to=theirs, kind=LinkKind.CONCERNS, at=NOW, by=people.outsider.actor(NOW))


def test_a_link_is_made_once_and_to_another(people: Cast) -> None:
    clerk = people.clerk.actor(NOW)
    first, second = (samples.registered(people.office, at=NOW, by=clerk) for _ in range(2))
    link(second, to=first, kind=LinkKind.CONTINUES, at=NOW, by=clerk)
    with pytest.raises(AlreadyLinked):
        link(second, to=first, kind=LinkKind.CONTINUES, at=NOW, by=clerk)
    with pytest.raises(NotToItself):
        link(first, to=first, kind=LinkKind.CONTINUES, at=NOW, by=clerk)
