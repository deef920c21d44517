"""Where the embedded PostgreSQL lives and listens: a socket in its own folder, no port.

Only asks the file system, so that the settings of every process come to the same answer; `postgres.py` starts it.
"""

import hashlib
import os
import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ORDINARY_USERS = ("congvu", "postgres", "nobody", "daemon")
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may have 107 bytes


@dataclass(frozen=True)
class Place:
    """The home of the database, and the ordinary user it runs as when we are root (PostgreSQL refuses to be root)."""

    home: Path
    user: str | None = None
    moved_from: Path | None = None  # the data folder it could not be in

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def socket(self) -> Path:
        return socket_folder(self.home)

    @property
    def url(self) -> str:
        return f"postgresql://congvu@/congvu?host={quote(str(self.socket))}"


def place(data: Path) -> Place:
    """Where the database of this data folder is.

    Inside the data folder; but when we are root and the ordinary user may not enter the data folder, in a folder of its
    own in /var/lib, because the mode of a folder that is not ours is never changed. A database that is there already
    stays where it is, with its owner.
    """
    if os.geteuid() != 0:
        return Place(data)
    elsewhere = _elsewhere(data)
    for home, moved_from in ((data, None), (elsewhere, data)):
        cluster = home / "postgres"
        if (cluster / "PG_VERSION").exists():
            return Place(home, pwd.getpwuid(cluster.stat().st_uid).pw_name, moved_from)
    user = ordinary_user()
    return Place(data, user) if may_enter(user, data) else Place(elsewhere, user, data)


def socket_folder(home: Path) -> Path:
    """The folder of the socket: beside the database, or in the temporary folder when the home is too deep."""
    folder = home / "postgres-run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path(tempfile.gettempdir()) / f"congvu-{_mark(home)}"
    return folder


def embedded_url(data: Path) -> str:
    return place(data).url


def ordinary_user() -> str:
    """The first of the known ordinary users this machine has."""
    known = {entry.pw_name for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ORDINARY_USERS:
        if name in known:
            return name
    raise OSError(f"PostgreSQL does not run as root, and this machine has no user {' or '.join(ORDINARY_USERS)}.")


def may_enter(user: str, folder: Path) -> bool:
    """Whether the user may pass through the folder and all above it. What does not exist yet will be made passable."""
    return all(_passable(user, step) for step in (folder, *folder.parents) if step.exists())


def _passable(user: str, folder: Path) -> bool:
    entry, status = pwd.getpwnam(user), folder.stat()
    if status.st_uid == entry.pw_uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid in os.getgrouplist(user, entry.pw_gid):
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _elsewhere(data: Path) -> Path:
    base = Path("/var/lib")
    if not os.access(base, os.W_OK):
        base = Path(tempfile.gettempdir())
    return base / f"congvu-{_mark(data)}"


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
