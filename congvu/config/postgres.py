"""Starts the embedded PostgreSQL, shares it between our processes, stops it.

Two locks make it safe for several of our processes to use one server; the kernel lets go of both when a process dies.

- `postgres-start.lock`, held alone while someone starts or stops the server.
- `postgres-use.lock`, held together by everyone who uses the server. Who leaves and then gets it alone was the last:
  the last one out turns off the light, whoever it was that turned it on.

A server left running by a process killed with -9 is found by whoever comes next, who then is the one to stop it.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from congvu.config import binaries
from congvu.config.embedded import Place, may_enter
from congvu.core.postgres_programs import major_version

CONFIGURATION = """\
# Written anew at every start. Your own settings go into local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777  # the folder around it lets only its owner in
max_connections = 100
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
io_method = sync  # what the machine keeps in memory is read sooner than a process that reads is woken
shared_preload_libraries = 'pg_prewarm'  # after a restart it reads again what it had in memory, beside its work
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = off  # this build knows only pglz, 60 µs of processor a page; the log is kept no longer than a checkpoint
huge_pages = off
jit = off
synchronous_commit = on
fsync = {fsync}
full_page_writes = {fsync}
dynamic_shared_memory_type = {shared_memory}
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_min_duration_statement = 1000
default_text_search_config = 'pg_catalog.simple'
include_if_exists = 'local.conf'
"""
SMALL_SHARED_MEMORY = 512 * 1024 * 1024  # containers often have 64 MB, too little for a parallel query
LEAST_BUFFERS, MOST_BUFFERS = 256, 4096  # MB
ALLOWED = Path("/sys/fs/cgroup/memory.max")  # of a container, in bytes; else "max", or there is none
LOG_KEPT_BYTES = 10 * 1024 * 1024
STARTING_SECONDS = 600  # a long recovery after a crash
STOPPING_SECONDS = 60

Say = Callable[[str], None]


class DatabaseRefused(Exception):
    """The embedded database cannot be started; the message says why and what to do."""


class Server:
    """The embedded server of one place, as one of our processes sees it. Use it with `with`."""

    def __init__(self, place: Place, say: Say, *, safe: bool = True) -> None:
        self.place = place
        self.say = say
        self.safe = safe  # False gives up fsync: for tests only
        self._use: IO[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.attach()
        except BaseException:
            self.leave()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.leave()

    def attach(self) -> None:
        """Use the server: the one that runs, or one started now. Raises DatabaseRefused."""
        make_home(self.place)
        with self._starting():
            if self._use is None:
                self._use = open(self.place.home / "postgres-use.lock", "ab")  # noqa: SIM115 - held until leave()
                fcntl.flock(self._use, fcntl.LOCK_SH)
            self._ensure()

    def leave(self) -> None:
        """Stop using the server; the last one stops it."""
        if self._use is None:
            return
        with self._starting(), self._use as use:
            self._use = None
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if postmaster(self.place.cluster) is not None:
                self._stop()

    def revive(self) -> bool:
        """Start the server again if it died under us. Says whether that was needed."""
        if postmaster(self.place.cluster) is not None:
            return False
        with self._starting():
            self.say("PostgreSQL has died: starting it again")
            self._ensure()
        return True

    def _starting(self) -> "_Lock":
        return _Lock(self.place.home / "postgres-start.lock")

    def _ensure(self) -> None:
        if postmaster(self.place.cluster) is None:
            folder = binaries.ready_for(self.place, self.say)
            self._refuse_another_version(folder)
            if not (self.place.cluster / "PG_VERSION").exists():
                self._make_cluster(folder)
            self._start(folder)
        self._make_database()

    def _refuse_another_version(self, folder: Path) -> None:
        file = self.place.cluster / "PG_VERSION"
        if not file.exists():
            return
        theirs, ours = file.read_text().strip(), str(major_version(folder))
        if theirs != ours:
            raise DatabaseRefused(
                f"The database in {self.place.cluster} was made by PostgreSQL {theirs}; this is PostgreSQL "
                f"{ours}, which cannot read it. Save it with the version that made it (pg_dump), move the folder away, "
                f"and load the copy into a new one; or install the release of Công Vụ that brought PostgreSQL {theirs}."
            )

    def _make_cluster(self, folder: Path) -> None:
        """initdb in a folder beside, then one rename: a start that was killed never leaves half a database."""
        begun, half = time.monotonic(), self.place.home / "postgres.new"
        if self.place.moved_from:
            self.say(
                f"We are root, PostgreSQL must not be, and the user {self.place.user} may not enter "
                f"{self.place.moved_from}: the database goes to {self.place.home}"
            )
        if half.exists():
            shutil.rmtree(half)
        make_private(half, self.place)
        command: list[str | Path] = [folder / "initdb", "-D", half, "-U", "congvu", "-E", "UTF8", "--auth=peer"]
        if major_version(folder) >= 17:  # the order of C, and capital letters of every language
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            command += ["--locale=C"]
        made = self._run(*command, *([] if self.safe else ["--no-sync"]))
        if made.returncode:
            raise DatabaseRefused(f"initdb could not make the database in {half}:\n{made.stdout}")
        half.rename(self.place.cluster)
        major, seconds = major_version(folder), time.monotonic() - begun
        self.say(f"PostgreSQL {major}: new database in {self.place.cluster} ({seconds:.1f} s)")

    def _configure(self) -> None:
        cluster, memory = self.place.cluster, Path("/dev/shm")  # noqa: S108 - only its size is asked
        buffers = buffers_for(memory_of_machine()) if self.safe else LEAST_BUFFERS
        small = not memory.is_dir() or shutil.disk_usage(memory).total < SMALL_SHARED_MEMORY
        texts = {
            "postgresql.conf": CONFIGURATION.format(
                socket=self.place.socket,
                buffers=buffers,
                cache=4 * buffers,
                fsync="on" if self.safe else "off",
                shared_memory="mmap" if small else "posix",
            ),
            "pg_hba.conf": "local all congvu peer map=ours\n",
            "pg_ident.conf": f"ours {pwd.getpwuid(os.geteuid()).pw_name} congvu\n",
        }
        for name, text in texts.items():  # written outside and moved in: root never writes through a link in there
            file = self.place.home / f"{name}.new"
            file.write_text(text)
            give(file, self.place)
            file.replace(cluster / name)

    def _start(self, folder: Path) -> None:
        begun, cluster, log = time.monotonic(), self.place.cluster, self.place.cluster / "server.log"
        make_private(self.place.socket, self.place)
        for left in (cluster / "postmaster.pid", *self.place.socket.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)  # no server runs here: whatever process now has that number, it is not ours
        if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
            log.replace(cluster / "server.log.1")
        self._configure()
        wait = ("-w", "-s", "-t", str(STARTING_SECONDS))
        while (started := self._run(folder / "pg_ctl", "start", "-D", cluster, "-l", log, *wait)).returncode:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else ""
            dying = "pre-existing shared memory block" in tail  # children of a killed server, about to notice
            if not dying or time.monotonic() - begun > 30:
                raise DatabaseRefused(f"PostgreSQL did not start: {started.stdout}\nThe end of {log}:\n{tail}")
            time.sleep(0.3)
        self.say(f"PostgreSQL {major_version(folder)} runs ({time.monotonic() - begun:.1f} s), log: {log}")

    def _stop(self) -> None:
        folder, begun = binaries.ready_for(self.place, self.say), time.monotonic()
        wait = ("-w", "-s", "-t", str(STOPPING_SECONDS))
        for mode in ("fast", "immediate"):
            if self._run(folder / "pg_ctl", "stop", "-D", self.place.cluster, "-m", mode, *wait).returncode == 0:
                break
        self.say(f"PostgreSQL stopped ({time.monotonic() - begun:.1f} s)")

    def _make_database(self) -> None:
        """Also the proof that the server answers us."""
        deadline = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                with psycopg.connect(
                    host=str(self.place.socket), user="congvu", dbname="postgres", autocommit=True
                ) as connection:
                    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'congvu'").fetchone()
                    if found is None:
                        connection.execute("CREATE DATABASE congvu")
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or postmaster(self.place.cluster) is None:
                    raise DatabaseRefused(f"PostgreSQL does not answer in {self.place.socket}: {error}") from error
            time.sleep(0.1)

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """One of PostgreSQL's programs, as the ordinary user if we are root."""
        entry = pwd.getpwnam(self.place.user) if self.place.user else None
        return subprocess.run(
            [str(word) for word in command],
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            umask=0o077,
            user=entry.pw_uid if entry else None,
            group=entry.pw_gid if entry else None,
            extra_groups=[] if entry else None,
        )


