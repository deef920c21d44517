from datetime import datetime
from typing import Any

import pytest

from congvu.accounts.samples import cast
from congvu.directory.roles import Role

pytestmark = pytest.mark.django_db


def test_the_cast_sits_where_it_says(at: datetime, entries: list[dict[str, Any]]) -> None:
    people = cast(at)
    assert people.head.actor(at).holds(Role.HEAD, unit_id=people.department.pk)
    assert people.clerk.actor(at).holds(Role.CLERK, organisation_id=people.office.pk)
    assert people.leader.actor(at).holds(Role.LEADER, organisation_id=people.office.pk)
    assert people.agency_user.actor(at).holds(Role.CLERK, organisation_id=people.agency.pk)
    assert not people.outsider.actor(at).holds(Role.CLERK, organisation_id=people.agency.pk)
    assert {entry["verb"] for entry in entries} == {"enrolled", "unit_opened", "post_opened", "appointed", "opened"}


def test_the_cast_shares_no_access_key_with_the_outsider(at: datetime) -> None:
    people = cast(at)
    assert not set(people.officer.actor(at).keys) & set(people.outsider.actor(at).keys)
