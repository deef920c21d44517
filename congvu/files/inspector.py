"""The process that looks into files: reads requests, forks a child with limits for each, writes answers.

Started by `congvu.files.sandbox` as `python -m congvu.files.inspector`; it holds no settings, no secrets and no database.
A request is one JSON line {"task", "name", "size", "seconds"} followed by the file's bytes; an answer is one JSON line.
Where the system cannot fork (Windows), the process looks into one file and ends; the next one starts afresh.
"""

import json
import os
import select
import signal
import sys
import time
from typing import BinaryIO

from congvu.files import limits, text
from congvu.files.inspection.door import inspect
from congvu.files.inspection.findings import BOMB, DAMAGED, Unfit

if hasattr(os, "fork"):
    import resource

_ANSWER = 64 * limits.MEBIBYTE


def _work(task: str, content: bytes, name: str) -> dict[str, object]:
    if task == "text":
        return {"text": text.extracted(content, name)}
    findings = inspect(content, name)
    return {"kind": findings.kind, "pages": findings.pages}


def answer(task: str, content: bytes, name: str) -> dict[str, object]:
    """The answer to one request. A file on which a reader breaks is damaged; one that needs too much is a bomb."""
    try:
        return _work(task, content, name)
    except Unfit as unfit:
        return {"unfit": unfit.code, "fact": unfit.fact}
    except (MemoryError, RecursionError):
        return {"unfit": BOMB, "fact": ""}
    except Exception as error:  # readers of foreign formats raise whatever they like; the file is to blame
        return {"unfit": DAMAGED, "fact": "", "detail": f"{type(error).__name__}: {error}"[:300]}


def _limit(seconds: float) -> None:
    """No more memory and time than a file deserves, no files written, no new programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forked(task: str, content: bytes, name: str, seconds: float) -> dict[str, object]:
    """The answer of a child that may be killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        _limit(seconds)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(answer(task, content, name)).encode())
        os._exit(0)
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
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        if hasattr(os, "fork"):
            result = _forked(request["task"], content, request["name"], request["seconds"])
        else:
            result = answer(request["task"], content, request["name"])
        del content
        answers.write(json.dumps(result).encode() + b"\n")
        answers.flush()
        if not hasattr(os, "fork"):
            return


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
