"""Where copies are put: a folder, or a bucket as s3://bucket/folder. Both are asked in the same words, Django's of a storage."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from congvu.files.objects import ObjectStore

HALF_MADE = ".congvu-backup-"
DAY = 24 * 3600


class Folder(FileSystemStorage):
    """A folder. What stands there under its name is whole: written beside, flushed to the disk, renamed."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: Any) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = place.parent / f".{secrets.token_hex(8)}.part"
        try:
            with half.open("xb") as written:
                half.chmod(0o600)
                for chunk in content.chunks():
                    written.write(chunk)
                written.flush()
                os.fsync(written.fileno())
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)
        return name

    def bring_in(self, file: Path, name: str) -> None:
        """A file made in `beside()` takes its place."""
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        shutil.move(file, place)

    def beside(self) -> Path:
        """Where to make large files: on the same disk."""
        Path(self.location).mkdir(parents=True, exist_ok=True, mode=0o700)
        return Path(self.location)


class Bucket(ObjectStore):
    """A folder of a bucket."""

    def bring_in(self, file: Path, name: str) -> None:
        with file.open("rb") as content:
            self.save(name, File(content))

    def beside(self) -> Path:
        return settings.DATA


def place_at(address: str) -> Folder | Bucket:
    """The place of an address: s3://bucket/folder, else a folder of this machine."""
    parts = urlsplit(address)
    if parts.scheme == "s3":
        words = {**settings.OBJECT_STORE, "bucket_name": parts.netloc, "location": parts.path.strip("/")}
        return Bucket(**words)
    return Folder(location=Path(address).expanduser().resolve())


@contextmanager
def workroom(place: Folder | Bucket) -> Iterator[Path]:
    """A folder for what is half made; gone afterwards, and so is what a killed one left a day ago and earlier."""
    for left in place.beside().glob(f"{HALF_MADE}*"):
        if time.time() - left.stat().st_mtime > DAY:
            shutil.rmtree(left)
    with TemporaryDirectory(prefix=HALF_MADE, dir=place.beside()) as folder:
        yield Path(folder)
