"""The pages of the directory, with people signed in: everyone signed in reads, administrators change."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.directory.models import Delegation, Organisation, Person, PostHolding, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast(timezone.now())


@pytest.fixture
def reader(client: Client, people: Cast) -> Client:
    client.force_login(people.outsider)
    return client


@pytest.fixture
def keeper(client: Client, people: Cast) -> Client:
    client.force_login(people.administrator)
    return client


def text(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"directory:{name}", args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_reader_finds_a_body_and_its_codes(reader: Client) -> None:
    page = text(reader, "bodies", q="bo tai chinh")
    assert "Bộ Tài chính" in page
    assert "000.00.00.G12" in page


def test_the_page_of_an_ended_body_names_who_answers_for_it(reader: Client) -> None:
    page = text(reader, "body", Organisation.objects.get(notation="BGTVT").handle)
    assert "Bộ Xây dựng" in page
    assert "Nghị quyết 176/2025/QH15" in page


def test_a_reader_walks_from_the_body_to_a_person(reader: Client, people: Cast) -> None:
    assert people.department.name in text(reader, "body", people.office.handle)
    assert people.head.person.full_name in text(reader, "unit", people.department.handle)
    assert "Vụ trưởng" in text(reader, "person", people.head.person.handle)


def test_the_list_of_bodies_asks_a_bounded_number_of_questions(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        text(reader, "bodies")


@pytest.mark.parametrize("page", ["rename_body", "give_code", "new_unit"])
def test_a_reader_changes_no_body(reader: Client, people: Cast, page: str) -> None:
    assert reader.get(reverse(f"directory:{page}", args=[people.office.handle])).status_code == 403


def test_an_administrator_enters_a_body_and_opens_a_unit_in_it(keeper: Client) -> None:
    keeper.post(
        reverse("directory:new_body"),
        {"name": "Viện Mới", "notation": "VM", "kind": "other", "from_on": "2026-01-01", "is_endpoint": "on"},
    )
    body = Organisation.objects.get(name="Viện Mới")
    keeper.post(
        reverse("directory:new_unit", args=[body.handle]),
        {"name": "Phòng Một", "notation": "P1", "kind": "department", "from_on": "2026-01-01"},
    )
    assert Unit.objects.get(organisation=body).notation == "P1"


def test_an_administrator_appoints_someone_new(keeper: Client, people: Cast) -> None:
    post = people.officer.person.holdings.get().post
    page = reverse("directory:appoint", args=[people.department.handle])
    keeper.post(page, {"post": post.pk, "full_name": "Đinh Gia Khánh", "from_": "2026-02-01", "decided_by": "QĐ 9"})
    assert PostHolding.objects.get(person__full_name="Đinh Gia Khánh").valid.lower == date(2026, 2, 1)


def test_a_held_post_is_told_beside_the_form_and_nobody_new_is_left_behind(keeper: Client, people: Cast) -> None:
    post = people.head.person.holdings.get().post
    page = reverse("directory:appoint", args=[people.department.handle])
    answer = keeper.post(page, {"post": post.pk, "full_name": "Kẻ Thừa", "from_": "2026-02-01"})
    assert answer.status_code == 200
    assert not Person.objects.filter(full_name="Kẻ Thừa").exists()


def test_a_head_lets_the_deputy_act_and_ends_it(client: Client, people: Cast) -> None:
    client.force_login(people.head)
    today = timezone.localdate().isoformat()
    given = {
        "receiver": people.deputy_head.person.pk,
        "scope": "everything",
        "from_on": today,
        "to_on": today,
        "reason": "Đi họp",
    }
    client.post(reverse("directory:delegations"), given)
    found = Delegation.objects.get()
    assert found.receiver == people.deputy_head.person
    assert people.deputy_head.person.full_name in text(client, "delegations")
    client.post(reverse("directory:end_delegation", args=[found.pk]))
    assert not Delegation.objects.exists()
