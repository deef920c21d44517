"""The description of the API is kept in docs/api/openapi.json, so that every change of it is seen before it is made.

To write it anew: WRITE_DOCS=1 python -m pytest congvu/api/tests/test_description.py
"""

import json
import os
from pathlib import Path

import pytest
from django.test import Client

from congvu.api.site import description

KEPT = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.json"


def test_the_kept_description_is_up_to_date() -> None:
    found = json.dumps(description(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("WRITE_DOCS"):
        KEPT.write_text(found, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == found


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own() -> None:
    operations = [one for methods in description()["paths"].values() for one in methods.values()]
    assert all(one["summary"] and one["description"] for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


@pytest.mark.django_db
def test_anyone_may_read_the_description() -> None:
    assert Client().get("/api/openapi.json").json() == json.loads(json.dumps(description()))
    assert "/api/openapi.json" in Client().get("/api/docs/").content.decode()
