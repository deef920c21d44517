"""Units open and close, people take and leave posts."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from congvu.directory import actions, samples
from congvu.directory.installer import INSTALLER
from congvu.directory.models import Organisation, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
JULY = date(2026, 7, 1)


@pytest.fixture
def unit(at: datetime) -> Unit:
    return samples.unit("KTTH", of=samples.office(at))


@pytest.fixture
def head_post(unit: Unit, at: datetime) -> Post:
    return actions.open_post(unit, title="Vụ trưởng", role=Role.HEAD, at=at, by=INSTALLER)


def person(name: str, at: datetime) -> Person:
    return actions.enrol(name, at=at, by=INSTALLER)


def test_the_post_of_a_head_is_sole(head_post: Post) -> None:
    assert head_post.is_sole


def test_a_sole_post_has_one_holder_at_a_time(head_post: Post, at: datetime) -> None:
    actions.appoint(head_post, person=person("Phạm An", at), from_=FIRST, at=at, by=INSTALLER)
    with pytest.raises(actions.PostIsHeld):
        actions.appoint(head_post, person=person("Lê Bình", at), from_=JULY, at=at, by=INSTALLER)
    assert PostHolding.objects.filter(post=head_post).count() == 1


def test_the_next_head_follows_on_the_day_the_last_one_leaves(
    head_post: Post, at: datetime, entries: list[dict[str, Any]]
) -> None:
    first = actions.appoint(head_post, person=person("Phạm An", at), from_=FIRST, at=at, by=INSTALLER)
    actions.end_holding(first, on=JULY, reason="Nghỉ hưu", at=at, by=INSTALLER)
    actions.appoint(head_post, person=person("Lê Bình", at), from_=JULY, decided_by="QĐ 7", at=at, by=INSTALLER)
    assert PostHolding.objects.valid_on(date(2026, 6, 30)).get(post=head_post).person.full_name == "Phạm An"
    assert PostHolding.objects.valid_on(JULY).get(post=head_post).person.full_name == "Lê Bình"
    assert entries[-1]["verb"] == "appointed"
    assert entries[-1]["decided_by"] == "QĐ 7"


def test_the_database_itself_refuses_a_sole_holding_said_to_be_shared(head_post: Post, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolding.objects.create(post=head_post, is_sole=False, person=person("Giả", at))
        transaction.get_connection().check_constraints()


def test_two_officers_share_a_post(unit: Unit, at: datetime) -> None:
    post = actions.open_post(unit, title="Chuyên viên", role=Role.OFFICER, at=at, by=INSTALLER)
    actions.appoint(post, person=person("Phạm An", at), from_=FIRST, at=at, by=INSTALLER)
    actions.appoint(post, person=person("Lê Bình", at), from_=FIRST, at=at, by=INSTALLER)
    assert PostHolding.objects.valid_on(JULY).filter(post=post).count() == 2


def test_a_unit_with_people_does_not_close(head_post: Post, unit: Unit, at: datetime) -> None:
    holding = actions.appoint(head_post, person=person("Phạm An", at), from_=FIRST, at=at, by=INSTALLER)
    with pytest.raises(actions.UnitHasPeople):
        actions.close_unit(unit, on=JULY, reason="Sắp xếp", at=at, by=INSTALLER)
    actions.end_holding(holding, on=JULY, at=at, by=INSTALLER)
    closed = actions.close_unit(unit, on=JULY, reason="Sắp xếp", at=at, by=INSTALLER)
    assert not Unit.objects.valid_on(JULY).filter(pk=closed.pk).exists()


def test_the_letters_of_a_unit_are_its_own(unit: Unit, at: datetime) -> None:
    office = Organisation.objects.get(pk=unit.organisation_id)
    with pytest.raises(actions.NotationIsTaken):
        actions.open_unit(office, name="Vụ Khác", notation="KTTH", at=at, by=INSTALLER)
