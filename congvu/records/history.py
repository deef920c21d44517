"""The history nobody can rewrite: writing an entry, sealing entries in batches, and finding the first that was altered."""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, models, transaction

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.core.rows import kept
from congvu.directory.models import Person
from congvu.records.announcements import noted
from congvu.records.models import HistoryEntry, HistorySeal, Record, UnsealedEntry

KEEP = """
    WITH entry AS (
        INSERT INTO records_historyentry (record_id, subject, verb, at, by_id, on_behalf_of_id, who, facts, digest)
        VALUES {places} RETURNING id
    )
    INSERT INTO records_unsealedentry (entry_id) SELECT id FROM entry ORDER BY id RETURNING entry_id
"""
NO_ROOT = bytes(32)
quoted = json.encoder.encode_basestring  # a text in a text of facts
_FORM = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
BATCH = 5000


@dataclass(frozen=True)
class Given:
    """A fact that the database knows only when the entry is said, such as a number that others wait for: SQL that gives it as a
    JSON text, with its values."""

    statement: str
    values: Sequence[Any]


# -- writing ----------------------------------------------------------------------------------------------------------
def write(
    subject: models.Model,
    verb: str,
    *,
    at: datetime,
    by: Actor | None,
    on_behalf_of: Person | None,
    facts: dict[str, Any],
) -> None:
    """Append one entry. `by` None: the platform itself did it (a job). Plugged into core.actions by this app's wiring."""
    given = {name: fact for name, fact in facts.items() if isinstance(fact, Given)}
    known = {name: fact for name, fact in facts.items() if name not in given}
    entries = [_entry(subject, verb, at=at, by=by, on_behalf_of=on_behalf_of, facts=known)]
    _keep(entries, given)
    noted.send(sender=HistoryEntry, entries=entries, records=[subject] if isinstance(subject, Record) else [])


def write_of_platform(entries: Sequence[tuple[Record, dict[str, Any]]], verb: str, *, at: datetime) -> None:
    """Append one entry for each of many records, all by the platform itself, in one statement: for jobs that work in batches.
    `verb` with its app: "records.deadline_moved"."""
    if not entries:
        return
    app, _dot, name = verb.partition(".")
    made = [_entry(record, name, at=at, by=None, on_behalf_of=None, facts=facts) for record, facts in entries]
    for entry in made:
        entry.verb = f"{app}.{name}"
    _keep(made)
    noted.send(sender=HistoryEntry, entries=made, records=[record for record, _facts in entries])


def _entry(
    subject: models.Model,
    verb: str,
    *,
    at: datetime,
    by: Actor | None,
    on_behalf_of: Person | None,
    facts: dict[str, Any],
) -> HistoryEntry:
    return HistoryEntry(
        record_id=subject.pk if isinstance(subject, Record) else None,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        verb=f"{subject._meta.app_label}.{verb}",
        at=at,
        by=by.person if by else None,
        on_behalf_of=on_behalf_of,
        who=by.described if by else "",
        facts=json.loads(json.dumps(facts)),
    )


def _keep(entries: Sequence[HistoryEntry], given: Mapping[str, Given] = MappingProxyType({})) -> None:
    """Both rows of every entry in one statement: an entry is never written without waiting for its seal. It is said at the
    action's end; then the entries have their numbers. `given`: facts of theirs that only the database knows."""
    places: list[str] = []
    values: list[Any] = []
    for entry in entries:
        values += [
            entry.record_id,
            entry.subject,
            entry.verb,
            entry.at,
            entry.by_id,
            entry.on_behalf_of_id,
            entry.who,
        ]
        facts, form, more = _written(entry, given)
        places.append(f"(%s, %s, %s, %s, %s, %s, %s, {facts}, {form})")
        values += more

    def heard(rows: ending.Rows) -> None:
        for entry, (pk,) in zip(entries, rows, strict=True):
            kept(entry, pk)

    ending.say(KEEP.replace("{places}", ", ".join(places)), values, heard)


def _written(entry: HistoryEntry, given: Mapping[str, Given]) -> tuple[str, str, list[Any]]:
    """How facts and digest stand in the statement, and their values. Where a fact is given later, the database puts together what
    stands here before and behind it, in the facts and in the form that is digested."""
    if not given:
        facts = text_of(entry.facts)
        return "%s", "%s", [facts, digest_of(canonical(entry, facts))]
    marks = {secrets.token_hex(16): fact for fact in given.values()}
    facts = text_of(entry.facts | dict(zip(given, marks, strict=True)))
    ours, ours_values = _put_together(facts, marks)
    forms, form_values = _put_together(canonical(entry, facts), marks)
    return f"({ours})::jsonb", f"sha256(convert_to({forms}, 'UTF8'))", [*ours_values, *form_values]


