"""Bringing a copy back, and proving that it could be: first the copy is examined, then loaded, then compared with what it was."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from congvu.files import vault
from congvu.files.models import place_of
from congvu.operations import manifest as told
from congvu.operations.copying import PROBLEMS, Say
from congvu.operations.manifest import CopyDamaged, Manifest, facts_of, manifest_of, names_in, sha256_of
from congvu.operations.places import Bucket, Folder, workroom
from congvu.operations.programs import ProgramFailed, Server, piped, program
from congvu.records import history

EMPTY_FIRST = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class NotRestored(Exception):
    """The copy was not brought back; the message says why, and what stands now."""


def chosen(place: Folder | Bucket, name: str) -> str:
    """The copy meant: the one named, else the newest. Raises NotRestored."""
    names = names_in(place)
    if not names:
        raise NotRestored("There is no finished copy at this place.")
    if name and name not in names:
        raise NotRestored(f"There is no copy {name} here. There are: {', '.join(names[-5:])}.")
    return name or names[-1]


# -- examining --------------------------------------------------------------------------------------------------------
def examined(place: Folder | Bucket, name: str, *, key: str = "") -> Manifest:
    """The manifest, once its signature, its signer and its parts (but for the files) were found right. Raises CopyDamaged.

    `key`: the public key (hex) that must have signed; without it the keys of this installation, where it has any."""
    said = manifest_of(place, name)
    known = {key} if key else _known_keys()
    if known and said.key not in known:
        raise CopyDamaged(
            f"The copy is signed with the key {said.key}, which is not one of this office. If you know that it is the right "
            f"one, say so: --key {said.key}"
        )
    for part, expected in said.parts.items():
        where = f"{name}/{part}"
        if not place.exists(where):
            raise CopyDamaged(f"{where} is missing.")
        with place.open(where) as bits:
            if sha256_of(bits) != expected["sha256"]:
                raise CopyDamaged(f"{where} was altered or damaged: its SHA-256 is not that of the manifest.")
    return said


def _known_keys() -> set[str]:
    """Without making a sealing key where there is none."""
    return history.trusted_keys() if Path(settings.HISTORY_KEY_FILE).exists() else set()


def files_of(place: Folder | Bucket, said: Manifest) -> Iterator[tuple[str, int]]:
    with place.open(f"{said.name}/{told.FILES}") as lines:
        for line in lines:
            sha256, size = line.split()
            yield sha256.decode(), int(size)


def examine_files(place: Folder | Bucket, said: Manifest) -> None:
    """Every file of the copy read through. Raises CopyDamaged with the first that is not what its name says."""
    for sha256, _size in files_of(place, said):
        if sha256 not in said.damaged:
            _bits(place, sha256)


def _bits(place: Folder | Bucket, sha256: str) -> None:
    where = f"files/{place_of(sha256)}"
    if not place.exists(where):
        raise CopyDamaged(f"The file {where} is missing.")
    with place.open(where) as bits:
        if sha256_of(bits) != sha256:
            raise CopyDamaged(f"The file {where} was altered or damaged: its SHA-256 is not its name.")


# -- trying -----------------------------------------------------------------------------------------------------------
def try_out(place: Folder | Bucket, name: str, server: Server, *, say: Say, key: str = "") -> Manifest:
    """Examine a copy, load it into a database that is thrown away, and compare: rows, files, history. Raises CopyDamaged or
    ProgramFailed."""
    said = examined(place, name, key=key)
    say("Reading every file of the copy")
    examine_files(place, said)
    with _throw_away(server) as trial:
        say(f"Loading it into the database {trial.name}, which is thrown away afterwards")
        load_database(place, said, trial)
        compare(said, trial)
        say("Verifying the history")
        verify_history(said, trial)
    return said


@contextmanager
def _throw_away(server: Server) -> Iterator[Server]:
    trial = server.beside(f"congvu_trial_{token_hex(4)}")
    name = sql.Identifier(trial.name)
    made = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name)
    try:
        with server.connect(autocommit=True) as asked:
            asked.execute(made)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise ProgramFailed(
            "To try a copy out the user of the database must be allowed to make one: ALTER ROLE … CREATEDB. Or verify it on "
            "another machine with `congvu restore`."
        ) from refused
    try:
        yield trial
    finally:
        with server.connect(autocommit=True) as asked:
            asked.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


# -- loading ----------------------------------------------------------------------------------------------------------
def load_database(place: Folder | Bucket, said: Manifest, server: Server, *, first: str = "") -> None:
    """The whole dump in one transaction: all of it or nothing. `first`: a statement before it in the same transaction."""
    with server.connect(autocommit=True) as asked:
        number = asked.info.server_version // 10000
    if number < int(said.server) // 10000:
        raise ProgramFailed(
            f"The copy was made by PostgreSQL {int(said.server) // 10000}; this server is PostgreSQL {number}, which is older."
        )
    with workroom(place) as room:
        dump = room / told.DATABASE
        with place.open(f"{said.name}/{told.DATABASE}") as bits, dump.open("wb") as written:
            written.writelines(bits.chunks(told.PIECE))
        read: list[str | Path] = [program("pg_restore", number), "--no-owner", "--no-privileges", "-f", "-", dump]
        before = ["-c", first] if first else []
        write: list[str | Path] = [
            program("psql", number),
            "-X",
            "-q",
            "-1",
            "-v",
            "ON_ERROR_STOP=1",
            *before,
            "-f",
            "-",
        ]
        piped(read, write, server)
    with server.connect(autocommit=True) as asked:
        asked.execute("ANALYZE")


def compare(said: Manifest, server: Server) -> None:
    """Raises CopyDamaged when what now stands in the database is not what the manifest tells."""
    with server.connect() as asked:
        differing = said.facts.differences(facts_of(asked))
    if differing:
        raise CopyDamaged("The loaded database is not what was saved: " + "; ".join(differing[:10]))


def verify_history(said: Manifest, server: Server) -> None:
    """Every entry, seal and signature, in a process of its own whose database is the loaded one. Raises CopyDamaged."""
    environment = os.environ | {
        "DATABASE_URL": server.url,
        "CONGVU_SECRET_KEY": settings.SECRET_KEY,
        "CONGVU_HOSTS": "localhost",
        "CONGVU_DATA": str(settings.DATA),
    }
    keys = [word for key in said.keys for word in ("--key", key)]
    command = [sys.executable, "-m", "congvu", "verify-history", *keys]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopyDamaged(f"The history of the copy does not verify: {done.stderr.strip()[-400:]}")


# -- restoring --------------------------------------------------------------------------------------------------------
def restore(
    place: Folder | Bucket,
    name: str,
    server: Server,
    *,
    say: Say,
    key: str = "",
    agreed: Callable[[str, int], bool] | None = None,
) -> Manifest:
    """Bring a copy back into a database and this installation's store of files. A database in which something stands is only
    replaced when `agreed` says yes to its name and number of tables. Raises NotRestored or CopyDamaged."""
    said = examined(place, name, key=key)
    _refuse_newer(said)
    replacing = _may_replace(server, agreed)
    try:
        say("Bringing back the files")
        _bring_files(place, said, say)
        say(f"Loading the database {server.name}")
        load_database(place, said, server, first=EMPTY_FIRST if replacing else "")
    except PROBLEMS as problem:
        raise NotRestored(f"{problem} The database stands as it stood before.") from problem
    compare(said, server)
    _bring_keys(place, said, say)
    say("Verifying the history")
    verify_history(said, server)
    return said


def _refuse_newer(said: Manifest) -> None:
    """A release cannot work on what a later one has made."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    theirs = {f"{app}.{name}" for app, names in said.migrations.items() for name in names}
    if ahead := sorted(theirs - ours):
        raise NotRestored(f"The copy was made by a later release (it has {ahead[0]}): install that release first.")


