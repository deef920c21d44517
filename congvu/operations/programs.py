"""The programs of PostgreSQL that save and load a database: those brought along, else those on the PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from congvu.core.database_url import database
from congvu.core.postgres_programs import NoBinaries, installed

_WORDS = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


class ProgramFailed(Exception):
    """A program of PostgreSQL is missing, too old, or ended with an error; the message says which."""


@dataclass(frozen=True)
class Server:
    """A database on a server, in the words of Django's settings."""

    its: dict[str, Any]

    @classmethod
    def at(cls, url: str) -> "Server":
        return cls(database(url))

    @property
    def name(self) -> str:
        return str(self.its["NAME"])

    def beside(self, name: str) -> "Server":
        """Another database of the same server."""
        return Server({**self.its, "NAME": name})

    @property
    def environment(self) -> dict[str, str]:
        """What the programs are told; the password never stands in a command line."""
        told = {word: str(self.its[name]) for name, word in _WORDS.items() if self.its[name]}
        told |= {f"PG{name.upper()}": str(value) for name, value in self._options.items()}
        return {**os.environ, **told}

    @property
    def _options(self) -> dict[str, Any]:
        """What a DATABASE_URL may say besides: sslmode, a port behind the question mark, …"""
        return {name: value for name, value in self.its.get("OPTIONS", {}).items() if isinstance(value, str)}

    def connect(self, **more: Any) -> psycopg.Connection[Any]:
        its = self.its
        given = {"host": its["HOST"], "port": its["PORT"], "user": its["USER"], "password": its["PASSWORD"]}
        known = {name: value for name, value in given.items() if value}
        return psycopg.connect(dbname=its["NAME"], **known, **self._options, **more)

    @property
    def url(self) -> str:
        """As DATABASE_URL, for another process of ours."""
        return psycopg_url(self.its, self._options)


def psycopg_url(its: dict[str, Any], options: dict[str, Any]) -> str:
    from_settings = {"host": its["HOST"], **options}
    query = "&".join(f"{name}={_quoted(str(value))}" for name, value in from_settings.items() if value)
    password = f":{_quoted(its['PASSWORD'])}" if its["PASSWORD"] else ""
    port = f"localhost:{its['PORT']}" if its["PORT"] else ""
    return f"postgresql://{_quoted(its['USER'])}{password}@{port}/{_quoted(its['NAME'])}?{query}"


def _quoted(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), words)


def program(name: str, server_version: int) -> Path:
    """The program in the first place whose major version is not older than the server's."""
    seen = []
    for folder in _folders():
        found = folder / name
        if not found.exists():
            continue
        version = _major(found)
        if version >= server_version:
            return found
        seen.append(f"{found} is of PostgreSQL {version}")
    known = "; ".join(seen) or "none was found"
    raise ProgramFailed(
        f"The server is PostgreSQL {server_version}, and {name} must not be older: {known}. Install the client programs of "
        f"PostgreSQL {server_version} or newer, and have them on PATH."
    )


def _folders() -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    try:
        yield installed()
    except NoBinaries:
        if on_path is None:
            return
    if on_path:
        yield Path(on_path).resolve().parent
        yield Path(on_path).parent


def _major(found: Path) -> int:
    shown = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"(\d+)(\.\d+)?", shown)
    return int(number[1]) if number else 0


def run(command: list[str | Path], server: Server, **more: Any) -> None:
    """Run a program against a database; raises ProgramFailed with what it said."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=server.environment, stderr=subprocess.PIPE, text=True, check=False, **more)
    if done.returncode:
        said = " ".join(done.stderr.split()[-60:])
        raise ProgramFailed(f"{Path(words[0]).name} ended with {done.returncode}: {said}")


def piped(first: list[str | Path], second: list[str | Path], server: Server) -> None:
    """What the first program says is what the second is told. Raises ProgramFailed when either fails."""
    one = subprocess.Popen([str(word) for word in first], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        run(second, server, stdin=one.stdout, stdout=subprocess.DEVNULL)
    finally:
        if one.stdout:
            one.stdout.close()
        _out, said = one.communicate()
    if one.returncode:
        raise ProgramFailed(
            f"{Path(str(first[0])).name} ended with {one.returncode}: {said.decode(errors='replace')[-400:]}"
        )