def _put_together(text: str, marks: dict[str, Given]) -> tuple[str, list[Any]]:
    """SQL that gives the text with what is given in the place of each mark."""
    words: list[str] = []
    values: list[Any] = []
    for mark in sorted(marks, key=text.index):
        before, _mark, text = text.partition(f'"{mark}"')
        words += ["%s", f"({marks[mark].statement})"]
        values += [before, *marks[mark].values]
    return " || ".join([*words, "%s"]), [*values, text]


def digest(entry: HistoryEntry) -> bytes:
    """SHA-256 of the entry's canonical form."""
    return digest_of(canonical(entry))


def digest_of(form: str) -> bytes:
    return hashlib.sha256(form.encode()).digest()


def canonical(entry: HistoryEntry, facts: str = "") -> str:
    """The entry as one text: every column, keys in order, UTC to the microsecond. `facts`: those of the entry as a text, if they
    were written already."""
    return form_of(
        record=entry.record_id,
        subject=entry.subject,
        verb=entry.verb,
        at=entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        by=entry.by_id,
        on_behalf_of=entry.on_behalf_of_id,
        who=entry.who,
        facts=facts or text_of(entry.facts),
    )


def form_of(
    *,
    record: int | None,
    subject: str,
    verb: str,
    at: str,
    by: int | None,
    on_behalf_of: int | None,
    who: str,
    facts: str,
) -> str:
    """The canonical form from the columns: JSON with its keys in order. `at` and `facts` as texts, for who writes many."""
    return (
        f'{{"at":"{at}","by":{_or_null(by)},"facts":{facts},"on_behalf_of":{_or_null(on_behalf_of)},"record":{_or_null(record)},'
        f'"subject":{quoted(subject)},"verb":{quoted(verb)},"who":{quoted(who)}}}'
    )


def _or_null(number: int | None) -> int | str:
    return "null" if number is None else number


def text_of(facts: Any) -> str:
    """Facts as the one text that says the same: keys in order, no space, no number that is none."""
    return _FORM.encode(facts)


# -- sealing ----------------------------------------------------------------------------------------------------------
def leaf(pk: int, entry_digest: bytes) -> bytes:
    """A leaf of the tree (RFC 6962, 2.1): it binds the entry's number to its digest."""
    return hashlib.sha256(b"\x00" + pk.to_bytes(8, "big") + entry_digest).digest()


def merkle_root(leaves: list[bytes]) -> bytes:
    """The root over the leaves; the right subtree of an uneven tree is the smaller one (RFC 6962, 2.1)."""
    level = leaves or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def merkle_path(leaves: list[bytes], index: int) -> list[tuple[bool, bytes]]:
    """What proves one leaf: the neighbours up to the root, each with whether it stands on the left."""
    path, level = [], leaves
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append((neighbour < index, level[neighbour]))
        paired = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
        index //= 2
    return path


def proven(start: bytes, path: list[tuple[bool, bytes]], root: bytes) -> bool:
    """Whether the path leads from the leaf to the root."""
    value = start
    for on_left, neighbour in path:
        value = hashlib.sha256(b"\x01" + (neighbour + value if on_left else value + neighbour)).digest()
    return value == root


def sealing_key() -> Ed25519PrivateKey:
    """The office's sealing key; made at the first seal, whole or not at all, readable by the platform's user only."""
    path = Path(settings.HISTORY_KEY_FILE)
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} is not an Ed25519 key")
        return key
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    written.touch(mode=0o600, exist_ok=False)
    try:
        with written.open("wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(written, path)
    except FileExistsError:  # another process made it in the same moment: theirs is the office's key
        return sealing_key()
    finally:
        written.unlink()
    return key


def public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def trusted_keys() -> set[str]:
    """The public keys whose seals are the office's: that of the sealing key, and those of sealing keys it had before, one PEM
    file each in the folder `trusted` beside it (a restored history whose private key was lost has one)."""
    folder = Path(settings.HISTORY_KEY_FILE).parent / "trusted"
    before = [serialization.load_pem_public_key(path.read_bytes()) for path in sorted(folder.glob("*.pem"))]
    raw = [key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw) for key in before]
    return {public_hex(sealing_key()), *(key.hex() for key in raw)}


