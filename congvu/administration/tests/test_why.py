"""Why someone may see a record, why someone cannot: told from the keys that decide it, to those who may ask, and kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.samples import Cast
from congvu.directory.actions import delegate
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, Record
from congvu.records.why import explain

pytestmark = pytest.mark.django_db
EVERYONE = ("clerk", "officer", "second_officer", "head", "deputy_head", "other_head", "leader", "vice_chairman",
            "inspector", "administrator", "agency_user", "outsider")  # fmt: skip


def page(user: User, document: IncomingDocument, about: User | None = None) -> Any:
    client = Client()
    client.force_login(user)
    url = reverse("administration:why", args=[document.handle])
    return client.post(url, {"person": about.person.pk}) if about else client.get(url)


@pytest.mark.parametrize("name", EVERYONE)
def test_the_answer_agrees_with_what_the_person_really_sees(
    people: Cast, document: IncomingDocument, name: str
) -> None:
    now = timezone.now()
    user: User = getattr(people, name)
    record = Record.objects.get(pk=document.pk)
    sees = Record.objects.visible_to(user.actor(now)).filter(pk=document.pk).exists()
    answer = explain(record, user.person, timezone.localdate(now))
    assert answer.may_see == sees
    assert bool(answer.needed) != sees


def test_the_officer_sees_it_by_their_part_given_by_the_head(people: Cast, document: IncomingDocument) -> None:
    told = page(people.inspector, document, people.officer).content.decode()
    assert "đang có hoặc đã có phần việc trong văn bản" in told
    assert f"{people.head.person} giao lúc" in told


def test_whoever_acts_for_the_officer_sees_it_by_the_delegation(people: Cast, document: IncomingDocument) -> None:
    at = timezone.now()
    today = timezone.localdate(at)
    delegate(people.officer.person, receiver=people.second_officer.person, from_on=today, to_on=today, reason="Nghỉ phép",
             at=at, by=people.officer.actor(at))  # fmt: skip
    told = page(people.administrator, document, people.second_officer).content.decode()
    assert "làm thay đến" in told
    assert people.officer.person.full_name in told


def test_who_cannot_see_it_is_told_what_would_be_needed(people: Cast, document: IncomingDocument) -> None:
    told = page(people.administrator, document, people.other_head).content.decode()
    assert "không xem được" in told
    assert people.department.name in told
    assert people.leader.person.full_name in told


def test_an_administrator_learns_who_reads_and_not_what(people: Cast, document: IncomingDocument) -> None:
    told = page(people.administrator, document, people.officer).content.decode()
    assert document.title not in told
    assert document.reference not in told
    assert document.title in page(people.inspector, document, people.officer).content.decode()


def test_that_it_was_asked_stands_in_the_thread(people: Cast, document: IncomingDocument) -> None:
    page(people.administrator, document, people.other_head)
    entry = HistoryEntry.objects.get(record_id=document.pk, verb="records.asked_why")
    assert entry.by == people.administrator.person
    assert entry.facts == {"person": people.other_head.person.full_name, "may_see": False}
    client = Client()
    client.force_login(people.officer)
    thread = client.get(document.get_absolute_url()).content.decode()
    assert f"Hỏi vì sao {people.other_head.person} xem được hay không" in thread


@pytest.mark.parametrize("name", ["clerk", "officer", "head", "leader", "agency_user", "outsider"])
def test_whoever_may_not_ask_finds_nothing_and_leaves_no_trace(
    people: Cast, document: IncomingDocument, name: str
) -> None:
    before = HistoryEntry.objects.count()
    assert page(getattr(people, name), document).status_code == 404
    assert page(getattr(people, name), document, people.officer).status_code == 404
    assert HistoryEntry.objects.count() == before


def test_the_record_is_found_by_its_number_alone(people: Cast, document: IncomingDocument) -> None:
    client = Client()
    client.force_login(people.administrator)
    entry = document.entry
    asked = {"organisation": people.office.pk, "code": "incoming", "year": entry.register.year, "number": entry.number}
    found = client.get(reverse("administration:find_record"), asked)
    assert found.headers["Location"] == reverse("administration:why", args=[document.handle])
    lost = client.get(reverse("administration:find_record"), asked | {"number": 9999})
    assert "không có số đó" in lost.content.decode()


def test_the_inspector_finds_the_question_on_the_page_of_the_record(people: Cast, document: IncomingDocument) -> None:
    address = reverse("administration:why", args=[document.handle])
    for user, there in ((people.inspector, True), (people.officer, False)):
        client = Client()
        client.force_login(user)
        assert (address in client.get(document.get_absolute_url()).content.decode()) is there
