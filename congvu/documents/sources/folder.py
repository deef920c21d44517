"""A watched folder: what a scanner or a colleague puts there is taken once it has stopped growing, and moved to `taken/`; what
may not come in goes to `refused/` with a text beside it that says why. Nothing is deleted."""

import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from congvu.documents.models import Arrival, ArrivalState, Source
from congvu.documents.sources import faults
from congvu.documents.sources.places import Folder, source_of
from congvu.documents.sources.remembering import cannot_be_read, dealt_with, is_due, take, was_read

TAKEN, REFUSED = "taken", "refused"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
_AT_ONCE = 100


@dataclass(frozen=True)
class Found:
    """A file of the folder as it lies there now."""

    path: Path
    size: int
    changed: int  # nanoseconds

    @property
    def look(self) -> list[int]:
        return [self.size, self.changed]

    @property
    def key(self) -> str:
        return f"{self.path.name[:240]}:{self.size}:{self.changed}"


def read_folder(folder: Folder, at: datetime) -> int:
    """Take what is complete; how many came in or were refused."""
    source = source_of(folder, timezone.localdate(at))
    if source is None:
        return 0
    try:
        found = list(_found(folder.path))
        for name in (TAKEN, REFUSED):
            (folder.path / name).mkdir(exist_ok=True)
    except (FileNotFoundError, NotADirectoryError):
        cannot_be_read(source, faults.MISSING, at)
        return 0
    except OSError:
        cannot_be_read(source, faults.UNWRITABLE, at)
        return 0
    complete = [one for one in found if source.seen.get(one.path.name) == one.look][:_AT_ONCE]
    known = dealt_with(source, [one.key for one in complete])
    done = sum(_take(source, folder, one, known.get(one.key), at) for one in complete)
    Source.objects.filter(pk=source.pk).update(seen={one.path.name: one.look for one in found if one.path.exists()})
    was_read(source, at)
    return done


def _found(folder: Path) -> list[Found]:
    """The plain files of the folder, the oldest first: no links, nothing hidden, nothing half copied."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.lower().endswith(_UNFINISHED):
                continue
            if entry.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # taken away meanwhile
                    told = entry.stat(follow_symlinks=False)
                    found.append(Found(Path(entry.path), told.st_size, told.st_mtime_ns))
    return sorted(found, key=lambda one: (one.changed, one.path.name))


def _take(source: Source, folder: Folder, found: Found, known: Arrival | None, at: datetime) -> bool:
    """Take one file in, unless that was done before we were stopped; then move it."""
    if is_due(known, at):
        content = _bits(found.path)  # one byte more than may come in, then the door says that it is too large
        if content is None:
            return False
        known = take(source, content, name=found.path.name, key=found.key, known=known, at=at)
    if known is None or known.state == ArrivalState.FAILED:
        return False
    refused = known.state == ArrivalState.REFUSED
    place = _moved(found.path, folder.path / (REFUSED if refused else TAKEN))
    if refused:
        place.with_name(f"{place.name}.reason.txt").write_text(f"{known.reason}\n", encoding="utf-8")
    return True


def _bits(path: Path) -> bytes | None:
    """The bits; None when the file was taken away meanwhile. A link put in its place is not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(settings.FILES_MAX_BYTES + 1)


def _moved(path: Path, folder: Path) -> Path:
    """Move the file there, under another name where one of its name lies there already."""
    place = folder / path.name
    if place.exists():
        place = folder / f"{path.stem}-{secrets.token_hex(4)}{path.suffix}"
    path.rename(place)
    return place
