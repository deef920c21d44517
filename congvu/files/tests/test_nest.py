"""Inspectors from the nest of `congvu serve`: each asker has its own, and whatever dies is replaced."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from congvu.files import inspector as program
from congvu.files import sandbox
from congvu.files.standing import ENVIRONMENT, INSPECTOR, Hatched, Program
from congvu.files.tests.office_files import pdf_file

GOOD = {"kind": "pdf", "pages": 1}
QUESTION = {"task": "inspect", "name": "a.pdf", "besides": 0, "seconds": 10}


@dataclass
class Nest:
    """A nest and the door of whoever asks there."""

    process: subprocess.Popen[bytes]
    door: socket.socket

    def hatched(self) -> list[int]:
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in told.split()]


@pytest.fixture
def nest() -> Iterator[Nest]:
    inside, outside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    outside.settimeout(5)
    with outside, inside:
        process = subprocess.Popen([*INSPECTOR, "--nest"], stdin=inside, env=ENVIRONMENT)
        yield Nest(process, outside)
        process.kill()
        process.wait()


def asker(nest: Nest) -> sandbox._Inspector:
    inspector = sandbox._Inspector()
    inspector.door = nest.door
    return inspector


def ask(inspector: sandbox._Inspector) -> dict[str, object]:
    content = pdf_file("a")
    return inspector.ask({**QUESTION, "size": len(content)}, content)


def test_each_asker_has_an_inspector_of_its_own(nest: Nest) -> None:
    first, second = asker(nest), asker(nest)
    assert (ask(first), ask(second)) == (GOOD, GOOD)
    assert isinstance(first.standing(), Hatched)
    assert len(nest.hatched()) == 2
    first.stop()
    second.stop()


def test_an_inspector_ends_with_its_asker(nest: Nest) -> None:
    inspector = asker(nest)
    ask(inspector)
    (pid,) = nest.hatched()
    inspector.stop()
    deadline = time.monotonic() + 5
    while nest.hatched() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


def test_a_killed_inspector_is_replaced(nest: Nest) -> None:
    inspector = asker(nest)
    ask(inspector)
    (pid,) = nest.hatched()
    os.kill(pid, 9)
    assert ask(inspector) == GOOD
    assert nest.hatched() != [pid]
    inspector.stop()


def test_without_the_nest_one_starts_an_inspector_oneself(nest: Nest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("congvu.files.standing.PATIENCE_SECONDS", 0.1)
    nest.process.kill()
    nest.process.wait()
    inspector = asker(nest)
    assert ask(inspector) == GOOD
    assert isinstance(inspector.standing(), Program)
    inspector.stop()


def test_an_inspector_cannot_hear_what_others_ask(nest: Nest) -> None:
    inspector = asker(nest)
    ask(inspector)
    (pid,) = nest.hatched()
    door = os.readlink(f"/proc/{nest.process.pid}/fd/0")
    assert door not in {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    inspector.stop()


def test_the_nest_ends_when_nobody_is_left_to_ask(nest: Nest) -> None:
    inspector = asker(nest)
    ask(inspector)
    inspector.stop()
    nest.door.close()
    assert nest.process.wait(5) == 0


def test_without_a_process_for_it_no_file_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_fork", lambda: -1)
    with pytest.raises(OSError, match="no process"):
        program._forked("inspect", pdf_file("a"), "a.pdf", b"", 10)
