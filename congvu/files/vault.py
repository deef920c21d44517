"""Where the bits lie: each content once, written whole or not at all, and forgotten only when nothing points to it."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, transaction

from congvu.core import ending
from congvu.core.journeys import Statement
from congvu.files.models import StoredFile, place_of

COPYING = 0xC0_B1  # the lock of whoever copies the files: meanwhile none is forgotten
PIECE = 256 * 1024


def forget_unattached(*, before: datetime) -> int:
    """Forget files that nobody attached and nobody has brought since: first the row, then the bits. How many. While a backup
    copies the files none is forgotten: its database names them."""
    forgotten = 0
    waiting = StoredFile.objects.filter(last_brought_at__lt=before)
    for sha256 in list(waiting.unattached().values_list("sha256", flat=True)):
        with transaction.atomic():
            if _being_copied():
                return forgotten
            ending.ask(*alone(sha256))
            deleted, _rows = waiting.filter(sha256=sha256).unattached().delete()
        with transaction.atomic():
            ending.ask(*alone(sha256))
            if deleted and not StoredFile.objects.filter(sha256=sha256).exists():
                storages["default"].delete(place_of(sha256))
        forgotten += deleted
    return forgotten


def _being_copied() -> bool:
    """Whether a backup runs; if none does, none begins before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_xact_lock_shared(%s)", [COPYING])
        return bool(cursor.fetchone()[0])


def alone(sha256: str) -> Statement:
    """The statement after which, until the transaction ends, nobody else keeps or forgets this content."""
    return "SELECT pg_advisory_xact_lock(%s::bigint)", [int(sha256[:15], 16)]


def write_once(sha256: str, content: bytes) -> None:
    """Put the bits at their place unless they already lie there whole, and read them back. Never over other content: the
    place is named by the content."""
    if lies_whole(sha256):
        return
    storage = storages["default"]
    place = place_of(sha256)
    if isinstance(storage, FileSystemStorage):
        _write_durably(Path(storage.path(place)), content)
    else:
        storage.save(place, ContentFile(content))
    if not lies_whole(sha256):
        raise OSError(f"the storage gave back other bits than were put at {place}")


def lies_whole(sha256: str) -> bool:
    """Whether the bits are at their place, read through to the end."""
    storage = storages["default"]
    place = place_of(sha256)
    return storage.exists(place) and _is(sha256, storage.open(place))


def pieces(sha256: str, first: int, last: int) -> Iterator[bytes]:
    """The bytes `first` to `last`, piece by piece; from a bucket only those are fetched."""
    storage = storages["default"]
    if hasattr(storage, "pieces"):
        yield from storage.pieces(place_of(sha256), first, last)
        return
    with storage.open(place_of(sha256)) as bits:
        bits.seek(first)
        left = last - first + 1
        while left > 0 and (piece := bits.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _is(sha256: str, bits: File) -> bool:
    digest = hashlib.sha256()
    with bits:
        chunks: Iterable[bytes] = bits.chunks()
        for chunk in chunks:
            digest.update(chunk)
    return digest.hexdigest() == sha256


def _write_durably(place: Path, content: bytes) -> None:
    """Whole or not at all, also when the machine stops midway: a temporary name, fsync, rename, fsync of the folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.parent / f".{secrets.token_hex(8)}.part"
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o440)
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
