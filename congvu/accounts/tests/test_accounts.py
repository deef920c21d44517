"""Administrators open and close accounts."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.actions import HasAccount, UsernameIsTaken, close_account, open_account
from congvu.accounts.models import User
from congvu.accounts.samples import cast
from congvu.core.errors import Refused
from congvu.directory import samples
from congvu.directory.roles import Role

pytestmark = pytest.mark.django_db


def test_an_administrator_opens_an_account_and_reads_the_password_once(client: Client, at: datetime) -> None:
    people = cast(timezone.now())
    new = samples.seated(
        "Trương Gia Bảo", unit=people.department, title="Chuyên viên", role=Role.OFFICER, from_=at.date(), at=at
    )
    client.force_login(people.administrator)
    page = client.post(
        reverse("accounts:person_account", args=[new.handle]), {"deed": "open", "username": "baotg", "email": ""}
    )
    user = User.objects.get(person=new)
    assert user.check_password(page.context["password"])
    assert user.must_change_password
    assert page.headers["Cache-Control"] == "no-store"


def test_an_officer_opens_no_account(client: Client) -> None:
    people = cast(timezone.now())
    client.force_login(people.officer)
    assert client.get(reverse("accounts:person_account", args=[people.head.person.handle])).status_code == 403


def test_a_user_name_names_one_account(at: datetime) -> None:
    people = cast(at)
    by = people.administrator.actor(at)
    with pytest.raises(HasAccount):
        open_account(people.head.person, username="khac", at=at, by=by)
    new = samples.seated("Mới", unit=people.department, title="Chuyên viên", role=Role.OFFICER, from_=at.date(), at=at)
    with pytest.raises(UsernameIsTaken):
        open_account(new, username="vanthu", at=at, by=by)


def test_an_account_is_closed_by_administrators_only(client: Client, at: datetime) -> None:
    people = cast(at)
    with pytest.raises(Refused):
        close_account(people.officer, reason="Thử", at=at, by=people.outsider.actor(at))
    client.force_login(people.officer)
    close_account(people.officer, reason="Chuyển công tác", at=at, by=people.administrator.actor(at))
    assert client.get(reverse("accounts:me")).status_code == 302