def _may_replace(server: Server, agreed: Callable[[str, int], bool] | None) -> bool:
    """Whether something must go first. Raises NotRestored when it may not."""
    try:
        with server.connect() as asked:
            tables = len(asked.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall())
    except psycopg.OperationalError as unreachable:
        raise NotRestored(f"The database {server.name} cannot be reached: {unreachable}") from unreachable
    if tables == 0:
        return False
    if agreed is None:
        raise NotRestored(
            f"The database {server.name} is not empty ({tables} tables). Restore into an empty one (--into), or replace all "
            f"that stands in it with --replace."
        )
    if not agreed(server.name, tables):
        raise NotRestored("Nothing was restored, nothing was changed.")
    return True


def _bring_files(place: Folder | Bucket, said: Manifest, say: Say) -> None:
    for number, (sha256, _size) in enumerate(files_of(place, said), 1):
        if sha256 in said.damaged:
            say(f"  {sha256} was missing or damaged when the copy was made")
        elif not vault.lies_whole(sha256):
            _bits(place, sha256)
            with place.open(f"files/{place_of(sha256)}") as bits:
                vault.write_once(sha256, bits.read())
        if number % 2000 == 0:
            say(f"  {number} of {said.facts.files} files")


def _bring_keys(place: Folder | Bucket, said: Manifest, say: Say) -> None:
    """The sealing key when the copy holds it and there is none here; else the public keys are kept as those of before."""
    path = Path(settings.HISTORY_KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    if told.PRIVATE_KEY in said.parts and not path.exists():
        path.touch(mode=0o600)
        with place.open(f"{said.name}/{told.PRIVATE_KEY}") as bits:
            path.write_bytes(bits.read())
        say(f"The sealing key was in the copy and is now {path}")
    folder = path.parent / "trusted"
    folder.mkdir(exist_ok=True)
    for one in set(said.keys) - history.trusted_keys():
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one))
        words = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        (folder / f"{one[:16]}.pem").write_bytes(public.public_bytes(*words))
        say(f"The history was sealed with the key {one[:16]}…; it is trusted from now on, new seals bear a new key")