class _Lock:
    """A file lock held alone for the length of a `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = open(self.path, "ab")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def postmaster(cluster: Path) -> int | None:
    """The number of the server process of this database, if it runs; a recycled number is told by the command line."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if pid <= 0:
        return None
    words = _command_line(pid)
    return pid if words and Path(words[0]).name == "postgres" and str(cluster) in words else None


def _command_line(pid: int) -> list[str]:
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            return [os.fsdecode(word) for word in (proc / str(pid) / "cmdline").read_bytes().split(b"\0")]
        except (FileNotFoundError, ProcessLookupError):
            return []
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    return shown.stdout.split()


def memory_of_machine() -> int:
    """The bytes the machine has, or its container may use."""
    has = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    allowed = ALLOWED.read_text().strip() if ALLOWED.is_file() else ""
    return min(has, int(allowed)) if allowed.isdigit() else has


def buffers_for(memory: int) -> int:
    """The MB in which PostgreSQL itself keeps pages: an eighth of the memory. What lies there is not read again."""
    return min(max(memory // 8 >> 20, LEAST_BUFFERS), MOST_BUFFERS)


def make_home(place: Place) -> None:
    """The data folder and what is missing above it. Folders that exist keep their mode; nobody may look into ours."""
    missing = [step for step in (place.home, *place.home.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        step.chmod(0o755 if step != place.home else 0o711 if place.user else 0o700)
    if place.user and not may_enter(place.user, place.home):
        raise DatabaseRefused(
            f"The database in {place.home} belongs to the user {place.user}, who may no longer enter that folder. "
            f"Give others the right to pass (chmod o+x) or move the data folder."
        )


def make_private(folder: Path, place: Place) -> None:
    """A folder only its owner may enter, the owner being whoever the server runs as."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    owners = {os.geteuid(), pwd.getpwnam(place.user).pw_uid} if place.user else {os.geteuid()}
    if folder.is_symlink() or status.st_uid not in owners:
        raise DatabaseRefused(f"{folder} belongs to someone else: remove it, or choose another data folder.")
    folder.chmod(0o700)
    give(folder, place)


def give(path: Path, place: Place) -> None:
    """Hand a path over to the user the server runs as."""
    if place.user:
        entry = pwd.getpwnam(place.user)
        os.chown(path, entry.pw_uid, entry.pw_gid)
