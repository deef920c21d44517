"""Inspectors that stand ready: a program of one's own, or hatched by the nest of `congvu serve` (docs/mechanisms/files.md)."""

import contextlib
import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Protocol

_ROOT = Path(__file__).resolve().parents[2]
INSPECTOR = (sys.executable, "-m", "congvu.files.inspector")
ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}  # no secret of ours
READY = b'"ready"\n'  # the first line of an inspector that stands ready
PATIENCE_SECONDS = 5  # with the nest; a program of one's own is there after a quarter of a second


class Broken(Exception):
    """The process that looks into files cannot be started."""


class Standing(Protocol):
    """A warm inspector: questions go in, answers come out."""

    questions: IO[bytes]
    answers: IO[bytes]

    def is_alive(self) -> bool:
        """Whether it can still be asked."""

    def end(self) -> None:
        """Let it go, if it is ours."""


class Program:
    """A program of one's own."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self.process = subprocess.Popen(
            INSPECTOR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, env=ENVIRONMENT
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise Broken
        self.questions: IO[bytes] = self.process.stdin
        self.answers: IO[bytes] = self.process.stdout
        if self.answers.readline() != READY:
            raise Broken

    def is_alive(self) -> bool:
        return self.process.poll() is None and self._owner == os.getpid()

    def end(self) -> None:
        if self._owner == os.getpid():
            self.process.kill()
            self.process.wait()
        _close(self.questions, self.answers)


class Hatched:
    """A fork of the nest, for the one who asked at its door."""

    def __init__(self, door: socket.socket) -> None:
        self._owner = os.getpid()
        self._ours, theirs = socket.socketpair()
        self.questions: IO[bytes] = self._ours.makefile("wb")
        self.answers: IO[bytes] = self._ours.makefile("rb")
        with theirs:
            socket.send_fds(door, [b"?"], [theirs.fileno()])
        ready, _, _ = select.select([self._ours], [], [], PATIENCE_SECONDS)
        if not ready or self.answers.readline() != READY:
            self.end()
            raise Broken

    def is_alive(self) -> bool:
        spoke, _, _ = select.select([self._ours], [], [], 0)  # unasked it says nothing, until it has ended
        return not spoke and self._owner == os.getpid()

    def end(self) -> None:
        _close(self.questions, self.answers, self._ours)


def _close(*ways: IO[bytes] | socket.socket) -> None:
    for way in ways:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            way.close()


def keep_nest(place: socket.socket) -> None:
    """Become the nest whose door is the other end of this: a program without our settings and secrets. Does not return."""
    os.dup2(place.fileno(), 0)
    os.chdir(_ROOT)
    os.execve(sys.executable, (*INSPECTOR, "--nest"), ENVIRONMENT)  # noqa: S606 - our own words only
