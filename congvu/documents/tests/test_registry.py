"""The registry takes documents in, numbers them and lays them before the right people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from congvu.accounts.samples import Cast
from congvu.core.errors import Refused, WrongState
from congvu.documents import samples
from congvu.documents.actions import registry
from congvu.documents.entering import register_and_present
from congvu.documents.models import IncomingDocument
from congvu.documents.states import PRESENTED, RECEIVED
from congvu.documents.tests.conftest import actor
from congvu.files.store import BearsSecrecyMark
from congvu.records.models import HistoryEntry, RegisterEntry
from congvu.records.work import lead_item


def test_a_clerk_gives_the_next_number_of_the_year(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    numbers = [samples.registered(people.office, at=now, by=clerk).entry.number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_numbers_start_again_on_the_first_of_january_in_ha_noi(people: Cast) -> None:
    last_evening = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Ha Noi
    midnight = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    old = samples.registered(people.office, at=last_evening, by=people.clerk.actor(last_evening))
    new = samples.registered(people.office, at=midnight, by=people.clerk.actor(midnight))
    assert (old.entry.register.year, old.entry.number) == (2026, 1)
    assert (new.entry.register.year, new.entry.number) == (2027, 1)


def test_each_body_counts_for_itself(people: Cast, now: datetime) -> None:
    samples.registered(people.office, at=now, by=actor(people.clerk))
    theirs = samples.registered(people.agency, at=now, by=actor(people.agency_user))
    assert theirs.entry.number == 1


def test_a_cancelled_number_stays_with_its_reason_and_is_not_given_again(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    wrong = samples.registered(people.office, at=now, by=clerk)
    registry.cancel(wrong, because="Vào sổ hai lần", at=now, by=clerk)
    entry = RegisterEntry.objects.get(record_id=wrong.pk)
    assert (entry.number, entry.cancelled_because) == (1, "Vào sổ hai lần")
    assert samples.registered(people.office, at=now, by=clerk).entry.number == 2


def test_a_registration_that_fails_uses_no_number(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    document = samples.received(people.office, at=now, by=clerk)
    late = samples.particulars(issued_on=date(2026, 12, 24))
    with pytest.raises(registry.NotYetIssued):
        registry.register(document, particulars=late, at=now, by=clerk)
    assert samples.registered(people.office, at=now, by=clerk).entry.number == 1


def test_a_number_is_given_only_when_the_document_is_laid_before_its_leader_too(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    document = samples.received(people.office, at=now, by=clerk)
    of_it = {"particulars": samples.particulars(), "at": now, "by": clerk}
    with pytest.raises(registry.NotALeader):
        register_and_present(document, to=people.officer.person, **of_it)
    document.refresh_from_db()
    assert (document.state, RegisterEntry.objects.filter(record=document).exists()) == (RECEIVED, False)
    presented = register_and_present(document, to=people.leader.person, **of_it)
    assert (presented.state, presented.entry.number) == (PRESENTED, 1)


def test_only_a_clerk_of_the_body_registers(people: Cast, now: datetime) -> None:
    document = samples.received(people.office, at=now, by=actor(people.clerk))
    for user in (people.officer, people.head, people.leader, people.administrator, people.outsider, people.agency_user):
        with pytest.raises(Refused):
            registry.register(document, particulars=samples.particulars(), at=now, by=actor(user))


def test_a_document_is_registered_once(people: Cast, now: datetime) -> None:
    document = samples.registered(people.office, at=now, by=actor(people.clerk))
    with pytest.raises(WrongState):
        registry.register(document, particulars=samples.particulars(), at=now, by=actor(people.clerk))


def test_a_secrecy_mark_in_what_is_typed_is_refused(people: Cast, now: datetime) -> None:
    document = samples.received(people.office, at=now, by=actor(people.clerk))
    with pytest.raises(BearsSecrecyMark):
        registry.register(document, particulars=samples.particulars(title="TUYỆT MẬT"), at=now, by=actor(people.clerk))


def test_a_title_about_protecting_secrets_is_taken(people: Cast, now: datetime) -> None:
    title = "V/v tăng cường công tác bảo vệ bí mật nhà nước trên môi trường mạng"
    assert samples.registered(people.office, at=now, by=actor(people.clerk), title=title).title == title


def test_a_correction_keeps_the_number_and_tells_what_stood_before(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    document = samples.registered(people.office, at=now, by=clerk)
    corrected = registry.correct(document, particulars=samples.particulars(reference="5522/BXD-KHTC"), at=now, by=clerk)
    assert corrected.entry.number == 1
    entry = HistoryEntry.objects.get(record_id=document.pk, verb="documents.correct")
    assert entry.facts["changed"] == {"reference": ["5521/BXD-KHTC", "5522/BXD-KHTC"]}


def test_a_document_is_presented_by_the_next_working_day(people: Cast) -> None:
    friday = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # 16:30 in Ha Noi
    document = samples.registered(people.office, at=friday, by=people.clerk.actor(friday))
    item = lead_item(document)
    assert item is not None
    assert item.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # Monday 17:00


def test_a_document_is_presented_to_a_leader_of_the_body_only(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    document = samples.registered(people.office, at=now, by=clerk)
    with pytest.raises(registry.NotALeader):
        registry.present(document, to=people.officer.person, at=now, by=clerk)
    presented = registry.present(document, to=people.vice_chairman.person, at=now, by=clerk)
    assert presented.holder == people.vice_chairman.person


def test_a_returned_document_is_closed_with_its_reason(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    document = samples.received(people.office, at=now, by=clerk)
    with pytest.raises(registry.ReasonMissing):
        registry.return_to_sender(document, because="  ", at=now, by=clerk)
    returned = registry.return_to_sender(document, because="Thiếu chữ ký", at=now, by=clerk)
    assert (returned.state, returned.closed_at, lead_item(returned)) == ("returned", now, None)


def test_a_document_that_came_earlier_keeps_its_day_of_arrival(people: Cast, now: datetime) -> None:
    earlier = now - timedelta(hours=14)
    document = samples.received(people.office, at=now, by=actor(people.clerk), received_at=earlier)
    assert IncomingDocument.objects.get(pk=document.pk).received_at == earlier
