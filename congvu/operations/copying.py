"""Making a copy of database and files that belong together, while the office works on (docs/mechanisms/backup.md).

One snapshot of the database, and every file that snapshot names: files are only ever added, and none is forgotten while we
copy, so those copied a little later are the same.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from congvu.files.models import place_of
from congvu.files.vault import COPYING
from congvu.operations import manifest as told
from congvu.operations.manifest import Manifest, facts_of, migrations_of, sha256_of, sign_into
from congvu.operations.models import Backup, BackupState
from congvu.operations.places import Bucket, Folder, place_at, workroom
from congvu.operations.programs import ProgramFailed, Server, program, run
from congvu.records import history

Say = Callable[[str], None]
TOLD_EVERY = 2000  # files
LISTED = "SELECT sha256, size FROM files_storedfile ORDER BY sha256"


class BackupFailed(Exception):
    """No copy was made; the message says why."""


PROBLEMS = (ProgramFailed, psycopg.Error, OSError, BotoCoreError, ClientError)


def make(address: str, *, at: datetime, say: Say, with_sealing_key: bool = False) -> Backup:
    """Make a copy at a folder or s3:// address. Raises BackupFailed; then nothing finished is left there."""
    kept = Backup.objects.create(place=address, name=f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}", begun_at=at)
    try:
        said = _copy(place_at(address), kept.name, at=at, say=say, with_sealing_key=with_sealing_key)
    except PROBLEMS as problem:
        kept.state, kept.problem, kept.ended_at = BackupState.FAILED, str(problem)[:500], timezone.now()
        kept.save(update_fields=["state", "problem", "ended_at"])
        raise BackupFailed(str(problem)) from problem
    kept.state, kept.ended_at = BackupState.KEPT, timezone.now()
    kept.size, kept.files, kept.entries = said.size, said.facts.files, said.facts.entries
    kept.last_root = said.facts.last_root
    if said.damaged:
        kept.problem = f"{len(said.damaged)} files were missing or damaged in the store, the first: {said.damaged[0]}"
    kept.save()
    return kept


def own_server() -> Server:
    """The platform's own database."""
    return Server(dict(connection.settings_dict))


def _copy(place: Folder | Bucket, name: str, *, at: datetime, say: Say, with_sealing_key: bool) -> Manifest:
    server, key = own_server(), history.sealing_key()
    with _alone(server) as held, workroom(place) as room:
        say("Saving the database")
        said = _save_database(held, server, room, Manifest(
            name=name, made_at=at.isoformat(), release=release(), server="", migrations={},
            facts=facts_of(held), parts={}, key=history.public_hex(key), keys=sorted(history.trusted_keys()),
        ))  # fmt: skip
        held.commit()  # the snapshot is let go; the lock stays until the files are copied
        damaged = _copy_files(place, room / told.FILES, said.facts.files, say)
        parts = {part: _described(room / part) for part in (told.DATABASE, told.FILES)}
        for part in parts:
            place.bring_in(room / part, f"{name}/{part}")
    keys = {told.KEY: key.public_key().public_bytes(serialization.Encoding.PEM,
                                                    serialization.PublicFormat.SubjectPublicKeyInfo)}  # fmt: skip
    if with_sealing_key:
        keys[told.PRIVATE_KEY] = Path(settings.HISTORY_KEY_FILE).read_bytes()
    for part, content in keys.items():
        place.save(f"{name}/{part}", ContentFile(content))
        parts[part] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    said = replace(said, parts=parts, damaged=damaged)
    sign_into(place, said, key)
    say(f"{said.facts.files} files, {said.facts.entries} history entries, {said.size / 1e6:.1f} MB: {name}")
    return said


@contextmanager
def _alone(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection that holds the lock of copying: no second copy is made at the same time, and no file is forgotten."""
    with server.connect(autocommit=True) as held:
        held.execute("SET lock_timeout = '60s'")
        held.execute("SELECT pg_advisory_lock(%s)", [COPYING])
        held.autocommit = False
        held.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        held.read_only = True
        yield held


def _save_database(held: psycopg.Connection[Any], server: Server, room: Path, said: Manifest) -> Manifest:
    """The dump and the list of files, both of the one snapshot in which the facts were counted."""
    snapshot = held.execute("SELECT pg_export_snapshot()").fetchone()
    number = held.info.server_version
    dump = program("pg_dump", number // 10000)
    assert snapshot is not None
    run([dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot[0]}", "-f", room / told.DATABASE],
        server)  # fmt: skip
    with (room / told.FILES).open("w", encoding="ascii") as lines, held.cursor(name="files") as listed:
        listed.itersize = TOLD_EVERY
        lines.writelines(f"{sha256} {size}\n" for sha256, size in listed.execute(LISTED))
    return replace(said, server=str(number), migrations=migrations_of(held))


def _copy_files(place: Folder | Bucket, listed: Path, count: int, say: Say) -> list[str]:
    """Every file of the list that is not there yet. Returns those that were not whole in the store."""
    damaged, copied = [], 0
    with listed.open(encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            sha256, size = line.split()
            where = f"files/{place_of(sha256)}"
            if not (place.exists(where) and place.size(where) == int(size)):
                copied += 1
                if not _copy_file(place, where, sha256):
                    damaged.append(sha256)
            if number % TOLD_EVERY == 0:
                say(f"  {number} of {count} files")
    say(f"Files: {count} in all, {copied} of them new")
    return damaged


def _copy_file(place: Folder | Bucket, where: str, sha256: str) -> bool:
    """Whether the store gave what the name promises; else nothing is left under the name."""
    try:
        with storages["default"].open(place_of(sha256)) as bits:
            place.save(where, bits)
    except FileNotFoundError:
        return False
    with place.open(where) as copied:
        whole = sha256_of(copied) == sha256
    if not whole:
        place.delete(where)
    return whole


def _described(file: Path) -> dict[str, Any]:
    with file.open("rb") as bits:
        return {"sha256": sha256_of(bits), "size": file.stat().st_size}


def release() -> str:
    try:
        return version("congvu")
    except PackageNotFoundError:
        return "source"


def keep_only(address: str, copies: int, *, at: datetime, say: Say) -> None:
    """Remove the oldest copies beyond so many, and the files no copy names any more."""
    place = place_at(address)
    names = told.names_in(place)
    for name in names[:-copies]:
        for part in (told.MANIFEST, told.SIGNATURE, told.DATABASE, told.FILES, told.KEY, told.PRIVATE_KEY):
            if place.exists(f"{name}/{part}"):
                place.delete(f"{name}/{part}")
        if isinstance(place, Folder):
            place.delete(name)
        Backup.objects.filter(place=address, name=name).update(removed_at=at)
        say(f"Removed {name}")
    if names[:-copies]:
        _forget_files(place, names[-copies:], say)


def _forget_files(place: Folder | Bucket, names: list[str], say: Say) -> None:
    named: set[str] = set()
    for name in names:
        with place.open(f"{name}/{told.FILES}") as lines:
            named |= {line.split()[0].decode() for line in lines}
    forgotten = 0
    for first in place.listdir("files")[0]:
        for second in place.listdir(f"files/{first}")[0]:
            for sha256 in place.listdir(f"files/{first}/{second}")[1]:
                if sha256 not in named:
                    place.delete(f"files/{first}/{second}/{sha256}")
                    forgotten += 1
    say(f"Removed {forgotten} files no copy names any more")
