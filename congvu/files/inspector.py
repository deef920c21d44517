"""The process that looks into files: reads requests, forks a child with limits for each, writes answers.

Started by `congvu.files.standing` as `python -m congvu.files.inspector`; it holds no settings, no secrets, no database. With
`--nest` it is there for many: `congvu serve` starts one, and it forks a warm inspector for every socket it is sent.
Its first line says that it is ready. A request is a JSON line {"task", "name", "size", "besides", "seconds"}, the bytes
of the file and those of what goes with it; an answer is a JSON line. The child may tell it in parts, a line each: what it told
before it broke stands. Where the system cannot fork (Windows), the process looks into one file, tells the first part and ends.
"""

import base64
import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import BinaryIO

from congvu.files import limits, text
from congvu.files.inspection.door import inspect
from congvu.files.inspection.findings import BOMB, DAMAGED, Findings, Unfit
from congvu.files.inspection.layout import layout
from congvu.files.inspection.overlay import stamped
from congvu.files.inspection.page import Sheet
from congvu.files.inspection.raster import raster
from congvu.files.inspection.unpacking import opened
from congvu.files.standing import READY

if hasattr(os, "fork"):
    import resource

    # As os.fork, but the child does without what Python puts right there for threads, logs and chance, none of which is here.
    _fork = ctypes.PyDLL(None, use_errno=True).fork

_ANSWER = 256 * limits.MEBIBYTE

_UNHURRIED = ("stamp",)  # nobody waits for these: whatever else wants the processor goes before them
_LEISURE = 15  # by how much they are nicer than the rest

_TIMES = 10  # done so often, a thing is planned by Python, in pages that children then only read
_LARGEST_HOLE = 4096  # bytes that are looked for in one piece

_SHORT = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length 38>> stream
BT /F 12 Tf 20 100 Td (Cong van) Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
trailer <</Root 1 0 R /Size 6>>
startxref
0
%%EOF
"""

Part = dict[str, object]  # of an answer


def _work(task: str, content: bytes, name: str, besides: bytes) -> Iterator[Part]:
    if task == "stamp":
        yield {"pdf": base64.b64encode(stamped(content, besides)).decode()}
    elif task == "text":
        yield _words(content, name)
    elif task == "layout":
        yield {"lines": [asdict(line) for line in layout(content, name)]}
    elif task == "raster":
        yield raster(content, name, int(besides))
    elif task == "open":
        yield opened(content, name)
    else:
        findings = inspect(content, name)
        yield {"kind": findings.kind, "pages": findings.pages}
        if task == "keep" and _is_short(content, findings):
            yield {"words": _words(content, name, findings.sheets)}


def _words(content: bytes, name: str, sheets: Iterable[Sheet] = ()) -> Part:
    words, bare = text.words_of(content, name, sheets)
    return {"text": words, "bare": bare}


def _is_short(content: bytes, findings: Findings) -> bool:
    return len(content) <= limits.SMALL and (findings.kind != "pdf" or bool(findings.sheets))


def answer(task: str, content: bytes, name: str, besides: bytes) -> Iterator[Part]:
    """The parts of the answer to one request; a file that needs too much is a bomb. What breaks behind the first part takes
    nothing back of it."""
    told = False
    try:
        for part in _work(task, content, name, besides):
            yield part
            told = True
    except Unfit as unfit:
        if not told:
            yield {"unfit": unfit.code, "fact": unfit.fact}
    except (MemoryError, RecursionError):
        if not told:
            yield {"unfit": BOMB, "fact": ""}


def _limit(seconds: float) -> None:
    """No more memory and time than a file deserves, no files written, no new programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forked(task: str, content: bytes, name: str, besides: bytes, seconds: float) -> Part:
    """The answer of a child that may be killed: the parts it has told wholly. A file on which it breaks without a word is
    damaged, one that takes too long a bomb."""
    reading, writing = os.pipe()
    child = _fork()
    if child < 0:
        raise OSError(ctypes.get_errno(), "no process for a file")
    if child == 0:
        os.close(reading)
        os.nice(_LEISURE if task in _UNHURRIED else 0)
        _answer_and_end(writing, answer(task, content, name, besides), seconds)
    os.close(writing)
    try:
        words, in_time = _heard(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    told: Part = {}
    for line in words.split(b"\n")[:-1]:
        told |= json.loads(line)
    return told or {"unfit": DAMAGED if in_time else BOMB, "fact": ""}


def _answer_and_end(writing: int, parts: Iterator[Part], seconds: float) -> None:
    """The child's life. Readers of foreign formats may break in any way: then it ends without a word."""
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _limit(seconds)
        with os.fdopen(writing, "wb") as pipe:
            for part in parts:
                pipe.write(json.dumps(part).encode() + b"\n")
                pipe.flush()
    finally:
        os._exit(0)


def _heard(pipe: int, until: float) -> tuple[bytes, bool]:
    """What the child says, and whether it ended by itself, before its time was over and without saying too much. After the first
    part of its answer little time is left to it."""
    words = bytearray()
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], left)
        if not ready:
            break
        chunk = os.read(pipe, 65536)
        if not chunk:
            return bytes(words), True
        words += chunk
        if len(words) > _ANSWER:
            break
        if b"\n" in chunk:
            until = min(until, time.monotonic() + limits.WORDS_SECONDS)
    return bytes(words), False


def warm_up() -> None:
    """Look into a letter of our own, so that what the readers set up once is there in every child; what is there then is never
    looked through for garbage again."""
    for task in ("stamp", "layout", "keep") * _TIMES:
        list(answer(task, _SHORT, "a.pdf", _SHORT))
    gc.collect()
    gc.freeze()
    _fill_holes()


def _fill_holes() -> None:
    """Take what memory lies free between all that is loaded: a child then writes where nothing else is, and no page has to be
    copied for it there."""
    if sys.platform != "linux":
        return
    memory = ctypes.CDLL(None)
    if not hasattr(memory, "malloc_trim"):  # another library than GNU's, which may keep its memory in another way
        return
    memory.malloc.restype = memory.sbrk.restype = ctypes.c_void_p
    memory.malloc.argtypes = [ctypes.c_size_t]
    end = memory.sbrk(0)
    for size in range(_LARGEST_HOLE, 0, -16):
        while memory.malloc(size) < end:
            continue


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
            result = next(answer(request["task"], content, request["name"], besides))
        del content
        answers.write(json.dumps(result).encode() + b"\n")
        answers.flush()
        if not hasattr(os, "fork"):
            return


def hatch(door: socket.socket) -> None:
    """An inspector for every socket that comes through the door, until nobody is left who could send one."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that have ended need no burial
    while True:
        _words, asker, _flags, _address = socket.recv_fds(door, 1, 1)
        if not asker:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()  # an inspector must not see what others ask
            _serve_and_end(asker[0])
        os.close(asker[0])


def _serve_and_end(asker: int) -> None:
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # whoever asked is gone
            serve(os.fdopen(asker, "rb"), os.fdopen(os.dup(asker), "wb"))
    finally:
        os._exit(0)


if __name__ == "__main__":
    warm_up()
    if sys.argv[1:] == ["--nest"]:
        hatch(socket.socket(fileno=sys.stdin.fileno()))
    else:
        serve(sys.stdin.buffer, sys.stdout.buffer)
