"""An office in a real browser: a server of its own on a database of its own, the cast, and a page for whoever enters.

What happens in these tests really commits, and the history cannot be emptied: so every worker has one office for the whole
session, a copy of the empty test database, and each test looks only at the documents it made itself.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
from procrastinate.contrib.django import app as jobs

from congvu.accounts.models import User
from congvu.accounts.samples import Cast
from tests.frame.waiting import ask, database_url, free_port, wait_until
from tests.frame.wire import Wire
from tests.own_database import ALONE

ROOT = Path(__file__).resolve().parents[2]
FORM_COMES_BACK = 422
# Where no live process runs, its stream is empty and asks nobody to come again for an hour.
QUIET = {"status": 200, "content_type": "text/event-stream", "body": "retry: 3600000\n\n"}


def point_to(name: str) -> None:
    """All connections of this process lead to another database from now on."""
    connections.close_all()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@contextmanager
def copy_of_the_database() -> Iterator[str]:
    """A copy of the test database as it stands, dropped at the end."""
    source = str(connection.settings_dict["NAME"])
    copy = f"{source}_office_{os.getpid()}"
    point_to(source)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        cursor.execute(ALONE, [source])
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
    yield copy
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@contextmanager
def process(port: int, interface: str, application: str, health: str, **environment: str) -> Iterator[None]:
    """A granian process until the block ends."""
    command = [sys.executable, "-m", "granian", "--interface", interface, "--port", str(port), "--log-level", "error",
               "--workers-kill-timeout", "3", application]  # fmt: skip
    running = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        wait_until(lambda: ask(port, health)[0] == 200, seconds=60)
        yield
    finally:
        running.terminate()
        running.wait(10)


@contextmanager
def serving(database: str) -> Iterator[tuple[str, int]]:
    """The pages of a database: their address, and the port where they look for live updates."""
    here = str(connection.settings_dict["NAME"])
    point_to(database)
    url = database_url()
    point_to(here)
    port, live_port = free_port(), free_port()
    environment = {"DATABASE_URL": url, "CONGVU_SECOND_FACTOR": "optional", "CONGVU_PORT": str(port)}
    environment |= {"CONGVU_LIVE_PORT": str(live_port), "CONGVU_DEBUG": "0", "CONGVU_TESTING": "1"}
    with process(port, "wsgi", "tests.browser.serving:application", "/accounts/login/", **environment):
        yield f"http://127.0.0.1:{port}", live_port


@contextmanager
def serving_by(between: Wire, office: "Office") -> Iterator[str]:
    """The pages of the office once more, by a process that reaches the database through a wire: their address."""
    its, port = connection.settings_dict, free_port()
    environment = {"DATABASE_URL": f"postgresql://{its['USER']}@127.0.0.1:{between.port}/{office.database}"}
    environment |= {
        "CONGVU_PORT": str(port),
        "CONGVU_DEBUG": "0",
        "CONGVU_TESTING": "1",
        "CONGVU_SECOND_FACTOR": "optional",
    }
    environment |= {"CONGVU_LIVE_PORT": str(office.live_port)}
    with process(port, "wsgi", "tests.browser.serving:application", "/accounts/login/", **environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def live_updates(office: "Office") -> Iterator[None]:
    """The live process of the office, for as long as the block lasts."""
    live = "congvu.notifications.live:application"
    environment = {"DATABASE_URL": database_url(), "CONGVU_PORT": office.address.rsplit(":", 1)[1]}
    environment |= {"CONGVU_LIVE_PORT": str(office.live_port), "CONGVU_LIVE_HEARTBEAT": "1", "CONGVU_TESTING": "1"}
    with process(office.live_port, "asgi", live, "/live/health", **environment):
        yield


@dataclass
class Office:
    """What the tests know of it. `complaints`: errors of scripts, refusals by the content policy, broken requests."""

    browser: Browser
    address: str
    live_port: int
    database: str
    cast: Cast
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def enter(
        self,
        user: User | None,
        *,
        width: int = 1440,
        height: int = 960,
        touch: bool = False,
        scripts: bool = True,
        language: str = "vi",
        theme: str = "light",
        live: bool = False,
    ) -> Page:
        """A page of someone who has signed in, on a screen of their own."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            has_touch=touch,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        chosen = {"theme": theme, "django_language": language}
        if user:
            chosen[settings.SESSION_COOKIE_NAME] = session_of(user)
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in chosen.items()])
        if not live:
            context.route("**/live/**", lambda route: route.fulfill(**QUIET, headers=self._may_ask()))
        context.on("page", self._listen)
        return context.new_page()

    def go_home(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def nobody_complained(self) -> None:
        said, self.complaints = self.complaints, []
        assert said == [], "\n".join(said)

    def _may_ask(self) -> dict[str, str]:
        return {"Access-Control-Allow-Origin": self.address, "Access-Control-Allow-Credentials": "true"}

    def _listen(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(
            "Failed to load resource"
        ):  # _answered knows more of those
            self.complaints.append(f"{said.page.url if said.page else ''}: {said.text}")

    def _answered(self, response: Response) -> None:
        awaited = response.request.is_navigation_request() or response.status == FORM_COMES_BACK
        if response.status >= 500 or (response.status >= 400 and not awaited):
            self.complaints.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page left while it was still loading
            self.complaints.append(f"{request.failure} {request.url}")


def session_of(user: User) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=user.pk), settings.AUTHENTICATION_BACKENDS[0])
    session = client.session  # as if the password had just been given: pages of the second factor want that
    given = {"method": "password", "at": time.time(), "username": user.username, "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [given]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def do_the_jobs() -> None:
    """The worker does what waits, and goes. In a thread of its own: Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(_work_through).result()


def _work_through() -> None:
    with jobs.replace_connector(jobs.connector.get_worker_connector()):  # type: ignore[attr-defined]
        jobs.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()


def number_in(words: str) -> int:
    """The first number in some words."""
    found: Any = re.search(r"\d+", words)
    assert found, f"no number in {words!r}"
    return int(found[0])
