"""The shipped tables of bodies are whole and sound."""

from datetime import date

import pytest
from django.db.models import Count

from congvu.directory.loading import load_bodies
from congvu.directory.models import Organisation, OrganisationCode, OrganisationKind, Unit, UnitKind

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
LAST_DAY_OF_63 = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def bodies() -> None:
    load_bodies()


def test_loading_twice_adds_nothing() -> None:
    assert load_bodies() == {"bodies": 0, "codes": 0, "successions": 0, "units": 0}


def test_tasks_can_be_given_to_178_endpoints_and_more() -> None:
    assert Organisation.objects.endpoints().valid_on(TODAY).count() >= 178


def test_there_were_63_provinces_until_july_2025_and_34_since() -> None:
    provinces = Organisation.objects.filter(kind=OrganisationKind.PROVINCE)
    assert provinces.valid_on(date(2024, 6, 1)).count() == 63
    assert provinces.valid_on(LAST_DAY_OF_63).count() == 63
    assert provinces.valid_on(date(2025, 7, 1)).count() == 34
    assert provinces.valid_on(TODAY).count() == 34


def test_every_province_has_its_council() -> None:
    councils = Organisation.objects.filter(kind=OrganisationKind.COUNCIL)
    assert councils.valid_on(TODAY).count() == 34


def test_the_government_has_fourteen_ministries_and_three_agencies_of_their_rank() -> None:
    today = Organisation.objects.valid_on(TODAY)
    assert today.filter(kind=OrganisationKind.MINISTRY).count() == 14
    assert today.filter(kind=OrganisationKind.MINISTERIAL).count() == 2
    assert today.filter(kind=OrganisationKind.GOVERNMENT_OFFICE).count() == 1


def test_every_ended_body_has_a_successor_or_a_note() -> None:
    ended = Organisation.objects.ended_before(TODAY)
    assert ended.count() > 60
    assert not ended.filter(successions__isnull=True, note="").exists()


def test_every_ended_body_is_answered_for_today() -> None:
    ended = Organisation.objects.ended_before(TODAY).filter(successions__isnull=False)
    assert [body.name for body in ended if not body.current_successors(TODAY)] == []


def test_the_old_and_the_new_an_giang_are_two_bodies() -> None:
    old = Organisation.objects.find_code("H01", date(2024, 1, 1))
    new = Organisation.objects.find_code("H01", TODAY)
    assert old is not None and new is not None
    assert old.name == new.name
    assert old != new
    assert old.current_successors(TODAY) == [new]
    assert Organisation.objects.get(name="Ủy ban nhân dân tỉnh Kiên Giang").current_successors(TODAY) == [new]


def test_a_province_that_was_not_merged_goes_on_as_the_same_body() -> None:
    assert Organisation.objects.find_code("H26", date(2021, 1, 1)) == Organisation.objects.find_code("H26", TODAY)


def test_a_deleted_code_still_names_its_body_until_the_deletion() -> None:
    transport = Organisation.objects.get(notation="BGTVT")
    assert Organisation.objects.find_code("G04", date(2025, 4, 13)) == transport
    assert Organisation.objects.find_code("G04", date(2025, 4, 14)) is None


def test_an_old_code_and_a_new_one_name_the_same_body() -> None:
    office = Organisation.objects.find_code("000.00.00.G22", TODAY)
    assert office == Organisation.objects.find_code("g22 ", TODAY)
    assert office is not None
    assert office.notation == "VPCP"


def test_no_body_has_two_codes_of_one_scheme_on_a_day() -> None:
    twice = (
        OrganisationCode.objects.valid_on(TODAY)
        .values("organisation", "scheme")
        .annotate(codes=Count("pk"))
        .filter(codes__gt=1)
    )
    assert not twice.exists()


def test_the_office_has_its_seventeen_departments_its_leaders_and_its_registry() -> None:
    units = Unit.objects.filter(organisation__notation="VPCP").valid_on(TODAY)
    assert units.filter(kind=UnitKind.DEPARTMENT).count() == 17
    assert units.get(kind=UnitKind.LEADERSHIP).name == "Lãnh đạo Văn phòng"
    registry = units.get(kind=UnitKind.REGISTRY)
    assert registry.parent is not None
    assert registry.parent.name == "Vụ Hành chính"


def test_a_body_is_found_without_accents_and_by_its_old_tone_marks() -> None:
    assert Organisation.objects.search("bo tai chinh").filter(kind=OrganisationKind.MINISTRY).count() == 1
    assert Organisation.objects.search("ubnd hòa bình").count() == 1
    assert Organisation.objects.search("dak lak").filter(kind=OrganisationKind.PROVINCE).count() == 2
    assert Organisation.objects.search("G12").get().notation == "BTC"


def test_a_word_of_the_search_begins_a_word_of_the_name() -> None:
    found = Organisation.objects.search("an giang").filter(kind=OrganisationKind.PROVINCE).valid_on(TODAY)
    assert [body.name for body in found] == ["Ủy ban nhân dân tỉnh An Giang"]
