"""People leave, move and join; what waits for them is handed over first, in one step."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.samples import Cast
from congvu.directory import actions
from congvu.directory.models import Post, PostHolding
from congvu.directory.roles import Role
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, WorkItem

pytestmark = pytest.mark.django_db


def holding(user: User) -> PostHolding:
    return PostHolding.objects.get(person=user.person)


def today(**more: Any) -> dict[str, Any]:
    return {"on": timezone.localdate().isoformat(), "reason": "QĐ 45/QĐ-VPCP", **more}


def test_nobody_leaves_while_work_waits_for_them(people: Cast, document: IncomingDocument) -> None:
    at = timezone.now()
    with pytest.raises(actions.WorkIsOpen, match="1"):
        actions.end_holding(holding(people.officer), on=timezone.localdate(), at=at, by=people.administrator.actor(at))
    assert holding(people.officer).is_on(timezone.localdate())


def test_the_page_shows_what_waits_without_the_title_of_what_one_may_not_read(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    page = administrator.get(reverse("administration:leave", args=[holding(people.officer).pk])).content.decode()
    assert f"số {document.entry}" in page
    assert document.title not in page


def test_work_is_handed_over_and_the_post_ends_in_one_step(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    before = WorkItem.objects.get(record_id=document.pk, state="open")
    url = reverse("administration:leave", args=[holding(people.officer).pk])
    assert "ai nhận bàn giao" in administrator.post(url, today()).content.decode()
    to = f"p{people.second_officer.person.pk}"
    assert administrator.post(url, today(to=to, close_account="on")).status_code == 302
    after = WorkItem.objects.get(record_id=document.pk, state="open")
    assert (after.pk, after.person) == (before.pk, people.second_officer.person)
    assert (after.given_by, after.due_at, after.words) == (before.given_by, before.due_at, before.words)
    assert not holding(people.officer).is_on(timezone.localdate())
    assert not User.objects.get(pk=people.officer.pk).is_active
    at = timezone.now()
    assert IncomingDocument.objects.visible_to(people.second_officer.actor(at)).filter(pk=document.pk).exists()
    told = HistoryEntry.objects.get(record_id=document.pk, verb="documents.pass_on")
    assert told.facts["from_"] == people.officer.person.full_name


def test_the_unit_may_take_over_and_its_head_gives_it_on(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    url = reverse("administration:leave", args=[holding(people.officer).pk])
    assert administrator.post(url, today(to="unit")).status_code == 302
    item = WorkItem.objects.get(record_id=document.pk, state="open")
    assert (item.unit, item.person) == (people.department, None)


def test_each_piece_may_go_to_another(people: Cast, administrator: Client, document: IncomingDocument) -> None:
    at = timezone.now()
    other = samples.assigned(
        people.office, lead=people.department, leader=people.leader.actor(at), head=people.head.actor(at),
        officer=people.officer.person, at=at, by=people.clerk.actor(at),
    )  # fmt: skip
    item = WorkItem.objects.get(record_id=other.pk, state="open")
    url = reverse("administration:leave", args=[holding(people.officer).pk])
    given = today(to=f"p{people.second_officer.person.pk}") | {f"item_{item.pk}": f"p{people.deputy_head.person.pk}"}
    assert administrator.post(url, given).status_code == 302
    item.refresh_from_db()
    assert item.person == people.deputy_head.person
    assert WorkItem.objects.get(record_id=document.pk, state="open").person == people.second_officer.person


def test_someone_moves_to_another_post_on_the_same_day(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    at = timezone.now()
    post = actions.open_post(
        people.other_department, title="Chuyên viên", role=Role.OFFICER, at=at, by=people.administrator.actor(at)
    )
    url = reverse("administration:move", args=[holding(people.officer).pk])
    assert administrator.post(url, today(to="unit", post=post.pk)).status_code == 302
    now_held = PostHolding.objects.valid_on(timezone.localdate()).get(person=people.officer.person)
    assert now_held.post == post
    assert HistoryEntry.objects.filter(verb="directory.moved_post").count() == 1


def test_two_holders_of_a_sole_post_are_refused_in_words_and_nothing_moves(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    taken = Post.objects.get(unit=people.other_department, title="Vụ trưởng")
    Post.objects.filter(pk=taken.pk).update(is_sole=True)
    url = reverse("administration:move", args=[holding(people.officer).pk])
    page = administrator.post(url, today(to="unit", post=taken.pk)).content.decode()
    assert "giữ chức vụ" in page
    assert holding(people.officer).is_on(timezone.localdate())
    assert WorkItem.objects.get(record_id=document.pk, state="open").person == people.officer.person


def test_a_leader_hands_what_was_presented_to_another_leader_only(people: Cast, administrator: Client) -> None:
    at = timezone.now()
    document = samples.presented(people.office, to=people.vice_chairman.person, at=at, by=people.clerk.actor(at))
    url = reverse("administration:leave", args=[holding(people.vice_chairman).pk])
    assert administrator.post(url, today(to=f"p{people.leader.person.pk}")).status_code == 302
    document.refresh_from_db()
    assert document.presented_to == people.leader.person
    assert WorkItem.objects.get(record_id=document.pk, state="open").person == people.leader.person


def test_the_outsider_finds_no_such_page(people: Cast) -> None:
    client = Client()
    client.force_login(people.outsider)
    for name in ("leave", "move"):
        assert client.get(reverse(f"administration:{name}", args=[holding(people.officer).pk])).status_code == 403
