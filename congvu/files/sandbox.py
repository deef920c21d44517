"""Asking about a file without trusting it: a warm process of its own does the looking (docs/mechanisms/files.md).

A few such processes stand ready per web or worker process; each serves one question at a time. The file's bytes go
through a pipe or socket, so a refused file never touches our disk.
"""

import atexit
import json
import logging
import socket
import threading
from typing import Any

from congvu.files import limits
from congvu.files.inspection.findings import DAMAGED
from congvu.files.lines import Line
from congvu.files.standing import PATIENCE_SECONDS, Broken, Hatched, Program, Standing

logger = logging.getLogger(__name__)

_STANDING = 2  # processes that stand ready


class _Inspector:
    """One warm process and the lock that gives it to one asker at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.door: socket.socket | None = None  # of the nest, where there is one
        self._standing: Standing | None = None

    def ask(self, question: dict[str, Any], content: bytes) -> dict[str, Any]:
        """The answer; a process found dead is replaced once, a file that kills it twice is damaged. Hold the lock."""
        for _attempt in (1, 2):
            standing = self.standing()
            try:
                return _exchange(standing, question, content)
            except (BrokenPipeError, ConnectionResetError, ValueError):
                self.stop()
            except BaseException:  # an answer nobody waits for must not become the next one's
                self.stop()
                raise
        return {"unfit": DAMAGED, "fact": ""}

    def standing(self) -> Standing:
        """The process; started when there is none, or when this process is a fork of the one that started it."""
        if self._standing and not self._standing.is_alive():
            self.stop()
        if self._standing is None:
            self._standing = self._hatched() or Program()
        return self._standing

    def stop(self) -> None:
        """End the process, if it is ours, and let go of its pipes."""
        standing, self._standing = self._standing, None
        if standing:
            standing.end()

    def _hatched(self) -> Standing | None:
        if self.door is None:
            return None
        try:
            return Hatched(self.door)
        except (Broken, OSError) as error:
            logger.warning("no inspector comes from the nest (%s): starting one here", type(error).__name__)
            return None


def _exchange(standing: Standing, question: dict[str, Any], content: bytes) -> dict[str, Any]:
    standing.questions.write(json.dumps(question).encode() + b"\n")
    standing.questions.write(content)
    standing.questions.flush()
    return json.loads(standing.answers.readline())


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


def ask_at(door: socket.socket) -> None:
    """From now on, here and in all forks: inspectors come from the nest behind this door."""
    door.settimeout(PATIENCE_SECONDS)
    for inspector in _inspectors:
        inspector.door = door


@atexit.register
def _end() -> None:
    for inspector in _inspectors:
        inspector.stop()
