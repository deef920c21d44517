"""An office of its own to measure in: a database beside the others of the same server, a folder, and the real processes.

`congvu bench` starts itself again inside it, with the settings of a real office: what is measured can never touch another.
"""

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from psycopg import sql

from congvu.bench.bare.models import TABLE
from congvu.core import serving

PREFIX = "congvu_bench_"
BUILT = ("static", "frontend", "fonts")  # what `congvu build` made is used where it lies
PATIENCE = 120  # seconds until a process that was started must answer
GRACE = 20  # seconds in which it must end


class Unfit(Exception):
    """Nothing can be measured here; the message says why."""


@dataclass(frozen=True)
class Office:
    """A database and a data folder."""

    database: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        """For every process that works in this office: a real one's settings, but no HTTPS and no second factor."""
        return os.environ | {
            "DATABASE_URL": url_of(self.database),
            "CONGVU_DATA": str(self.data),
            "CONGVU_SECRET_KEY": secrets.token_urlsafe(40),
            "CONGVU_HOSTS": "*",
            "CONGVU_HTTPS": "0",
            "CONGVU_DEBUG": "0",
            "CONGVU_DEMO": "0",
            "CONGVU_SECOND_FACTOR": "optional",
            "CONGVU_API_RATE": "0",
        }

    def open(self, holding: str) -> bool:
        """Make it, empty; one that was kept and holds just this stays. Returns whether it stayed."""
        with psycopg.connect(url_of("postgres"), autocommit=True) as server:
            found = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.database]
            ).fetchone()
            stays = found is not None and found[0] == holding
            if not stays:
                self.drop()
                server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.database)))
        self.data.mkdir(parents=True, exist_ok=True)
        for name in BUILT:
            link = self.data / name
            if not link.exists():
                link.symlink_to(settings.DATA / name)
        return stays

    def drop(self) -> None:
        with psycopg.connect(url_of("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))
        shutil.rmtree(self.data, ignore_errors=True)


def office_of(bench: str, scale: float) -> Office:
    """The office a bench of this scale works in."""
    name = f"{bench}_{scale:g}".replace(".", "_").replace("-", "_")
    return Office(f"{PREFIX}{name}", settings.DATA / "bench" / name)


def holding(bench: str, scale: float) -> str:
    """What the office of a run holds, in a word: a bench writes it down (`remark`) when its load is whole."""
    return f"{bench} {scale:g}"


def is_inside() -> bool:
    """Whether this process works in such an office."""
    return str(settings.DATABASES["default"]["NAME"]).startswith(PREFIX)


def refuse_unfit() -> None:
    """Raises Unfit where what is measured would say nothing of a real office: a database that does not wait for its disk."""
    if settings.TESTING:
        raise Unfit("CONGVU_TESTING gives up durability: measure without it.")
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                raise Unfit(
                    f"This PostgreSQL runs with {name} = off: what is measured would say nothing of a real office."
                )


def url_of(database: str) -> str:
    """Another database of the same server."""
    its: dict[str, Any] = settings.DATABASES["default"]
    more = {name: value for name, value in its["OPTIONS"].items() if name != "pool"} | {"host": its["HOST"]}
    if its["PORT"]:
        more["port"] = its["PORT"]
    who = quote(its["USER"]) + (f":{quote(its['PASSWORD'], safe='')}" if its["PASSWORD"] else "")
    return f"postgresql://{who}@/{database}?{urlencode(more, quote_via=quote)}"


# -- inside -----------------------------------------------------------------------------------------------------------
def prepare() -> None:
    """The tables as they are today, also in an office that was kept."""
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def remark(holding: str) -> None:
    """Write down what the office now holds, for the next run."""
    with connection.cursor() as cursor:
        name = sql.Identifier(connection.settings_dict["NAME"])
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(holding)))


def standing() -> str:
    """What the office holds, by the remark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def session_of(user: Any) -> str:
    """The key of a session in which the user is signed in, as one stands in the list of sessions after signing in."""
    browser = Client()
    browser.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="congvu bench")
    return key


@dataclass(frozen=True)
class Ports:
    """Where the platform answers."""

    web: int
    live: int


@contextmanager
def served(*only: str, workers: int = 2) -> Iterator[Ports]:
    """The platform as `congvu serve` runs it, whole or these parts of it ("web", "live", "worker")."""
    ports = Ports(free_port(), free_port())
    serve = [sys.executable, "-m", "congvu", "serve", "--port", str(ports.web), "--live-port", str(ports.live)]
    serve += ["--workers", str(workers)]
    with ExitStack() as stack:
        for words in [["--only", part] for part in only] or [[]]:
            stack.enter_context(_running([*serve, *words]))
        if not only or "web" in only:
            _wait(ports.web, "/accounts/login/")
        yield ports


@contextmanager
def bare(workers: int = 2) -> Iterator[int]:
    """The baseline: one page with one row in as little Django as there can be, served by the same command; its port."""
    port = free_port()
    with _running(serving.command(serving.pages("congvu.bench.bare.wsgi:application", "127.0.0.1", port, workers))):
        _wait(port, "/")
        yield port


@contextmanager
def _running(command: Sequence[str]) -> Iterator[None]:
    log = settings.DATA / "served.log"
    with log.open("a") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        finally:
            _sweep(process.pid)


def _sweep(group: int) -> None:
    """End whatever the process left behind in its group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait(port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", path)
            if asked.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            asked.close()
    said = (settings.DATA / "served.log").read_text(errors="replace").splitlines()[-20:]
    raise Unfit("\n".join(("The service does not answer. It said:", *said)))


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
