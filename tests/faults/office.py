"""An office of its own for every fault test: a fresh database, a data folder, clerks who are signed in."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql

from tests.faults.registry import SESSION

ROOT = Path(__file__).resolve().parents[2]


def url_of(database: str) -> str:
    its = settings.DATABASES["default"]
    host = f"?host={quote(its['HOST'], safe='')}" + (f"&port={its['PORT']}" if its["PORT"] else "")
    password = f":{quote(its['PASSWORD'])}" if its["PASSWORD"] else ""
    return f"postgresql://{its['USER']}{password}@/{database}{host}"


@dataclass(frozen=True)
class Office:
    """A database, a data folder, and the session keys of the registry's clerks."""

    database: str
    data: Path
    sessions: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """For every process that works in this office."""
        own = {
            "DATABASE_URL": url_of(self.database),
            "CONGVU_DATA": str(self.data),
            "CONGVU_TESTING": "1",
            "CONGVU_DEBUG": "0",
            "CONGVU_SECOND_FACTOR": "optional",
        }
        return os.environ | own

    def congvu(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One `congvu` command from beginning to end."""
        command = [sys.executable, "-m", "congvu", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )

    def inside(self, program: str) -> list[str]:
        """The lines a few words of Python say inside the platform."""
        done = self.congvu("shell", "--no-imports", "-c", program)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def asked(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows, read past the platform."""
        with psycopg.connect(url_of(self.database), autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def new_office(clerks: int) -> Iterator[Office]:
    """An office in which nothing has happened yet; nothing of it stays."""
    office = Office(f"congvu_faults_{secrets.token_hex(4)}", Path(tempfile.mkdtemp(prefix="congvu-faults-")), ())
    try:
        _on_the_server("CREATE DATABASE {}", office.database)
        said = office.inside(f"from tests.faults.registry import open_office; open_office({clerks})")
        sessions = tuple(line.removeprefix(SESSION) for line in said if line.startswith(SESSION))
        yield Office(office.database, office.data, sessions)
    finally:
        _close(office)


@contextmanager
def empty_office() -> Iterator[Office]:
    """An empty database and an empty folder; nothing of it stays."""
    office = Office(f"congvu_faults_{secrets.token_hex(4)}", Path(tempfile.mkdtemp(prefix="congvu-faults-")), ())
    try:
        _on_the_server("CREATE DATABASE {} TEMPLATE template0", office.database)
        yield office
    finally:
        _close(office)


@contextmanager
def copy_of(office: Office) -> Iterator[Office]:
    """The same office as it stands, to work in while the first stays as it is."""
    copy = Office(
        f"{office.database}_{secrets.token_hex(4)}", Path(tempfile.mkdtemp(prefix="congvu-faults-")), office.sessions
    )
    try:
        _on_the_server("CREATE DATABASE {} TEMPLATE {}", copy.database, office.database)
        yield copy
    finally:
        _close(copy)


def _close(office: Office) -> None:
    _on_the_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", office.database)
    shutil.rmtree(office.data, ignore_errors=True)


def _on_the_server(statement: str, *names: str) -> None:
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
