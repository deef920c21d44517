"""Many documents are presented to one leader, or given to one officer, in one go; each is an act of its own and told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.documents.actions import registry
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry
from congvu.records.work import lead_item


@pytest.fixture
def people(db: None) -> Cast:
    return cast(timezone.now() - timedelta(days=30))


def registered(people: Cast) -> IncomingDocument:
    now = timezone.now()
    return samples.registered(people.office, at=now, by=people.clerk.actor(now))


def instructed(people: Cast, **changes: Any) -> IncomingDocument:
    now = timezone.now()
    leader = people.leader.actor(now)
    given = {"leader": leader, "lead": people.department, "at": now, "by": people.clerk.actor(now)}
    return samples.instructed(people.office, **(given | changes))


def rows(*documents: IncomingDocument) -> dict[str, Any]:
    return {"row": [document.handle for document in documents]}


def test_ticked_documents_are_presented_to_one_leader(people: Cast, client: Client) -> None:
    documents = [registered(people) for _ in range(3)]
    client.force_login(people.clerk)
    address = reverse("documents:present_many")
    assert [one.pk for one in client.get(address, rows(*documents)).context["documents"]] == [d.pk for d in documents]
    sent = rows(*documents) | {"to": f"leader-{people.leader.person.handle}", "words": "Kính trình."}
    told = client.post(address, sent, follow=True).context["told"]
    assert [one["done"] for one in told] == [True, True, True]
    assert {one.state for one in IncomingDocument.objects.all()} == {"presented"}
    entries = HistoryEntry.objects.filter(verb="documents.present")
    assert entries.count() == 3 and {entry.facts["words"] for entry in entries} == {"Kính trình."}


def test_one_that_cannot_be_presented_holds_up_no_other_and_is_named(people: Cast, client: Client) -> None:
    first, gone, last = (registered(people) for _ in range(3))
    now = timezone.now()
    registry.present(gone, to=people.department, at=now, by=people.clerk.actor(now))
    client.force_login(people.clerk)
    sent = rows(first, gone, last) | {"to": f"leader-{people.leader.person.handle}"}
    page = client.post(reverse("documents:present_many"), sent, follow=True)
    assert [one["done"] for one in page.context["told"]] == [True, False, True]
    assert len(page.context["failed"]) == 1 and page.context["failed"][0]["words"]


def test_one_the_clerk_may_not_read_is_neither_done_nor_told(people: Cast, client: Client) -> None:
    now = timezone.now()
    foreign = samples.registered(people.agency, at=now, by=people.agency_user.actor(now), title="Việc của bộ khác")
    mine = registered(people)
    client.force_login(people.clerk)
    sent = rows(foreign, mine) | {"to": f"leader-{people.leader.person.handle}"}
    page = client.post(reverse("documents:present_many"), sent, follow=True)
    assert [one["done"] for one in page.context["told"]] == [True, False]
    assert "Việc của bộ khác" not in page.content.decode()
    foreign.refresh_from_db()
    assert foreign.state == "registered"


def test_a_head_gives_many_to_one_officer_with_one_deadline(people: Cast, client: Client) -> None:
    documents = [instructed(people) for _ in range(3)]
    client.force_login(people.head)
    officer = f"{people.department.handle}-{people.officer.person.handle}"
    sent = rows(*documents) | {"officer": officer, "words": "Dự thảo trả lời.", "deadline": "1"}
    told = client.post(reverse("documents:assign_many"), sent, follow=True).context["told"]
    assert [one["done"] for one in told] == [True, True, True]
    items = [lead_item(document) for document in IncomingDocument.objects.all()]
    assert {(item.person, item.words) for item in items if item} == {(people.officer.person, "Dự thảo trả lời.")}
    assert len({item.due_at for item in items if item}) == 1
    assert HistoryEntry.objects.filter(verb="documents.assign").count() == 3


def test_by_rule_the_leaders_deadline_stays(people: Cast, client: Client) -> None:
    document = instructed(people)
    client.force_login(people.head)
    officer = f"{people.department.handle}-{people.officer.person.handle}"
    client.post(reverse("documents:assign_many"), rows(document) | {"officer": officer, "deadline": "rule"})
    item = lead_item(IncomingDocument.objects.get())
    assert item and item.due_at == document.due_at


def test_a_unit_that_is_not_the_heads_is_told_as_not_done(people: Cast, client: Client) -> None:
    mine, other = (
        instructed(people),
        instructed(people, lead=people.other_department, contributing=(people.department,)),
    )
    now = timezone.now()
    theirs = instructed(people, lead=people.other_department)
    client.force_login(people.other_head)
    officer = f"{people.other_department.handle}-{people.other_head.person.handle}"
    sent = rows(other, theirs, mine) | {"officer": officer, "deadline": "3"}
    told = client.post(reverse("documents:assign_many"), sent, follow=True).context["told"]
    assert [one["done"] for one in told] == [True, True, False]
    assert now and IncomingDocument.objects.get(pk=mine.pk).state == "assigned"


def test_without_a_tick_the_form_says_what_to_do(people: Cast, client: Client) -> None:
    client.force_login(people.clerk)
    answer = client.post(reverse("documents:present_many"), {"to": "x"})
    assert answer.status_code == 422 and reverse("documents:register_book") in answer.content.decode()


def test_only_the_registry_presents_and_only_heads_give(people: Cast, client: Client) -> None:
    client.force_login(people.officer)
    assert client.get(reverse("documents:present_many")).status_code == 403
    assert client.get(reverse("documents:assign_many")).status_code == 403
