"""What people hear of work, by the ways they chose, and who hears it while they are away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.models import User
from congvu.accounts.samples import Cast
from congvu.directory.actions import delegate
from congvu.documents import samples
from congvu.documents.actions import handling
from congvu.documents.models import IncomingDocument
from congvu.notifications import notices
from congvu.notifications.actions import choose_notices
from congvu.notifications.models import Notice
from congvu.notifications.notices import Ways
from tests.deadlines.conftest import NOW, told

Given = Callable[..., IncomingDocument]


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def away(user: User, receiver: User, scope: str = "everything") -> None:
    delegate(
        user.person, receiver=receiver.person, scope=scope, from_on=NOW.date(), to_on=NOW.date(), reason="Đi công tác",
        at=NOW, by=user.actor(NOW),
    )  # fmt: skip


def test_each_hears_of_what_is_given_to_them_and_the_giver_when_it_is_done(given: Given, people: Cast) -> None:
    document = given()
    assert told(people.leader) == told(people.head) == told(people.officer) == ["given"]
    assert told(people.clerk) == told(people.deputy_head) == told(people.outsider) == []
    handling.finish(document, result="Đã trả lời.", at=NOW + timedelta(hours=1), by=people.officer.actor(NOW))
    assert told(people.head) == ["given", "done"]


def test_whoever_did_it_is_not_told(given: Given, people: Cast) -> None:
    document = samples.instructed(
        people.office,
        leader=people.leader.actor(NOW),
        lead=people.department,
        at=NOW,
        by=people.clerk.actor(NOW),
    )
    handling.assign(document, officer=people.head.person, at=NOW, by=people.head.actor(NOW))
    assert told(people.head) == ["given"]


def test_what_is_taken_from_someone_no_longer_waits_for_them(given: Given, people: Cast) -> None:
    document = given()
    handling.reassign(
        document, officer=people.second_officer.person, because="Bận", at=NOW + timedelta(1), by=people.head.actor(NOW)
    )
    assert told(people.officer) == ["given", "taken_back"]
    assert told(people.second_officer) == ["given"]


def test_while_the_leader_is_away_the_deputy_hears_of_it_too_marked_for_whom(people: Cast) -> None:
    away(people.leader, people.vice_chairman, "instruct")
    samples.presented(people.office, to=people.leader.person, at=NOW, by=people.clerk.actor(NOW))
    assert told(people.leader) == told(people.vice_chairman) == ["given"]
    assert Notice.objects.get(person=people.vice_chairman.person).for_person == people.leader.person
    page = sign_in(people.vice_chairman).get("/notices/")
    assert f"thay {people.leader.person.full_name}" in page.content.decode()


def test_a_notice_is_said_once_by_its_key(people: Cast) -> None:
    for _each in range(2):
        notices.tell("done", [people.officer.person_id], at=NOW, key="17", act="handle")
    assert told(people.officer) == ["done"]


def test_a_kind_switched_off_is_not_heard(given: Given, people: Cast) -> None:
    silent = {"given": Ways(in_app=False, email=False, digest=False)}
    choose_notices(people.officer.person, ways=silent, digest_hour=8, at=NOW, by=people.officer.actor(NOW))
    given()
    assert told(people.officer) == []
    assert told(people.head) == ["given"]


def test_opening_a_notice_leads_to_the_document_and_marks_it_read(given: Given, people: Cast) -> None:
    document = given()
    client = sign_in(people.officer)
    notice = Notice.objects.get(person=people.officer.person)
    assert b"bell" in client.get("/notices/bell/").content
    answer = client.get(reverse("notifications:open", args=[notice.handle]))
    assert answer.headers["Location"] == document.get_absolute_url()
    assert notices.unread_count(people.officer.actor(NOW)) == 0
    assert sign_in(people.head).get(reverse("notifications:open", args=[notice.handle])).status_code == 404


def test_all_are_marked_read_at_once(given: Given, people: Cast) -> None:
    given(), given()
    assert notices.unread_count(people.officer.actor(NOW)) == 2
    sign_in(people.officer).post("/notices/read/")
    assert notices.unread_count(people.officer.actor(NOW)) == 0
    assert notices.unread_count(people.head.actor(NOW)) == 2


def test_the_title_of_what_one_may_no_longer_read_is_not_shown(given: Given, people: Cast) -> None:
    document = given()
    handling.reassign(
        document, officer=people.second_officer.person, because="Bận", at=NOW + timedelta(1), by=people.head.actor(NOW)
    )
    assert document.title not in sign_in(people.officer).get("/notices/").content.decode()
    assert document.title in sign_in(people.second_officer).get("/notices/").content.decode()


@pytest.mark.parametrize("most", [3, 60])
def test_telling_many_takes_few_questions(people: Cast, most: int, django_assert_max_num_queries: Callable) -> None:
    drafts = [
        notices.Draft("done", people.officer.person_id, key=str(number), facts={"act": "handle"})
        for number in range(most)
    ]
    with django_assert_max_num_queries(8):
        assert len(notices.tell_each(drafts, at=NOW)) == most


def test_preferences_are_kept_and_the_history_says_so(people: Cast) -> None:
    client = sign_in(people.officer)
    page = client.get("/notices/preferences/")
    ticked = {name: "on" for name in page.context["form"].fields if name.endswith("in_app") and "taken" not in name}
    assert client.post("/notices/preferences/", ticked | {"digest_hour": "9"}).status_code == 302
    ways = notices.channels_of([people.officer.person_id], ["taken_back", "given"])
    assert ways[people.officer.person_id, "taken_back"].in_app is False
    assert ways[people.officer.person_id, "given"] == Ways(
        in_app=True, email=True, digest=False
    )  # mail stays as it was
