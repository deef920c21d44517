"""What a copy says of itself, signed: everything in it by its SHA-256, what stood in the database, the history's last root."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.files.base import ContentFile

from congvu.operations.places import Bucket, Folder

FORMAT = 1
MANIFEST, SIGNATURE, DATABASE, FILES, KEY, PRIVATE_KEY = (
    "manifest.json", "manifest.sig", "database.dump", "files.txt", "history.pub.pem", "history.pem")  # fmt: skip
PIECE = 1024 * 1024


class CopyDamaged(Exception):
    """The copy is not what it was when it was made; the message names what differs."""


@dataclass(frozen=True)
class Facts:
    """What stands in a database: rows of every table, the history and its roots, the files it names."""

    tables: dict[str, int]
    entries: int
    seals: int
    unsealed: int
    last_root: str
    roots: str  # SHA-256 of all roots in their order
    files: int
    file_bytes: int

    def differences(self, other: "Facts") -> list[str]:
        """In words, from this (expected) to the other (found)."""
        mine, theirs = asdict(self), asdict(other)
        rows, found = mine.pop("tables"), theirs.pop("tables")
        said = [f"{name}: {mine[name]} expected, {theirs[name]} found" for name in mine if mine[name] != theirs[name]]
        names = sorted(rows.keys() | found.keys())
        return said + [
            f"table {name}: {rows.get(name)} rows expected, {found.get(name)} found"
            for name in names
            if rows.get(name) != found.get(name)
        ]


@dataclass(frozen=True)
class Manifest:
    """The whole of manifest.json."""

    name: str
    made_at: str
    release: str
    server: str
    migrations: dict[str, list[str]]
    facts: Facts
    parts: dict[str, dict[str, Any]]  # by name: sha256, size
    key: str  # hex of the public key that signs this
    keys: list[str]  # of all keys that may have sealed the history
    damaged: list[str] = field(default_factory=list)  # files that were not whole when the copy was made
    format: int = FORMAT

    @property
    def size(self) -> int:
        return self.facts.file_bytes + sum(part["size"] for part in self.parts.values())

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        said = json.loads(text)
        if said.get("format") != FORMAT:
            raise CopyDamaged(f"The manifest is of format {said.get('format')}; this release reads {FORMAT}.")
        return cls(**{**said, "facts": Facts(**said["facts"])})


def sign_into(place: Folder | Bucket, manifest: Manifest, key: Ed25519PrivateKey) -> None:
    """The manifest comes last: a copy without one was never finished."""
    text = manifest.written()
    place.save(f"{manifest.name}/{SIGNATURE}", ContentFile(key.sign(text).hex().encode()))
    place.save(f"{manifest.name}/{MANIFEST}", ContentFile(text))


def manifest_of(place: Folder | Bucket, name: str) -> Manifest:
    """The manifest, its signature checked by the key it names. Raises CopyDamaged."""
    try:
        with place.open(f"{name}/{MANIFEST}") as one, place.open(f"{name}/{SIGNATURE}") as two:
            text, signature = one.read(), bytes.fromhex(two.read().decode())
        found = Manifest.read(text)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key)).verify(signature, text)
    except FileNotFoundError as missing:
        raise CopyDamaged(f"{missing.filename or missing} is missing.") from missing
    except InvalidSignature as forged:
        raise CopyDamaged(f"{name}/{MANIFEST} was altered: its signature does not fit.") from forged
    except (ValueError, TypeError, KeyError) as broken:
        raise CopyDamaged(f"{name}/{MANIFEST} cannot be read: {broken}") from broken
    if found.name != name:
        raise CopyDamaged(f"{name}/{MANIFEST} is that of {found.name}.")
    return found


def names_in(place: Folder | Bucket) -> list[str]:
    """The finished copies of a place, the oldest first."""
    try:
        folders, _files = place.listdir("")
    except FileNotFoundError:
        return []
    return sorted(name for name in folders if name[:1].isdigit() and place.exists(f"{name}/{MANIFEST}"))


def sha256_of(bits: Any) -> str:
    """The digest of an open file, read piece by piece."""
    digest = hashlib.sha256()
    while piece := bits.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


# -- what stands in a database, asked past the platform ---------------------------------------------------------------
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""
_HISTORY = """
    SELECT (SELECT count(*) FROM records_historyentry), (SELECT count(*) FROM records_historyseal),
        (SELECT count(*) FROM records_unsealedentry),
        coalesce((SELECT encode(root, 'hex') FROM records_historyseal ORDER BY id DESC LIMIT 1), ''),
        coalesce((SELECT encode(sha256(string_agg(root, ''::bytea ORDER BY id)), 'hex') FROM records_historyseal), ''),
        (SELECT count(*) FROM files_storedfile), (SELECT coalesce(sum(size), 0)::bigint FROM files_storedfile)
"""


def facts_of(asked: psycopg.Connection[Any]) -> Facts:
    names = [row[0] for row in asked.execute(_TABLES).fetchall()]
    counting = psycopg.sql.SQL(" UNION ALL ").join(
        psycopg.sql.SQL("SELECT {}, count(*) FROM {}").format(psycopg.sql.Literal(name), psycopg.sql.Identifier(name))
        for name in names
    )
    tables = dict(asked.execute(counting).fetchall()) if names else {}
    history = asked.execute(_HISTORY).fetchone() if "records_historyentry" in tables else (0, 0, 0, "", "", 0, 0)
    return Facts(tables, *(history or ()))


def migrations_of(asked: psycopg.Connection[Any]) -> dict[str, list[str]]:
    done: dict[str, list[str]] = {}
    for app, name in asked.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall():
        done.setdefault(app, []).append(name)
    return done
