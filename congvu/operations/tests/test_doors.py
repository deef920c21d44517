"""The probes, the figures, and what is said of a request."""

import io
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.samples import Cast, cast
from congvu.documents import samples
from congvu.operations.doors import WatchMiddleware
from congvu.operations.logs import JsonLines, pseudonym

TOKEN = "một-chuỗi-bí-mật-để-đo"
BEARER = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def people(db: None) -> Cast:
    return cast(timezone.now())


@pytest.fixture
def visitor(people: Cast) -> Client:
    client = Client()
    client.force_login(people.clerk)
    return client


# -- probes -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("path", "words"), [("/health/live", "live"), ("/health/ready", "ready")])
def test_a_probe_is_answered_to_anyone_by_any_name_of_the_host(path: str, words: str, db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["congvu.example"]
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(HTTP_HOST="10.0.0.5:8000").get(path)
    assert (answer.status_code, answer.content.decode()) == (200, words)


def test_a_process_without_its_database_is_not_ready_and_says_nothing_of_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Any, *args: Any) -> None:
        raise OperationalError("host db-1.internal user congvu password secret")

    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
        answer = Client().get("/health/ready")
    assert (answer.status_code, answer.content.decode()) == (503, "the database does not answer")
    assert Client().get("/health/live").status_code == 200


# -- figures ----------------------------------------------------------------------------------------------------------
def test_nobody_gets_figures_where_no_token_is_set(db: None) -> None:
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.mark.parametrize("header", [{}, {"HTTP_AUTHORIZATION": "Bearer wrong"}, {"HTTP_AUTHORIZATION": TOKEN}])
def test_nobody_gets_figures_without_the_token(db: None, settings: Any, header: dict[str, str]) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics", **header).status_code == 401


def test_figures_tell_routes_and_never_addresses(visitor: Client, people: Cast, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    document = samples.received(people.office, at=timezone.now(), by=people.clerk.actor(timezone.now()))
    visitor.get(document.get_absolute_url())
    visitor.get("/khong/co/trang/nay/")
    visitor.get(reverse("desk:search"), {"q": "đầu tư công"})
    said = visitor.get("/metrics", **BEARER).content.decode()

    assert 'congvu_answers_total{method="GET",route="documents:incoming",status="200"}' in said
    assert 'congvu_answers_total{method="GET",route="none",status="404"}' in said
    assert "congvu_history_unsealed " in said
    assert "congvu_workers " in said
    assert document.handle not in said
    assert "khong/co" not in said


# -- what is said -----------------------------------------------------------------------------------------------------
@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is said at all, as JSON lines."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLines())
    loggers = [
        logging.getLogger(name) for name in ("", "django", "congvu.requests", "procrastinate", "procrastinate.worker")
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
    for logger in loggers[:2]:
        logger.addHandler(handler)
    yield said
    for logger, level in before:
        logger.setLevel(level)
        logger.removeHandler(handler)


def test_nothing_people_wrote_stands_in_what_is_said_of_a_journey(
    visitor: Client, people: Cast, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.raise_request_exception = False
    at, clerk = timezone.now(), people.clerk.actor(timezone.now())
    document = samples.registered(people.office, at=at, by=clerk)
    visitor.get(document.get_absolute_url())
    visitor.get(reverse("desk:search"), {"q": "từ khóa bí mật"})
    visitor.get(f"/documents/incoming/{document.handle}x/")
    visitor.post(reverse("documents:receive"), {"title": document.title, "channel": "paper"})
    Client().post(reverse("account_login"), {"login": people.clerk.username, "password": "mật khẩu sai 2026"})
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": people.clerk.username})

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError(f"Key (title)=({document.title}) of {people.clerk.person.full_name} a@vpcp.gov.vn")

    monkeypatch.setattr("congvu.desk.views.render", broken)
    assert visitor.get(reverse("desk:home")).status_code == 500
    logging.getLogger("someone.else").warning(f"unformatted {document.title}")
    logging.getLogger("someone.else").warning("formatted %s", document.title)

    said = lines.getvalue()
    clerk_of = people.clerk
    secret = [document.title, document.reference, clerk_of.person.full_name, clerk_of.username, document.handle]
    secret += ["từ khóa", "mật khẩu sai", "a@vpcp"]
    assert not [words for words in secret if words and words in said]
    told = [json.loads(line) for line in said.splitlines()]
    answered = [line for line in told if line["says"] == "answered"]
    assert {"documents:incoming", "desk:search", "desk:home"} <= {line["route"] for line in answered}
    assert all({"request", "status", "ms", "method"} <= line.keys() for line in answered)
    assert pseudonym(people.clerk.pk) in {line.get("actor") for line in answered}
    errors = [line for line in told if line.get("error") == "ValueError"]
    assert errors
    assert any("home" in place for place in errors[0]["where"])


def test_lines_of_one_request_bear_its_number_and_so_does_the_answer(visitor: Client, lines: io.StringIO) -> None:
    answer = visitor.get("/khong/co/")
    numbers = {json.loads(line).get("request") for line in lines.getvalue().splitlines()}
    assert numbers == {answer["X-Request-ID"]}


def test_the_number_a_stranger_gives_is_not_taken_but_that_of_our_proxy(visitor: Client, settings: Any) -> None:
    given = {"HTTP_X_REQUEST_ID": "abcdef-0123456789"}
    assert visitor.get("/", **given)["X-Request-ID"] != "abcdef-0123456789"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert visitor.get("/", **given)["X-Request-ID"] == "abcdef-0123456789"
    assert visitor.get("/", HTTP_X_REQUEST_ID="x\n{}").headers["X-Request-ID"] != "x\n{}"


def test_a_job_is_told_without_what_it_was_given(lines: io.StringIO) -> None:
    job = {
        "id": 7,
        "task_name": "files.read_text",
        "queue": "files",
        "attempts": 1,
        "task_kwargs": {"to": "a@vpcp.gov.vn"},
    }
    extra = {"action": "start_job", "job": job}
    logging.getLogger("procrastinate.worker").info("Starting job files.read_text(to=a@vpcp.gov.vn)", extra=extra)
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert line["says"] == "start_job"
    assert line["job"] == {"id": 7, "task_name": "files.read_text", "queue": "files", "attempts": 1}


# -- a full disk of the database --------------------------------------------------------------------------------------
def test_a_full_disk_of_the_database_is_told_in_words(people: Cast) -> None:
    full = OperationalError("could not extend file")
    full.__cause__ = psycopg.errors.DiskFull("could not extend file")
    request = RequestFactory().get("/")
    request.user, request.actor = people.clerk, None  # type: ignore[attr-defined]
    answer = WatchMiddleware(lambda request: SimpleNamespace()).process_exception(request, full)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == 507
    assert "hết chỗ" in answer.content.decode()


def test_any_other_error_of_the_database_is_left_alone() -> None:
    watch = WatchMiddleware(lambda request: SimpleNamespace())  # type: ignore[arg-type, return-value]
    assert watch.process_exception(HttpRequest(), OperationalError("gone")) is None
