"""`congvu setup`: a real office begins with the tables of the law and one administrator; run again it adds nothing."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from congvu.accounts.models import User
from congvu.directory.models import Organisation
from congvu.directory.roles import Role
from congvu.documents.models import DocumentType
from congvu.workdays.models import CalendarYear, DeadlineRule

pytestmark = pytest.mark.django_db


def setup(*arguments: str) -> str:
    told = StringIO()
    call_command("setup", *arguments, stdout=told)
    return told.getvalue()


def test_a_real_office_begins_with_its_tables_and_one_administrator() -> None:
    told = setup("--username", "quantri", "--full-name", "Lý Khánh Linh")
    password = told.split(" with ")[1].split(" ")[0]
    user = User.objects.get(username="quantri")
    assert user.check_password(password)
    assert user.must_change_password
    assert user.actor(timezone.now()).holds(Role.ADMINISTRATOR)
    assert DocumentType.objects.filter(code="official_letter").exists()
    assert CalendarYear.objects.filter(year=timezone.localdate().year).exists()
    assert DeadlineRule.objects.exists()


def test_doing_it_again_adds_nothing_and_makes_no_second_administrator() -> None:
    setup("--username", "quantri", "--full-name", "Lý Khánh Linh")
    before = (Organisation.objects.count(), DocumentType.objects.count(), User.objects.count())
    told = setup("--username", "quantri2", "--full-name", "Người Khác")
    assert "0 kinds of documents added" in told
    assert "an administrator already" in told
    assert (Organisation.objects.count(), DocumentType.objects.count(), User.objects.count()) == before


def test_without_a_name_it_says_how_to_go_on() -> None:
    assert "--username" in setup()
    assert not User.objects.exists()
