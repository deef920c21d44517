"""Searches somebody keeps, and being told of what is new in them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import actions
from congvu.accounts.models import SavedView, User
from congvu.accounts.samples import Cast, cast
from congvu.directory.actions import delegate
from congvu.directory.models import PostHolding
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.notifications import mail, searches
from congvu.notifications.models import Delivery, DeliveryState, Notice
from congvu.notifications.notices import unread_count
from congvu.records.index import index
from congvu.records.models import JustIndexed, SearchEntry

NOW = timezone.now()
PAGE = reverse("desk:search")
WATER = "q=thủy+điện"


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW - timedelta(days=30))


def keep(user: User, query: str = WATER, name: str = "Thủy điện", **more: Any) -> SavedView:
    values = {"page": "desk:search", "name": name, "query": query, "watched": True} | more
    return actions.save_view(user, **values, at=NOW, by=user.actor(NOW))


def arrives(people: Cast, title: str = "Về quy hoạch thủy điện nhỏ", **more: Any) -> IncomingDocument:
    """A document search has taken in: the register's readers may read it, a head or an officer may not."""
    document = samples.registered(people.office, at=NOW, by=people.clerk.actor(NOW), title=title, **more)
    index([document.pk])
    return document


def found(user: User) -> list[Notice]:
    return list(Notice.objects.filter(person=user.person, kind="found").order_by("pk"))


def look(at: datetime = NOW) -> int:
    return searches.tell_of_found(at)


def test_a_leader_is_told_of_a_new_document_that_answers_a_kept_search(people: Cast) -> None:
    keep(people.leader)
    document = arrives(people)
    arrives(people, title="Về xuất khẩu gạo")

    assert look() == 1
    (notice,) = found(people.leader)
    assert notice.record_id == document.pk
    assert notice.facts == {"searches": "“Thủy điện”"}


def test_what_was_there_before_is_not_new_even_when_it_is_indexed_again(people: Cast) -> None:
    document = arrives(people)
    SearchEntry.objects.filter(pk=document.pk).update(came_at=NOW - timedelta(days=1))
    keep(people.leader)
    index([document.pk])
    assert look() == 0


def test_nothing_is_left_for_the_job_while_nobody_watches(people: Cast) -> None:
    keep(people.leader, watched=False)
    arrives(people)
    assert not JustIndexed.objects.exists()


def test_whoever_may_not_read_it_is_not_told(people: Cast) -> None:
    keep(people.outsider)
    keep(people.officer)
    arrives(people)
    assert look() == 0
    assert not JustIndexed.objects.exists()


def test_the_right_to_read_is_asked_at_that_moment(people: Cast) -> None:
    keep(people.leader)
    document = arrives(people)
    IncomingDocument.objects.filter(pk=document.pk).update(readers=[])
    assert look() == 0


def test_it_is_told_when_it_becomes_readable(people: Cast) -> None:
    keep(people.head)
    document = arrives(people)
    assert look() == 0
    readers = [*document.readers, *people.head.actor(NOW).keys[:1]]
    IncomingDocument.objects.filter(pk=document.pk).update(readers=readers)
    index([document.pk])
    assert look() == 1


def test_two_searches_that_find_it_tell_of_it_once_and_name_both(people: Cast) -> None:
    keep(people.leader)
    keep(people.leader, query="q=quy+hoạch", name="Quy hoạch")
    document = arrives(people)
    look()
    index([document.pk])
    look()
    (notice,) = found(people.leader)
    assert notice.facts["searches"] == "“Thủy điện”, “Quy hoạch”"


def test_what_is_chosen_beside_the_words_counts(people: Cast) -> None:
    keep(people.leader, query=f"{WATER}&year=1999")
    keep(people.vice_chairman, query=f"{WATER}&kind=incoming_document&year={timezone.localdate(NOW).year}")
    arrives(people)
    look()
    assert (len(found(people.leader)), len(found(people.vice_chairman))) == (0, 1)


