"""The first page of those at whose posts no work waits: what they look after; and which line of the menu a page lights."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast
from congvu.documents import samples

FOLLOW_UP = reverse("documents:follow_up")
ZEROS = '<div class="stats" id="stats"'


@pytest.fixture
def people(db: None) -> Cast:
    return cast(timezone.now() - timedelta(days=60))


def page(client: Client, user: User, address: str = "/") -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_an_inspector_sees_what_is_late_and_who_has_it(people: Cast, client: Client) -> None:
    then = timezone.now() - timedelta(days=40)
    late = samples.assigned(
        people.office,
        leader=people.leader.actor(then),
        lead=people.department,
        head=people.head.actor(then),
        officer=people.officer.person,
        at=then,
        by=people.clerk.actor(then),
    )
    told = page(client, people.inspector)

    assert ZEROS not in told
    assert f"{FOLLOW_UP}?state=late" in told
    assert late.get_absolute_url() in told
    assert people.officer.person.full_name in told


def test_an_administrator_sees_the_platform_and_the_doors(people: Cast, client: Client) -> None:
    told = page(client, people.administrator)

    assert ZEROS not in told
    assert reverse("operations:health") in told
    assert reverse("administration:accounts") in told
    assert FOLLOW_UP not in told


def test_who_may_have_work_has_a_desk(people: Cast, client: Client) -> None:
    told = page(client, people.officer)

    assert ZEROS in told
    assert reverse("administration:accounts") not in told


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (reverse("notifications:mails"), reverse("notifications:ladder")),
        (reverse("notifications:ladder"), reverse("notifications:ladder")),
        (reverse("notifications:preferences"), reverse("notifications:list")),
        (reverse("mfa_index"), reverse("accounts:me")),
        (reverse("directory:bodies"), reverse("directory:bodies")),
    ],
)
def test_a_page_lights_the_line_it_belongs_to(people: Cast, client: Client, address: str, line: str) -> None:
    assert lit(page(client, people.administrator, address)) == {line}


def test_people_and_units_belong_to_the_bodies(people: Cast, client: Client) -> None:
    person = reverse("directory:person", args=[people.officer.person.handle])
    unit = reverse("directory:unit", args=[people.department.handle])

    assert lit(page(client, people.officer, person)) == {reverse("directory:bodies")}
    assert lit(page(client, people.officer, unit)) == {reverse("directory:bodies")}


def lit(told: str) -> set[str]:
    """The addresses of the menu's lines that are lit."""
    links = re.findall(r"<a [^>]*class=\"side-[^>]*>", told)
    return {address for link in links if "aria-current" in link for address in re.findall(r'href="([^"]*)"', link)}
