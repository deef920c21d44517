"""Asking about a file without trusting it: a warm process of its own does the looking (docs/mechanisms/files.md).

A few such processes stand ready per web or worker process; each serves one question at a time. The file's bytes go
through a pipe, so a refused file never touches our disk.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from congvu.files import limits
from congvu.files.inspection.findings import DAMAGED
from congvu.files.lines import Line

_ROOT = Path(__file__).resolve().parents[2]
READY = b'"ready"\n'  # the first line of a process that stands ready
_STANDING = 2  # processes that stand ready


class Broken(Exception):
    """The process that looks into files cannot be started."""


class _Inspector:
    """One warm process and the lock that gives it to one asker at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, question: dict[str, Any], content: bytes) -> dict[str, Any]:
        """The answer; a process found dead is replaced once, a file that kills it twice is damaged. Hold the lock."""
        for _attempt in (1, 2):
            process = self.standing()
            try:
                return self._exchange(process, question, content)
            except (BrokenPipeError, ValueError):
                self.stop()
            except BaseException:  # an answer nobody waits for must not become the next one's
                self.stop()
                raise
        return {"unfit": DAMAGED, "fact": ""}

    def standing(self) -> subprocess.Popen[bytes]:
        """The process; started when there is none, or when this process is a fork of the one that started it."""
        if self._process and (self._process.poll() is not None or self._owner != os.getpid()):
            self.stop()
        if self._process is None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "congvu.files.inspector"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            )
            if self._process.stdout is None or self._process.stdout.readline() != READY:
                raise Broken
        return self._process

    def stop(self) -> None:
        """End the process, if it is ours, and let go of its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        if self._owner == os.getpid():
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _exchange(self, process: subprocess.Popen[bytes], question: dict[str, Any], content: bytes) -> dict[str, Any]:
        if process.stdin is None or process.stdout is None:
            raise Broken
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
        return json.loads(process.stdout.readline())


_inspectors = [_Inspector() for _ in range(_STANDING)]
_free = threading.BoundedSemaphore(_STANDING)


def _ask(task: str, content: bytes, name: str, seconds: float, besides: bytes = b"") -> dict[str, Any]:
    question = {"task": task, "name": name, "size": len(content), "besides": len(besides), "seconds": seconds}
    with _free:
        inspector = next(one for one in _inspectors if one.lock.acquire(blocking=False))
        try:
            return inspector.ask(question, content + besides)
        finally:
            inspector.lock.release()


def inspected(content: bytes, name: str) -> dict[str, Any]:
    """{"kind", "pages"} of a good file, or {"unfit", "fact"}: the code of the rule it breaks and what to tell."""
    return _ask("inspect", content, name, limits.INSPECTION_SECONDS)


def looked_into(content: bytes, name: str) -> dict[str, Any]:
    """As `inspected`; of a short file that is good also its "words", in the same journey: {"text", "bare"} as `read_text` tells
    them. A file on whose words it breaks is good all the same, and comes without."""
    return _ask("keep", content, name, limits.INSPECTION_SECONDS)


def opened(content: bytes, name: str) -> dict[str, Any]:
    """{"subject", "sender", "sent_at", "message_id", "parts"} of a mail (`inspection.unpacking`), or {"unfit", "fact"}."""
    return _ask("open", content, name, limits.OPENING_SECONDS)


def read_text(content: bytes, name: str) -> dict[str, Any]:
    """{"text", "bare"} of a file already kept, `bare` the pages on which something is drawn but nothing written (scans); or
    {"unfit", "fact"}."""
    return _ask("text", content, name, limits.TEXT_SECONDS)


def layout(content: bytes, name: str) -> list[Line]:
    """The lines of the first and last pages of a file already kept, with their places; none where it cannot be read."""
    answer = _ask("layout", content, name, limits.LAYOUT_SECONDS)
    return [Line(**line) for line in answer.get("lines", ())]


def raster(content: bytes, name: str, page: int) -> dict[str, Any]:
    """{"picture"}: the page of a file already kept as PGM in base64, empty when nothing is on it; or {"unfit", "fact"}."""
    return _ask("raster", content, name, limits.RASTER_SECONDS, str(page).encode())


def stamped(content: bytes, stamp: bytes) -> dict[str, Any]:
    """{"pdf"}: a copy of the PDF with the stamp, in base64; or {"unfit", "fact"}."""
    return _ask("stamp", content, "", limits.STAMP_SECONDS, stamp)


def warm_up() -> None:
    """Let the processes stand ready before the first file comes."""
    for inspector in _inspectors:
        with inspector.lock:
            inspector.standing()


@atexit.register
def _end() -> None:
    for inspector in _inspectors:
        inspector.stop()