def test_a_run_that_broke_off_is_made_up_and_tells_once(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(people.leader)
    arrives(people)
    whole = searches.tell_each

    def dies(drafts: Any, **more: Any) -> Any:
        whole(drafts, **more)
        raise ConnectionError("the power went")

    monkeypatch.setattr(searches, "tell_each", dies)
    with pytest.raises(ConnectionError):
        look()
    assert not found(people.leader)
    monkeypatch.undo()
    assert look() == 1
    assert look() == 0


def test_whoever_left_is_told_nothing(people: Cast) -> None:
    keep(people.leader)
    keep(people.vice_chairman)
    today = timezone.localdate(NOW)
    holding = PostHolding.objects.get(person=people.leader.person)
    PostHolding.objects.filter(pk=holding.pk).update(valid=(holding.valid.lower, today))
    User.objects.filter(pk=people.vice_chairman.pk).update(is_active=False)
    arrives(people)
    assert look() == 0


def test_a_deputy_hears_of_their_own_searches_and_not_of_those_of_whom_they_act_for(people: Cast) -> None:
    today = timezone.localdate(NOW)
    leader = people.leader.actor(NOW)
    delegate(leader.person, receiver=people.officer.person, from_on=today, to_on=today,
             reason="Đi công tác", at=NOW, by=leader)  # fmt: skip
    keep(people.leader)
    arrives(people)
    look()
    assert (len(found(people.leader)), len(found(people.officer))) == (1, 0)

    keep(people.officer)  # who reads, for the day, what the leader reads
    arrives(people, title="Thủy điện Sơn La mở rộng")
    look()
    assert len(found(people.officer)) == 1
    assert unread_count(people.officer.actor(NOW)) == 1
    assert unread_count(people.officer.actor(NOW + timedelta(days=1))) == 0


def test_a_notice_stands_and_counts_only_while_one_may_read_the_document(people: Cast, client: Client) -> None:
    keep(people.leader)
    document = arrives(people)
    look()
    client.force_login(people.leader)
    before = unread_count(people.leader.actor(NOW))
    assert "Thủy điện" in client.get(reverse("notifications:list")).content.decode()

    IncomingDocument.objects.filter(pk=document.pk).update(readers=[])
    assert unread_count(people.leader.actor(NOW)) == before - 1
    assert "Thủy điện" not in client.get(reverse("notifications:list")).content.decode()
    opened = reverse("notifications:open", args=[found(people.leader)[0].handle])
    assert client.get(opened).status_code == 404


@pytest.mark.parametrize("may_still_read", [True, False])
def test_the_summary_tells_only_what_one_may_still_read(people: Cast, settings: Any, may_still_read: bool) -> None:
    settings.MAIL = True
    User.objects.filter(pk=people.leader.pk).update(email="leader@vpcp.example")
    keep(people.leader)
    document = arrives(people)
    wednesday = datetime(2026, 11, 25, 3, tzinfo=NOW.tzinfo)
    look(at=wednesday)
    if not may_still_read:
        IncomingDocument.objects.filter(pk=document.pk).update(readers=[])
    mail.send_digests(wednesday)
    assert len(outbox.outbox) == may_still_read
    states = set(Delivery.objects.filter(notice__kind="found").values_list("state", flat=True))
    assert states == {DeliveryState.SENT if may_still_read else DeliveryState.DROPPED}


def test_from_the_page_one_keeps_changes_and_forgets_a_search(people: Cast, client: Client) -> None:
    client.force_login(people.leader)
    page = client.get(PAGE, {"q": "thủy điện"}).content.decode()
    assert reverse("accounts:save_view") in page
    sent = {"page": "desk:search", "name": "Thủy điện", "query": "q=th%E1%BB%A7y+%C4%91i%E1%BB%87n", "watched": "on"}
    assert client.post(reverse("accounts:save_view"), sent).headers["Location"] == f"{PAGE}?{sent['query']}"
    view = SavedView.objects.get()
    assert view.watched_since is not None

    change = reverse("accounts:change_view", args=[view.handle])
    assert change in client.get(PAGE, {"q": "thủy điện"}).content.decode()
    client.post(change, {"name": "Điện"})
    view.refresh_from_db()
    assert (view.name, view.watched_since) == ("Điện", None)
    assert "Điện" in client.get(PAGE).content.decode()

    client.post(reverse("accounts:forget_view", args=[view.handle]))
    assert not SavedView.objects.exists()


def test_only_a_question_with_words_can_be_kept_and_only_of_search_is_one_told(people: Cast, client: Client) -> None:
    client.force_login(people.leader)
    assert reverse("accounts:save_view") not in client.get(PAGE, {"q": " ", "kind": "x"}).content.decode()
    with pytest.raises(actions.NotWatched):
        keep(people.leader, page="directory:bodies", query="kind=ministry")


def test_a_name_is_not_given_to_two_searches(people: Cast) -> None:
    keep(people.leader)
    other = keep(people.leader, query="q=gạo", name="Gạo")
    with pytest.raises(actions.NameTaken):
        values = {"handle": other.handle, "name": "Thủy điện", "watched": True}
        actions.change_view(people.leader, **values, at=NOW, by=people.leader.actor(NOW))
