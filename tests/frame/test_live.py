"""Live updates: a real live process, real pages held open over HTTP, real PostgreSQL between."""

import http.client
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from congvu.core.policy import PolicyMiddleware
from congvu.directory.models import Person
from congvu.notifications.middleware import LiveAddressMiddleware
from congvu.notifications.notify import CHANNEL, tell, tell_everyone
from tests.frame.waiting import ask, database_url, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
PAGES = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db(transaction=True)


class OpenPage:
    """A page held open, as a browser's EventSource holds it."""

    def __init__(self, port: int, cookie: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.request("GET", "/live/", headers={"Cookie": cookie, "Origin": PAGES, **headers})
        self.answer = self.connection.getresponse()

    def next_line(self, beginning: str = "") -> str:
        """The next line that begins so; an empty one when the stream has ended."""
        while line := self.answer.readline().decode():
            if line.strip() and line.startswith(beginning):
                return line.strip()
        return ""

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def port() -> Iterator[int]:
    """A live process that looks round every second."""
    number = free_port()
    environment = {"DATABASE_URL": database_url(), "CONGVU_TESTING": "1", "CONGVU_LIVE_HEARTBEAT": "1"}
    environment |= {"CONGVU_LIVE_MAX_CLIENTS": "40"}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(number), "--log-level", "warning",
               "--workers-kill-timeout", "3", "congvu.notifications.live:application"]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        wait_until(lambda: ask(number, "/live/health")[0] == 200)
        yield number
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def open_page(port: int) -> Iterator[Callable[..., OpenPage]]:
    pages: list[OpenPage] = []

    def open_(cookie: str, **headers: str) -> OpenPage:
        pages.append(OpenPage(port, cookie, **headers))
        return pages[-1]

    yield open_
    for page in pages:
        page.close()


@pytest.fixture
def binh() -> Client:
    return sign_in("binh", "Trần Văn Bình")


@pytest.fixture
def ha() -> Client:
    return sign_in("ha", "Nguyễn Thu Hà")


def sign_in(username: str, full_name: str) -> Client:
    person = Person.objects.create(full_name=full_name)
    user = get_user_model().objects.create_user(username, person=person)
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def cookie(client: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def person_of(client: Client) -> int:
    return get_user_model().objects.get(pk=client.session["_auth_user_id"]).person_id


def test_a_page_hears_what_concerns_its_person_and_nothing_else(
    open_page: Callable[..., OpenPage], binh: Client, ha: Client
) -> None:
    page, other = open_page(cookie(binh)), open_page(cookie(ha))
    assert page.answer.status == 200
    assert page.answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert page.next_line("retry") and other.next_line("retry")
    tell([person_of(binh)])
    assert page.next_line("event") == "event: work"
    assert page.next_line("data") == 'data: {"what": "work"}'
    tell_everyone("notice")
    assert page.next_line("event") == "event: notice"
    assert other.next_line("event") == "event: notice"


def test_nothing_is_told_before_the_transaction_commits_nor_when_it_rolls_back(
    open_page: Callable[..., OpenPage], binh: Client
) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell([person_of(binh)], "undone")
        raise ZeroDivisionError
    with transaction.atomic():
        tell([person_of(binh)], "done")
    assert page.next_line("event") == "event: done"


def test_a_thousand_people_are_told_in_several_messages(open_page: Callable[..., OpenPage], binh: Client) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    tell([*range(1_000_000, 1_003_000), person_of(binh)])
    assert page.next_line("event") == "event: work"


def test_a_word_that_would_break_the_stream_is_refused() -> None:
    with pytest.raises(ValueError, match="plain word"):
        tell([1], "work\ndata: x")


def test_who_is_not_signed_in_is_not_served(open_page: Callable[..., OpenPage]) -> None:
    assert open_page("").answer.status == 401
    assert open_page(f"{settings.SESSION_COOKIE_NAME}=made-up-by-someone").answer.status == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://127.0.0.1:9999", 403),  # cookies know no ports: another service of the host is a stranger
        ("http://127.0.0.1.evil.example:8000", 403),
        ("null", 403),
        ("https://evil.example", 403),
        ("http://[", 403),
    ],
)
def test_only_pages_of_the_house_may_ask(
    open_page: Callable[..., OpenPage], binh: Client, origin: str, status: int
) -> None:
    page = open_page(cookie(binh), Origin=origin)
    assert page.answer.status == status
    assert page.answer.getheader("Access-Control-Allow-Origin") == (origin if status == 200 else None)


def test_signing_out_closes_the_page(open_page: Callable[..., OpenPage], binh: Client) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    binh.logout()
    assert page.next_line("event") == ""


def test_a_closed_account_closes_the_page(open_page: Callable[..., OpenPage], binh: Client) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    get_user_model().objects.update(is_active=False)
    assert page.next_line("event") == ""


def test_a_changed_password_closes_the_pages_of_other_sessions(
    open_page: Callable[..., OpenPage], binh: Client
) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    user = get_user_model().objects.get()
    user.set_password("một câu mật khẩu khác")
    user.save()
    assert page.next_line("event") == ""


def test_a_page_that_goes_away_is_forgotten(open_page: Callable[..., OpenPage], binh: Client, port: int) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    wait_until(lambda: ask(port, "/live/health")[1] == "1 pages")
    page.close()
    page.answer.close()
    wait_until(lambda: ask(port, "/live/health")[1] == "0 pages")


def test_one_person_cannot_take_all_places(open_page: Callable[..., OpenPage], binh: Client, ha: Client) -> None:
    status = [open_page(cookie(binh)).answer.status for _ in range(31)]
    assert status == [200] * 30 + [503]
    assert open_page(cookie(ha)).answer.status == 200


@pytest.mark.faults
def test_after_the_database_came_back_pages_are_told_to_look_again(
    open_page: Callable[..., OpenPage], binh: Client
) -> None:
    page = open_page(cookie(binh))
    assert page.next_line("retry")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE %s OR application_name = %s",
            [f"LISTEN {CHANNEL}", "congvu live"],
        )
    assert page.next_line("event") == "event: work"
    tell([person_of(binh)], "again")
    assert page.next_line("event: again") == "event: again"


def test_a_page_is_told_where_its_updates_come_from_and_may_ask_there() -> None:
    seen = {}

    def view(request: Any) -> HttpResponse:
        seen["url"] = request.live_url
        return HttpResponse()

    pages = PolicyMiddleware(LiveAddressMiddleware(view))
    response = pages(RequestFactory().get("/", headers={"host": "vpcp.example:8000"}))
    assert seen["url"] == f"http://vpcp.example:{settings.LIVE_PORT}/live/"
    allowed = f"connect-src 'self' http://vpcp.example:{settings.LIVE_PORT}"
    assert allowed in response["Content-Security-Policy"].split("; ")


def test_behind_a_reverse_proxy_updates_come_from_the_same_origin(settings: Any) -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse(request.live_url)

    settings.LIVE_URL = "/live/"
    response = PolicyMiddleware(LiveAddressMiddleware(view))(RequestFactory().get("/"))
    assert response.content == b"/live/"
    assert "connect-src 'self'" in response["Content-Security-Policy"].split("; ")
