"""The process that looks into files: reads requests, forks a child with limits for each, writes answers.

Started by `congvu.files.sandbox` as `python -m congvu.files.inspector`; it holds no settings, no secrets, no database.
Its first line says that it is ready. A request is a JSON line {"task", "name", "size", "besides", "seconds"}, the bytes
of the file and those of what goes with it; an answer is a JSON line. Where the system cannot fork (Windows), the process
looks into one file and ends.
"""

import base64
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import BinaryIO

from congvu.files import limits, text
from congvu.files.inspection.door import inspect
from congvu.files.inspection.findings import BOMB, DAMAGED, Unfit
from congvu.files.inspection.layout import layout
from congvu.files.inspection.overlay import stamped
from congvu.files.inspection.raster import raster
from congvu.files.inspection.unpacking import opened
from congvu.files.sandbox import READY

if hasattr(os, "fork"):
    import resource

_ANSWER = 256 * limits.MEBIBYTE


def _work(task: str, content: bytes, name: str, besides: bytes) -> dict[str, object]:
    if task == "stamp":
        return {"pdf": base64.b64encode(stamped(content, besides)).decode()}
    if task == "text":
        return {"text": text.extracted(content, name), "bare": text.pages_without(content, name)}
    if task == "layout":
        return {"lines": [asdict(line) for line in layout(content, name)]}
    if task == "raster":
        return raster(content, name, int(besides))
    if task == "open":
        return opened(content, name)
    findings = inspect(content, name)
    return {"kind": findings.kind, "pages": findings.pages}


def answer(task: str, content: bytes, name: str, besides: bytes) -> dict[str, object]:
    """The answer to one request; a file that needs too much is a bomb."""
    try:
        return _work(task, content, name, besides)
    except Unfit as unfit:
        return {"unfit": unfit.code, "fact": unfit.fact}
    except (MemoryError, RecursionError):
        return {"unfit": BOMB, "fact": ""}


def _limit(seconds: float) -> None:
    """No more memory and time than a file deserves, no files written, no new programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forked(task: str, content: bytes, name: str, besides: bytes, seconds: float) -> dict[str, object]:
    """The answer of a child that may be killed. A file on which it breaks without a word is damaged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer_and_end(writing, lambda: answer(task, content, name, besides), seconds)
    os.close(writing)
    try:
        words = _heard(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if words is None:
        return {"unfit": BOMB, "fact": ""}
    return json.loads(words) if words else {"unfit": DAMAGED, "fact": ""}


def _answer_and_end(writing: int, ask: Callable[[], dict[str, object]], seconds: float) -> None:
    """The child's life. Readers of foreign formats may break in any way: then it ends without a word."""
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _limit(seconds)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(ask()).encode())
    finally:
        os._exit(0)


def _heard(pipe: int, until: float) -> bytes | None:
    """All the child says; None when its time is over or it says too much."""
    words = bytearray()
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], left)
        if not ready:
            return None
        chunk = os.read(pipe, 65536)
        if not chunk:
            return bytes(words)
        words += chunk
        if len(words) > _ANSWER:
            return None
    return None


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    answers.write(READY)
    answers.flush()
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        besides = requests.read(request["besides"])
        if hasattr(os, "fork"):
            result = _forked(request["task"], content, request["name"], besides, request["seconds"])
        else:
            result = answer(request["task"], content, request["name"], besides)
        del content
        answers.write(json.dumps(result).encode() + b"\n")
        answers.flush()
        if not hasattr(os, "fork"):
            return


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
