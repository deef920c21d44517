"""A page asks the database as often for sixty documents as for three: never once a row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.operations.samples import failed_job
from tests.architecture import document_attempts as documents
from tests.architecture.copies import multiply
from tests.architecture.stage import Stage

FEW, MANY = 3, 60
MOST_OF_A_LIST = 13  # the bell asks once
MOST_OF_THE_DOORS = 14  # the page of the administration counts what lies behind each door
MOST_OF_A_DOCUMENT = 17
MOST_OF_THE_HEALTH_PAGE = 24  # it looks into eight corners of the house

LISTS = [
    ("desk:home", "officer"),
    ("desk:home", "head"),
    ("desk:home", "leader"),
    ("desk:home", "clerk"),
    ("desk:unit", "head"),
    ("desk:waiting", "leader"),
    ("desk:presented", "leader"),
    ("documents:queue", "clerk"),
    ("documents:register_clean", "clerk"),
    ("documents:register_book", "clerk"),
    ("documents:register_book", "officer"),
    ("documents:follow_up", "clerk"),
    ("directory:bodies", "clerk"),
    ("notifications:list", "officer"),
    ("notifications:list", "head"),
    ("directory:delegations", "head"),
    *((f"administration:{name}", "administrator") for name in (
        "home", "units", "people", "posts", "delegations", "accounts", "books", "rules", "lists")),
]  # fmt: skip


def asked(stage: Stage, role: str, url: str) -> list[str]:
    """The statements one sight of the page takes, by someone who has been here before."""
    client = Client()
    client.force_login(stage.user(role))
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.fixture(scope="module")
def busy(set_stage: Stage) -> list[IncomingDocument]:
    """One document at each station, so that every desk has something on it."""
    stage = set_stage
    return [
        documents.received(stage),
        documents.registered(stage),
        documents.presented(stage),
        documents.instructed(stage, stage.people.other_department),
        documents.assigned(stage, stage.people.other_department),
        documents.handled(stage),
    ]


@pytest.mark.parametrize(("page", "role"), LISTS)
def test_a_list_asks_as_often_for_many_as_for_few(
    page: str, role: str, stage: Stage, busy: list[IncomingDocument]
) -> None:
    url = reverse(page)
    grow(busy, FEW)
    of_few = asked(stage, role, url)
    grow(busy, MANY)
    of_many = asked(stage, role, url)
    assert len(of_many) <= (MOST_OF_THE_DOORS if page == "administration:home" else MOST_OF_A_LIST), "\n".join(of_many)
    assert len(of_many) == len(of_few), "\n".join(of_many)


def grow(busy: list[IncomingDocument], times: int) -> None:
    for document in busy:
        multiply(document, times)


def test_the_calendar_asks_little(stage: Stage) -> None:
    assert len(asked(stage, "officer", reverse("workdays:year", args=[stage.today.year]))) <= MOST_OF_A_LIST


def test_the_health_page_asks_no_more_for_many_failed_jobs(stage: Stage) -> None:
    failed_job()
    of_one = asked(stage, "administrator", reverse("operations:health"))
    for _ in range(15):
        failed_job()
    of_many = asked(stage, "administrator", reverse("operations:health"))
    assert len(of_many) == len(of_one)
    assert len(of_many) <= MOST_OF_THE_HEALTH_PAGE, "\n".join(of_many)


@pytest.mark.parametrize("role", ["clerk", "leader", "head", "officer"])
def test_a_document_asks_as_often_after_a_long_thread(role: str, stage: Stage) -> None:
    document = documents.assigned(stage)
    of_short = asked(stage, role, document.get_absolute_url())
    for step in range(1, 11):
        back_and_forth(document, stage, step)
    of_long = asked(stage, role, document.get_absolute_url())
    assert len(of_long) <= MOST_OF_A_DOCUMENT, "\n".join(of_long)
    assert len(of_long) == len(of_short), "\n".join(of_long)


def back_and_forth(document: IncomingDocument, stage: Stage, step: int) -> None:
    """The officer finishes, the head wants more."""
    at = stage.now + timedelta(minutes=step)
    handling.finish(document, result="Đã dự thảo.", at=at, by=stage.actor("officer"))
    handling.send_back(document, because="Bổ sung số liệu.", at=at, by=stage.actor("head"))
    registry.correct(
        document, particulars=documents.samples.particulars(note=f"Lần {step}"), at=at, by=stage.actor("clerk")
    )
