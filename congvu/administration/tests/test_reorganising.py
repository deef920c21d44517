"""Bodies merge and split with work open: units, people and what waits go over, and nothing is left without an owner."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.samples import Cast, member
from congvu.administration import handing_over, jobs
from congvu.directory import actions
from congvu.directory.models import Organisation, PostHolding, Unit, UnitSuccession
from congvu.directory.roles import Role
from congvu.documents import samples
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, WorkItem

pytestmark = pytest.mark.django_db
SOURCE = "Nghị quyết số 176/2025/QH15"


@pytest.fixture
def document(people: Cast) -> IncomingDocument:
    """A document the clerk of the Ministry of Finance has registered and not yet presented."""
    at = timezone.now()
    return samples.registered(people.agency, at=at, by=people.agency_user.actor(at))


def ask(people: Cast, *bodies: Organisation, **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {"bodies": [body.pk for body in bodies], "on": today, "source": SOURCE, "new_bodies": "", **more}


def test_the_preview_says_what_follows_and_changes_nothing(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    stranger = people.outsider.person.holdings.get().post.unit.organisation
    bodies, units = Organisation.objects.count(), Unit.objects.count()
    asked = ask(people, people.agency, stranger, new_bodies="Bộ Kinh tế | BKT")
    page = administrator.post(reverse("administration:reorganise"), asked).content.decode()
    assert "Bộ Kinh tế" in page
    assert "1 việc đang chờ được chuyển ngay" in page
    assert people.agency.codes.valid_on(timezone.localdate()).filter(scheme="qd20").get().code in page
    assert (Organisation.objects.count(), Unit.objects.count()) == (bodies, units)


def test_the_preview_says_where_no_work_waits(people: Cast, administrator: Client) -> None:
    asked = ask(people, people.agency, new_bodies="Bộ Kinh tế | BKT")
    page = administrator.post(reverse("administration:reorganise"), asked).content.decode()
    assert "không có việc nào đang chờ" in page
    assert "0 việc" not in page


def test_two_bodies_merge_into_a_new_one_with_their_open_work(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    stranger = people.outsider.person.holdings.get().post.unit.organisation
    asked = ask(people, people.agency, stranger, new_bodies="Bộ Kinh tế | BKT", agreed="1")
    assert administrator.post(reverse("administration:reorganise"), asked).status_code == 302
    today = timezone.localdate()
    merged = Organisation.objects.get(notation="BKT")
    people.agency.refresh_from_db()
    assert people.agency.current_successors(today) == [merged]
    assert people.agency.current_successors(today - timedelta(days=1)) == [people.agency]
    seats = PostHolding.objects.valid_on(today).filter(post__unit__organisation=merged)
    assert {row.person for row in seats} >= {people.agency_user.person, people.outsider.person}
    document.refresh_from_db()
    assert document.organisation == merged
    assert WorkItem.objects.get(record_id=document.pk, state="open").unit.organisation == merged
    assert document.entry.register.organisation == people.agency  # the number stays in the book in which it stands
    passed = HistoryEntry.objects.get(record_id=document.pk, verb="documents.pass_on")
    assert passed.facts["because"] == SOURCE
    assert passed.by == people.administrator.person
    assert not handing_over.orphans(today).exists()


def test_the_clerk_of_the_merged_body_goes_on_where_they_stood(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    heir = actions.create_body(
        "Bộ Kinh tế", kind="ministry", notation="BKT", from_on=date(2026, 1, 1), at=timezone.now(),
        by=people.administrator.actor(timezone.now()),
    )  # fmt: skip
    administrator.post(reverse("administration:reorganise"), ask(people, people.agency, into=[heir.pk], agreed="1"))
    at = timezone.now()
    clerk = people.agency_user.actor(at)
    assert IncomingDocument.objects.visible_to(clerk).filter(pk=document.pk).exists()
    leader = member(
        "botruong", "Lý Văn Chánh", unit=Unit.objects.valid_on(timezone.localdate()).get(
            organisation=heir, kind="leadership"), title="Bộ trưởng", role=Role.LEADER, at=at,
    )  # fmt: skip
    assert registry.present(IncomingDocument.objects.get(pk=document.pk), to=leader.person, at=at, by=clerk)


def test_successors_read_what_was_finished_before_them(people: Cast, administrator: Client) -> None:
    at = timezone.now()
    clerk = people.agency_user.actor(at)
    old = samples.received(people.agency, at=at, by=clerk)
    registry.return_to_sender(old, because="Gửi nhầm", at=at, by=clerk)
    stranger = people.outsider.person.holdings.get().post.unit.organisation
    assert not IncomingDocument.objects.visible_to(people.outsider.actor(at)).filter(pk=old.pk).exists()
    asked = ask(people, people.agency, into=[stranger.pk], agreed="1")
    administrator.post(reverse("administration:reorganise"), asked)
    assert IncomingDocument.objects.visible_to(people.outsider.actor(at)).filter(pk=old.pk).exists()
    old.refresh_from_db()
    assert old.organisation == people.agency  # a finished document stays with the body of its day


def test_a_split_gives_each_unit_with_its_work_to_the_heir_that_was_chosen(people: Cast, administrator: Client) -> None:
    at = timezone.now()
    given = {"leader": people.leader.actor(at), "at": at, "by": people.clerk.actor(at)}
    ktth = samples.assigned(
        people.office, lead=people.department, head=people.head.actor(at), officer=people.officer.person, **given
    )
    cn = samples.instructed(people.office, lead=people.other_department, **given)
    places = {f"unit_{people.department.pk}": "b0", f"unit_{people.other_department.pk}": "b1"}
    heirs = "Văn phòng Một | VPM\nVăn phòng Hai | VPH"
    asked = ask(people, people.office, new_bodies=heirs, agreed="1", **places)
    assert administrator.post(reverse("administration:reorganise"), asked).status_code == 302
    ktth.refresh_from_db()
    cn.refresh_from_db()
    assert (ktth.organisation.notation, cn.organisation.notation) == ("VPM", "VPH")
    kept = WorkItem.objects.get(record_id=ktth.pk, state="open", part="lead")
    assert kept.person == people.officer.person  # whoever goes along keeps the work
    finished = handling.finish(ktth, result="Đã trả lời.", at=timezone.now(), by=people.officer.actor(timezone.now()))
    assert finished.state == "handled"


def test_a_merger_of_the_future_moves_the_work_on_its_day(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    stranger = people.outsider.person.holdings.get().post.unit.organisation
    day = timezone.localdate() + timedelta(days=40)
    asked = ask(people, people.agency, into=[stranger.pk], agreed="1") | {"on": day.isoformat()}
    administrator.post(reverse("administration:reorganise"), asked)
    document.refresh_from_db()
    assert document.organisation == people.agency
    assert jobs.follow_successors(timestamp=0) == 0
    moved = handing_over.follow_successors(day, at=timezone.now() + timedelta(days=40), by=None)
    assert moved == 1
    document.refresh_from_db()
    assert document.organisation == stranger
    entry = HistoryEntry.objects.get(record_id=document.pk, verb="documents.pass_on")
    assert (entry.by, entry.facts["because"]) == (None, SOURCE)


def test_a_body_with_open_work_does_not_simply_end(
    people: Cast, administrator: Client, document: IncomingDocument
) -> None:
    asked = ask(people, people.agency, agreed="1")
    page = administrator.post(reverse("administration:reorganise"), asked)
    assert "Còn 1 việc đang chờ ở đây" in page.content.decode()
    people.agency.refresh_from_db()
    assert people.agency.is_valid_on(timezone.localdate())


def test_a_second_head_is_left_without_a_post_and_the_preview_says_so(people: Cast, administrator: Client) -> None:
    at = timezone.now()
    unit = actions.open_unit(
        people.agency, name="Vụ Tổng hợp", notation="KTTH", from_on=date(2026, 1, 1), at=at,
        by=people.administrator.actor(at),
    )  # fmt: skip
    head = member("vutruongbtc", "Tạ Văn Hai", unit=unit, title="Vụ trưởng", role=Role.HEAD, at=at, is_sole=True)
    asked = ask(people, people.agency, into=[people.office.pk])
    page = administrator.post(reverse("administration:reorganise"), asked).content.decode()
    assert "Tạ Văn Hai" in page
    administrator.post(reverse("administration:reorganise"), asked | {"agreed": "1"})
    assert UnitSuccession.objects.get(predecessor=unit).successor == people.department
    today = timezone.localdate()
    assert not PostHolding.objects.valid_on(today).filter(person=head.person).exists()
    assert (
        PostHolding.objects.valid_on(today).get(post__unit=people.department, is_sole=True).person == people.head.person
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"into": "same"}, "không thể kế tục chính mình"),
        ({"new_bodies": "Bộ Không Chữ"}, "sau dấu gạch đứng"),
        ({"source": ""}, "source"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(
    people: Cast, administrator: Client, changes: dict[str, Any], told: str
) -> None:
    asked = ask(people, people.agency) | changes
    if asked.get("into") == "same":
        asked["into"] = [people.agency.pk]
    assert told in administrator.post(reverse("administration:reorganise"), asked).content.decode()
