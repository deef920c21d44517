"""The real service, and every way of killing it."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from tests.faults.office import ROOT, Office
from tests.frame.waiting import free_port

KINDS = ("a worker", "granian", "everything", "the supervisor")
PATIENCE = 120  # seconds until we no longer believe that it will answer


class Service:
    """`congvu serve --only web` in a session of its own. What the machine's own supervisor would do, we do: start it again
    when it has ended. `mutant` names one of tests.faults.mutants."""

    def __init__(self, office: Office, *, workers: int = 2, mutant: str = "") -> None:
        self.office = office
        self.port = free_port()
        arguments = ["--only", "web", "--port", str(self.port), "--workers", str(workers)]
        program = ["congvu", "serve"] if not mutant else ["tests.faults.serve_mutant", mutant]
        self._command = [sys.executable, "-m", *program, *arguments]
        self.workers = workers
        self._said = TemporaryFile("w+")  # noqa: SIM115 - closed by end()
        self._process: subprocess.Popen[str] | None = None
        self._besides: set[int] = set()

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env=self.office.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def kill(self, what: str) -> float:
        """kill -9; then the seconds until all who had to go are gone, all processes are there again, and a page comes."""
        everyone = self._everyone()
        supervisor, granian, *workers = everyone
        victims, doomed = {
            "a worker": (workers[:1], workers[:1]),
            "granian": ([granian], [granian, *workers]),
            "the supervisor": ([supervisor], everyone),
            "everything": (everyone, everyone),
        }[what]
        begun = time.monotonic()
        for pid in victims:
            _end(pid, signal.SIGKILL)
        self.wait_until_whole(but_for=doomed)
        return time.monotonic() - begun

    def wait_until_whole(self, but_for: Sequence[int] = ()) -> None:
        """Until supervisor, granian and every worker run, none of `but_for` does, and a page comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self._start_if_ended()
            whole = len(self._everyone()) == 2 + self.workers and not set(but_for) & set(_parents())
            if whole and self._page() == 200:
                return
            time.sleep(0.05)
        raise AssertionError(f"no page within {PATIENCE} s. The service said:\n{self.said()}")

    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def end(self) -> list[int]:
        """As an administrator ends it. Returns the processes that stayed behind nevertheless, now killed."""
        everyone = set(self._everyone())
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
        self._said.close()
        deadline = time.monotonic() + 3
        while (left := (everyone | self._besides) & set(_parents())) and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in left:
            _end(pid, signal.SIGKILL)
        return sorted(left)

    # -- the processes ------------------------------------------------------------------------------------------------
    def _everyone(self) -> list[int]:
        """The supervisor, granian, its workers. What else was started by them is remembered, and must die with them."""
        if self._process is None:
            return []
        children: dict[int, list[int]] = {}
        for child, parent in sorted(_parents().items()):
            children.setdefault(parent, []).append(child)
        found, parts = [self._process.pid], children.get(self._process.pid, [])
        granian = [pid for pid in parts if _name(pid) == "congvu web"]
        found += granian
        for pid in granian:
            found += children.get(pid, [])
        for pid in {*found[2:], *parts} - set(granian):
            self._besides.update({pid, *children.get(pid, [])} - set(found))
        return found

    def _start_if_ended(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self.start()

    def _page(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def _parents() -> dict[int, int]:
    """Every process that runs, with its parent; the dead that nobody has buried yet do not count."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state not in "ZX":
                found[int(entry.name)] = int(parent)
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _end(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