def seal(*, at: datetime) -> HistorySeal | None:
    """Seal the entries that wait, at most BATCH of them, in their order. None when none waits. One sealer at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x5EA1])
        waiting = list(
            UnsealedEntry.objects.select_for_update(of=("self",)).select_related("entry").order_by("pk")[:BATCH]
        )
        if not waiting:
            return None
        last = HistorySeal.objects.order_by("-pk").first()
        leaves = [leaf(row.pk, bytes(row.entry.digest)) for row in waiting]
        root, previous = merkle_root(leaves), bytes(last.root) if last else NO_ROOT
        key = sealing_key()
        sealed = HistorySeal.objects.create(
            entries=[row.pk for row in waiting],
            leaves=b"".join(leaves),
            root=root,
            previous_root=previous,
            sealed_at=at,
            key=public_hex(key),
            signature=key.sign(previous + root),
        )
        UnsealedEntry.objects.filter(pk__in=sealed.entries).delete()
        return sealed


# -- verifying --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Finding:
    """Something in the history that is not as it was written."""

    entry: int | None
    seal: int | None
    what: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found: how much was checked, and the findings, the first altered entry first."""

    entries: int
    seals: int
    unsealed: int
    findings: list[Finding]

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(trusted: set[str] | None = None) -> Verdict:
    """Check every entry against its digest, every sealed entry against its leaf, every root against its leaves, the chain of
    roots and every signature; that no entry stands outside the seals and the queue, and none without its record. `trusted`: the
    public keys (hex) that may have signed, when not those of this installation."""
    trusted = trusted or trusted_keys()
    findings: list[Finding] = []
    checked = seals = 0
    previous = NO_ROOT
    for sealed in HistorySeal.objects.order_by("pk").iterator(chunk_size=20):
        findings += _faults_of_seal(sealed, previous, trusted)
        previous = bytes(sealed.root)
        seals += 1
        checked += len(sealed.entries)
    unsealed = 0
    for entry in HistoryEntry.objects.filter(unsealed__isnull=False).order_by("pk").iterator():
        unsealed += 1
        if digest(entry) != bytes(entry.digest):
            findings.append(Finding(entry.pk, None, f"entry {entry.pk} ({entry.subject}) was altered"))
    findings += _strangers()
    findings.sort(key=lambda finding: (finding.entry is None, finding.entry or 0, finding.seal or 0))
    return Verdict(checked + unsealed, seals, unsealed, findings)


def _faults_of_seal(sealed: HistorySeal, previous: bytes, trusted: set[str]) -> Iterator[Finding]:
    raw = bytes(sealed.leaves)
    leaves = [raw[i : i + 32] for i in range(0, len(raw), 32)]
    if bytes(sealed.previous_root) != previous:
        yield Finding(None, sealed.pk, f"seal {sealed.pk} does not follow the seal before it")
    if merkle_root(leaves) != bytes(sealed.root) or len(leaves) != len(sealed.entries):
        yield Finding(None, sealed.pk, f"seal {sealed.pk}: its leaves are not those of its root")
    if sealed.key not in trusted or not _signed(sealed):
        yield Finding(None, sealed.pk, f"seal {sealed.pk}: its signature is not the office's")
    kept = {entry.pk: entry for entry in HistoryEntry.objects.filter(pk__in=sealed.entries)}
    for pk, expected in zip(sealed.entries, leaves, strict=False):
        entry = kept.get(pk)
        if entry is None:
            yield Finding(pk, sealed.pk, f"entry {pk} was removed")
        elif leaf(pk, digest(entry)) != expected:
            yield Finding(pk, sealed.pk, f"entry {pk} ({entry.subject}) was altered")
        elif bytes(entry.digest) != digest(entry):
            yield Finding(pk, sealed.pk, f"entry {pk} ({entry.subject}): its digest was altered")


def _signed(sealed: HistorySeal) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealed.key))
        key.verify(bytes(sealed.signature), bytes(sealed.previous_root) + bytes(sealed.root))
    except (InvalidSignature, ValueError):
        return False
    return True


_STRANGERS = """
    SELECT h.id, h.subject FROM records_historyentry h
    WHERE NOT EXISTS (SELECT 1 FROM records_unsealedentry u WHERE u.entry_id = h.id)
      AND h.id NOT IN (SELECT unnest(entries) FROM records_historyseal)
    ORDER BY h.id LIMIT 100
"""
_WITHOUT_RECORD = """
    SELECT h.id, h.subject FROM records_historyentry h
    WHERE h.record_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_record r WHERE r.id = h.record_id)
    ORDER BY h.id LIMIT 100
"""


def _strangers() -> Iterator[Finding]:
    """Entries that are in no seal and do not wait for one: somebody put them there past the actions. And entries of a record that
    is not there: somebody took it away past the database's guard."""
    asked = {_STRANGERS: " stands outside the seals", _WITHOUT_RECORD: ": its record was taken away"}
    for statement, what in asked.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            for pk, subject in cursor.fetchall():
                yield Finding(pk, None, f"entry {pk} ({subject}){what}")
