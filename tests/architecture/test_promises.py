"""The API keeps what its description promises: schemathesis thinks up requests, right and wrong, and looks at every answer.

A bounded run for every day; a long one: make promises
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from congvu.api.site import description
from congvu.api.tests.conftest import Machine, machine_of, paper
from congvu.config.wsgi import application
from congvu.documents.loading import load_document_types
from tests.architecture.stage import Stage

pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLES = int(os.environ.get("PROMISES", "4"))
SCHEMA = schemathesis.openapi.from_dict(description())
SCHEMA.app = (
    application  # also for requests it thinks up by itself, such as one without a token: nothing goes over the network
)
BESIDE = [positive_data_acceptance]  # a rule of the office may refuse what the description allows


@pytest.fixture(scope="module")
def machine(set_stage: Stage) -> Iterator[Machine]:
    """The clerk's machine, in an office with some documents. Requests leave the test's transaction open."""
    load_document_types()
    with override_settings(API_RATE=0):
        found = machine_of(set_stage.people.clerk)
        for _ in range(3):
            found.post("/incoming", paper())
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_keeps_its_promise(case: Any, machine: Machine, db: None) -> None:
    told = {"Authorization": f"Bearer {machine.secret}"}
    case.call_and_validate(headers=told, excluded_checks=[*BESIDE, *_unsent(case)])


def _unsent(case: Any) -> list[Any]:
    """A wrong parameter that is an empty list stands in no address: what is then sent is right, and need not be refused."""
    return [negative_data_rejection] if any(value in ([], {}) for value in (case.query or {}).values()) else []
