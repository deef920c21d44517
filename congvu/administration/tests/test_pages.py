"""Administrators find every list, and what is done on the pages is done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast
from congvu.directory.actions import delegate
from congvu.directory.models import Delegation, Organisation, PostHolding
from congvu.documents import samples
from congvu.documents.actions.kinds import KindInUse, set_kind
from congvu.documents.loading import load_document_types
from congvu.documents.models import DocumentType
from congvu.records.models import HistoryEntry, Register
from congvu.workdays.models import DeadlineRule, RuleCode

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def people(settings: object) -> Cast:
    settings.SECOND_FACTOR = "optional"  # type: ignore[attr-defined]
    return cast(timezone.now() - timedelta(days=2))


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "name", ["home", "units", "people", "posts", "delegations", "accounts", "books", "rules", "lists"]
)
@pytest.mark.parametrize("language", ["vi", "en", "lo"])
def test_every_door_opens_in_every_language(people: Cast, name: str, language: str) -> None:
    client = entered(people.administrator)
    client.cookies["django_language"] = language
    assert client.get(reverse(f"administration:{name}")).status_code == 200


def test_a_list_is_narrowed_and_taken_away(people: Cast) -> None:
    client = entered(people.administrator)
    for name, query in (
        ("units", "when=valid&q=kinh+te"),
        ("people", "post=no_account"),
        ("people", "q=thu+ha&body=" + people.office.handle),
        ("posts", "held=vacant"),
        ("accounts", "state=unguarded&q=vanthu"),
        ("accounts", "state=no_post"),
        ("delegations", "when=ending"),
    ):
        url = f"{reverse(f'administration:{name}')}?{query}"
        assert client.get(url).status_code == 200, url
        assert client.get(f"{url}&export=xlsx").status_code == 200, url


def test_a_delegation_is_ended_from_the_list(people: Cast) -> None:
    today = timezone.localdate()
    given = delegate(
        people.head.person,
        receiver=people.deputy_head.person,
        from_on=today - timedelta(days=1),
        to_on=today + timedelta(days=3),
        reason="Công tác",
        at=timezone.now(),
        by=people.head.actor(timezone.now()),
    )
    client = entered(people.administrator)
    page = client.get(reverse("administration:delegations")).content.decode()
    assert reverse("directory:end_delegation", args=[given.pk]) in page
    assert "csrfmiddlewaretoken" in page.split(reverse("directory:end_delegation", args=[given.pk]))[1][:300]
    client.post(reverse("directory:end_delegation", args=[given.pk]))
    assert Delegation.objects.get(pk=given.pk).valid.upper == today


def test_a_book_begun_elsewhere_goes_on_at_its_number_and_a_past_one_is_closed(people: Cast) -> None:
    client = entered(people.administrator)
    year = timezone.localdate().year
    url = reverse("administration:books")
    client.post(url, {"organisation": people.agency.pk, "code": "incoming", "year": year, "first_number": 51})
    assert Register.objects.get(organisation=people.agency, year=year).last_number == 50
    again = client.post(url, {"organisation": people.agency.pk, "code": "incoming", "year": year, "first_number": 1})
    assert again.status_code == 200
    assert Register.objects.get(organisation=people.agency, year=year).last_number == 50
    old = Register.objects.create(organisation=people.agency, code="incoming", name="Sổ", year=year - 1, last_number=9)
    client.post(reverse("administration:close_book", args=[old.handle]))
    entry = HistoryEntry.objects.get(subject=f"records.register:{old.pk}", verb="records.book_closed")
    assert entry.facts["last_number"] == 9
    assert client.post(reverse("administration:close_book", args=[old.handle])).status_code == 409


def test_a_new_handling_time_supersedes_and_the_past_stays(people: Cast) -> None:
    client = entered(people.administrator)
    today = timezone.localdate()
    before = DeadlineRule.objects.valid_on(today).filter(code=RuleCode.HANDLE_INCOMING, urgency="").first()
    given = {"code": "handle_incoming", "urgency": "", "amount": 5, "unit": "working_days", "source": "QĐ 9/QĐ-VPCP"}
    url = reverse("administration:new_rule")
    past = client.post(url, {**given, "from_on": (today - timedelta(days=1)).isoformat()})
    assert past.status_code == 200
    assert client.post(url, {**given, "from_on": today.isoformat()}).status_code == 302
    rule = DeadlineRule.objects.valid_on(today).get(code=RuleCode.HANDLE_INCOMING, urgency="")
    assert (rule.amount, rule.confirmed) == (5, True)
    if before:
        before.refresh_from_db()
        assert before.valid.upper == today
    assert "QĐ 9/QĐ-VPCP" in client.get(reverse("administration:rules")).content.decode()


def test_a_kind_of_document_is_superseded_from_a_day_on_and_ends(people: Cast) -> None:
    load_document_types()
    client = entered(people.administrator)
    today = timezone.localdate()
    was = DocumentType.objects.get(code="notice")
    assert was.name in client.get(reverse("administration:new_kind"), {"kind": "notice"}).content.decode()
    given = {"code": "notice", "name": "Thông báo chung", "abbreviation": "TBC", "source": "NĐ 99/2026/NĐ-CP"}
    url = reverse("administration:new_kind")
    assert client.post(url, {**given, "from_on": (today - timedelta(days=1)).isoformat()}).status_code == 200
    assert client.post(url, {**given, "from_on": today.isoformat()}).status_code == 302
    kind = DocumentType.objects.valid_on(today).get(code="notice")
    assert (kind.name, kind.abbreviation, kind.rank) == ("Thông báo chung", "TBC", was.rank)
    was.refresh_from_db()
    assert was.valid.upper == today

    end = reverse("administration:end_kind", args=[kind.pk])
    assert client.post(end, {"until_on": today.isoformat(), "source": "NĐ 100/2026/NĐ-CP"}).status_code == 302
    assert not DocumentType.objects.valid_on(today + timedelta(days=1)).filter(code="notice").exists()
    page = client.get(reverse("administration:rules")).content.decode()
    assert "TBC" in page
    assert "NĐ 99/2026/NĐ-CP" in page


def test_a_kind_that_documents_already_carry_is_superseded_from_a_later_day(people: Cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    by = people.administrator.actor(now)
    values = {"name": "Thư công", "from_on": today, "source": "NĐ 99/2026/NĐ-CP"}
    kind = set_kind("", **values, at=now, by=by)
    samples.registered(people.office, at=now, by=people.clerk.actor(now), document_type=kind)
    with pytest.raises(KindInUse):
        set_kind(kind.code, **values, at=now, by=by)
    assert set_kind(kind.code, **values | {"from_on": today + timedelta(days=1)}, at=now, by=by).pk != kind.pk


def test_hours_that_are_out_of_order_are_told_in_words(people: Cast) -> None:
    client = entered(people.administrator)
    hours = {"morning_from": "08:00", "morning_to": "12:00", "afternoon_from": "11:00", "afternoon_to": "17:00"}
    page = client.post(
        reverse("administration:new_hours"), {**hours, "source": "QĐ", "from_on": timezone.localdate().isoformat()}
    )
    assert "Buổi sáng trước buổi chiều" in page.content.decode()


def test_a_body_is_shown_as_of_a_past_day(people: Cast) -> None:
    body = Organisation.objects.get(pk=people.agency.pk)
    client = entered(people.administrator)
    rename = {"name": "Bộ Tài chính và Kế hoạch", "notation": "BTCKH", "on": timezone.localdate().isoformat()}
    client.post(reverse("directory:rename_body", args=[body.handle]), {**rename, "source": "NQ 1"})
    page = reverse("directory:body", args=[body.handle])
    assert "Bộ Tài chính và Kế hoạch" in client.get(page).content.decode()
    old = client.get(f"{page}?on=2026-01-05").content.decode()
    assert body.name in old
    assert client.get(f"{page}?on=hom-qua").status_code == 200


def test_facts_of_body_unit_and_person_are_put_right(people: Cast) -> None:
    client = entered(people.administrator)
    body, unit, person = people.agency, people.other_department, people.officer.person
    client.post(
        reverse("administration:describe_body", args=[body.handle]),
        {"kind": body.kind, "place": "Hà Nội", "address": "28 Trần Hưng Đạo", "rank": body.rank, "is_endpoint": "on"},
    )
    client.post(
        reverse("administration:change_unit", args=[unit.handle]),
        {"name": "Vụ Công nghiệp và Thương mại", "notation": unit.notation, "rank": unit.rank},
    )
    client.post(
        reverse("administration:describe_person", args=[person.handle]),
        {"full_name": person.full_name, "staff_number": "CB-17", "email": "ha@vpcp.example"},
    )
    for thing in (body, unit, person):
        thing.refresh_from_db()
    assert (body.address, unit.name, person.staff_number) == (
        "28 Trần Hưng Đạo",
        "Vụ Công nghiệp và Thương mại",
        "CB-17",
    )
    facts = HistoryEntry.objects.get(subject=f"directory.person:{person.pk}", verb="directory.described").facts
    assert facts["changed"]["staff_number"] == ["", "CB-17"]


def test_an_administrator_of_a_ministry_sees_their_own_body_only(people: Cast) -> None:
    holding = PostHolding.objects.get(person=people.agency_user.person)
    holding.post.__class__.objects.filter(pk=holding.post_id).update(role="administrator")
    client = entered(people.agency_user)
    page = client.get(reverse("administration:accounts")).content.decode()
    assert people.agency_user.username in page
    assert people.head.username not in page
    assert client.get(reverse("administration:reorganise")).status_code == 403
    assert client.get(reverse("administration:lists")).status_code == 403
    assert client.get(reverse("administration:change_unit", args=[people.department.handle])).status_code == 403
