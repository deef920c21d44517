"""Bodies are entered, renamed, merged, split and ended; their codes go with them."""

from datetime import date, datetime
from typing import Any

import pytest

from congvu.core.errors import Refused
from congvu.directory import actions, samples
from congvu.directory.installer import INSTALLER
from congvu.directory.models import CodeScheme, Organisation, OrganisationKind, PostHolding, Unit
from congvu.directory.roles import Role

pytestmark = pytest.mark.django_db

MERGER = date(2027, 1, 1)
DAY_BEFORE = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def office(at: datetime) -> Organisation:
    return samples.office(at)


class Stranger:
    """Someone without any post."""

    person = None
    seats: list[Any] = []

    def seat(self, wanted: Any) -> None:
        return None

    def holds(self, *roles: str, organisation_id: int | None = None, unit_id: int | None = None) -> None:
        return None


def new_body(name: str, at: datetime) -> Organisation:
    return actions.create_body(
        name, kind=OrganisationKind.OTHER, notation="X", from_on=date(2020, 1, 1), at=at, by=INSTALLER
    )


def test_a_new_body_is_kept_with_one_entry_in_the_history(at: datetime, entries: list[dict[str, Any]]) -> None:
    body = new_body("Viện Thử nghiệm", at)
    assert body.is_valid_on(date(2020, 1, 1))
    assert not body.is_valid_on(date(2019, 12, 31))
    assert [(entry["verb"], entry["name"]) for entry in entries] == [("created", "Viện Thử nghiệm")]


def test_someone_without_a_post_enters_no_body(at: datetime) -> None:
    with pytest.raises(Refused):
        actions.create_body("Viện Lạ", kind=OrganisationKind.OTHER, at=at, by=Stranger())


def test_an_old_document_finds_the_name_of_its_day(at: datetime) -> None:
    body = new_body("Viện Cũ", at)
    body = actions.rename_body(body, name="Viện Mới", on=MERGER, source="QĐ 1/QĐ-TTg", at=at, by=INSTALLER)
    assert body.name == "Viện Mới"
    assert body.name_on(DAY_BEFORE) == "Viện Cũ"
    assert body.name_on(MERGER) == "Viện Mới"


def test_merged_bodies_end_with_their_units_posts_and_codes(at: datetime) -> None:
    first, second, heir = new_body("Một", at), new_body("Hai", at), new_body("Ba", at)
    unit = actions.open_unit(first, name="Phòng", notation="P", from_on=date(2020, 1, 1), at=at, by=INSTALLER)
    samples.seated("Lê Văn An", unit=unit, title="Phó", role=Role.OFFICER, from_=date(2020, 1, 1), at=at)
    actions.give_code(
        first, scheme=CodeScheme.NEW, code="x99.01", from_on=date(2021, 1, 1), source="QĐ", at=at, by=INSTALLER
    )
    actions.merge_bodies([first, second], into=heir, on=MERGER, source="QĐ 2/QĐ-TTg", at=at, by=INSTALLER)
    first.refresh_from_db()
    assert first.current_successors(DAY_BEFORE) == [first]
    assert first.current_successors(MERGER) == [heir]
    assert Organisation.objects.find_code("X99.01", DAY_BEFORE) == first
    assert Organisation.objects.find_code("X99.01", MERGER) is None
    assert not Unit.objects.valid_on(MERGER).filter(organisation=first).exists()
    assert not PostHolding.objects.valid_on(MERGER).filter(post__unit=unit).exists()


def test_the_chain_of_successors_is_followed_to_its_end(at: datetime) -> None:
    first, second, third = new_body("Một", at), new_body("Hai", at), new_body("Ba", at)
    actions.merge_bodies([first], into=second, on=MERGER, source="QĐ", at=at, by=INSTALLER)
    actions.merge_bodies([second], into=third, on=date(2028, 1, 1), source="QĐ", at=at, by=INSTALLER)
    first.refresh_from_db()
    assert first.current_successors(date(2027, 6, 1)) == [second]
    assert first.current_successors(date(2028, 6, 1)) == [third]


def test_a_split_body_is_answered_for_by_several(at: datetime) -> None:
    body, left, right = new_body("Chung", at), new_body("Trái", at), new_body("Phải", at)
    body = actions.split_body(body, into=[left, right], on=MERGER, source="QĐ", at=at, by=INSTALLER)
    assert set(body.current_successors(MERGER)) == {left, right}


def test_a_body_that_has_ended_does_not_end_again(at: datetime) -> None:
    body = actions.close_body(new_body("Tạm", at), on=MERGER, reason="Hết nhiệm vụ", at=at, by=INSTALLER)
    assert body.note == "Hết nhiệm vụ"
    with pytest.raises(actions.BodyHasEnded):
        actions.close_body(body, on=date(2027, 2, 1), reason="Lần nữa", at=at, by=INSTALLER)


def test_a_code_names_one_body_at_a_time(at: datetime) -> None:
    body = new_body("Viện", at)
    with pytest.raises(actions.CodeIsTaken):
        actions.give_code(
            body, scheme=CodeScheme.NEW, code="G12", from_on=date(2021, 1, 1), source="QĐ", at=at, by=INSTALLER
        )


def test_a_new_code_ends_the_old_one_of_its_scheme(at: datetime) -> None:
    body = new_body("Viện", at)
    give = {"scheme": CodeScheme.NEW, "source": "QĐ", "at": at, "by": INSTALLER}
    actions.give_code(body, code="X98", from_on=date(2021, 1, 1), **give)
    actions.give_code(body, code="X97", from_on=date(2022, 1, 1), **give)
    assert body.current_code(date(2021, 12, 31)) == "X98"
    assert body.current_code(date(2022, 1, 1)) == "X97"
