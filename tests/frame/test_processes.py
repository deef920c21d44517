"""Several processes as one: what dies comes back, all end together, nothing is left running."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.frame.waiting import ask, database_url, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
LIVES = "import os, time; print(os.getpid(), flush=True); time.sleep(120)"
STUBBORN = "import os, signal, time; signal.signal(15, signal.SIG_IGN); print(os.getpid(), flush=True); time.sleep(120)"
WITH_A_CHILD = (
    "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '120']);"
    "print(child.pid, flush=True); time.sleep(120)"
)
DIES = "print('here', flush=True)"
INSPECTORS = Path(sys.executable).name[:15]  # the nest is a program of its own, and called so


class Supervised:
    """A supervisor in a process of its own, and what it says."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=environment
        )

    def says(self, wanted: str) -> str:
        """The next line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if wanted in line:
                return line.strip()
        raise AssertionError(f"it ended without saying {wanted!r}")

    def pid_of(self, part: str) -> int:
        return int(self.says(f"{part:<6} | ").split("|")[1])


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervised]]:
    started: list[Supervised] = []

    def start(**parts: str) -> Supervised:
        command = [sys.executable, "-m", "tests.frame.supervise", *(f"{name}={text}" for name, text in parts.items())]
        started.append(Supervised(command))
        return started[-1]

    yield start
    for supervised in started:
        supervised.process.kill()
        supervised.process.wait()
        assert supervised.process.stdout is not None
        supervised.process.stdout.close()


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_part_that_dies_is_started_again_and_said_so(supervise: Callable[..., Supervised]) -> None:
    supervised = supervise(brief=DIES)
    assert "has ended with 0: starting it again in 1 s" in supervised.says("has ended")
    assert supervised.says("here")
    assert "in 3 s" in supervised.says("has ended")


@pytest.mark.faults
def test_a_part_that_is_killed_comes_back(supervise: Callable[..., Supervised]) -> None:
    supervised = supervise(lives=LIVES)
    first = supervised.pid_of("lives")
    os.kill(first, signal.SIGKILL)
    assert "has ended with -9" in supervised.says("has ended")
    assert supervised.pid_of("lives") != first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_end_when_asked(supervise: Callable[..., Supervised], number: int) -> None:
    supervised = supervise(lives=LIVES)
    pid = supervised.pid_of("lives")
    supervised.process.send_signal(number)
    assert supervised.process.wait(5) == 0
    assert not runs(pid)


def test_who_does_not_end_when_asked_is_ended(supervise: Callable[..., Supervised]) -> None:
    supervised = supervise(deaf=STUBBORN)
    pid = supervised.pid_of("deaf")
    supervised.process.terminate()
    assert supervised.process.wait(10) == 0
    assert not runs(pid)


def test_children_of_a_part_do_not_outlive_it(supervise: Callable[..., Supervised]) -> None:
    supervised = supervise(parent=WITH_A_CHILD)
    pid = supervised.pid_of("parent")
    supervised.process.terminate()
    assert supervised.process.wait(5) == 0
    wait_until(lambda: not runs(pid))


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_the_parts_end_when_the_supervisor_is_killed(supervise: Callable[..., Supervised]) -> None:
    supervised = supervise(lives=LIVES)
    pid = supervised.pid_of("lives")
    supervised.process.kill()
    wait_until(lambda: not runs(pid))


def children_of(pid: int) -> list[int]:
    shown = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(child) for child in shown.split() if runs(int(child))]


def name_of(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


@pytest.fixture
def whole_house() -> Iterator[tuple[Supervised, int, int]]:
    """`congvu serve` as it is run, on the database of the tests."""
    pages, live = free_port(), free_port()
    command = [sys.executable, "-m", "congvu", "serve", "--port", str(pages), "--live-port", str(live)]
    supervised = Supervised(command, os.environ | {"DATABASE_URL": database_url(), "CONGVU_TESTING": "1"})
    try:
        wait_until(lambda: ask(pages, "/accounts/login/")[0] == 200 and ask(live, "/live/health")[0] == 200, 30)
        yield supervised, pages, live
    finally:
        supervised.process.terminate()
        supervised.process.wait(15)
        assert supervised.process.stdout is not None
        supervised.process.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_the_whole_house_opens_and_closes(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, pages, live = whole_house
    parts = children_of(supervised.process.pid)
    assert len(parts) == 4
    supervised.process.send_signal(signal.SIGINT)
    assert supervised.process.wait(8) == 0
    assert not any(runs(part) for part in parts)
    assert ask(pages, "/accounts/login/")[0] == 0
    assert ask(live, "/live/health")[0] == 0


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_pages_come_back_after_their_process_was_killed(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, pages, _ = whole_house
    for part in children_of(supervised.process.pid):
        if name_of(part) == "congvu web":
            os.kill(part, signal.SIGKILL)
    supervised.says("web    | has ended with -9")
    wait_until(lambda: ask(pages, "/accounts/login/")[0] == 200, 20)


def everyone_below(pid: int) -> list[int]:
    below = children_of(pid)
    return below + [one for child in below for one in everyone_below(child)]


def connected() -> set[str]:
    """All connections of this machine, as the kernel numbers them: TCP ("01" is established) and Unix ("03" is connected)."""
    tcp = [line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()]
    unix = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()]
    return {words[9] for words in tcp if words[3] == "01"} | {words[6] for words in unix if words[5] == "03"}


def connections_of(pid: int) -> set[str]:
    """Those a process holds."""
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.add(os.readlink(file).removeprefix("socket:[").removesuffix("]"))
    return found & connected()


@pytest.mark.django_db(transaction=True)
def test_no_two_processes_share_a_connection(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, pages, _ = whole_house
    for _ in range(8):
        assert ask(pages, "/health/ready")[0] == 200
    door = connections_of(supervised.process.pid)
    assert len(door) == 2, "the supervisor holds the two ends of the way to the inspectors and nothing else"
    held = [number for pid in everyone_below(supervised.process.pid) for number in connections_of(pid) - door]
    assert sorted(held) == sorted(set(held))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()")
        names = {name for (name,) in cursor.fetchall()}
    assert {"congvu web pool", "congvu live", "congvu worker pool"} <= names


@pytest.mark.django_db(transaction=True)
def test_what_was_loaded_once_is_in_memory_once(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, pages, _ = whole_house
    for _ in range(40):
        assert ask(pages, "/accounts/login/")[0] == 200
    for pid in everyone_below(supervised.process.pid):
        if name_of(pid).startswith("congvu "):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            held = {line.split(":")[0]: int(line.split()[1]) for line in lines}
            assert held["Private_Dirty"] < held["Rss"] / 3, name_of(pid)


@pytest.mark.django_db(transaction=True)
def test_pages_know_the_ports_they_were_started_with(whole_house: tuple[Supervised, int, int]) -> None:
    _, pages, live = whole_house
    asked = http.client.HTTPConnection("127.0.0.1", pages, timeout=5)
    asked.request("GET", "/accounts/login/")
    allowed = asked.getresponse().headers["Content-Security-Policy"]
    asked.close()
    assert f"http://127.0.0.1:{live}" in allowed


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["worker", "live", "files"])
def test_every_part_comes_back(whole_house: tuple[Supervised, int, int], part: str) -> None:
    supervised, _, _ = whole_house
    names = {name_of(pid): pid for pid in children_of(supervised.process.pid)}
    os.kill(names.get(f"congvu {part}", names[INSPECTORS]), signal.SIGKILL)
    supervised.says(f"{part:<6} | has ended with -9")
    wait_until(lambda: len(children_of(supervised.process.pid)) == 4)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_who_serves_pages_does_not_outlive_both_above(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, pages, _ = whole_house
    everyone = everyone_below(supervised.process.pid)
    granian = next(pid for pid in children_of(supervised.process.pid) if name_of(pid) == "congvu web")
    for pid in (supervised.process.pid, granian):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(runs(pid) for pid in everyone))
    assert ask(pages, "/accounts/login/")[0] == 0


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_killed_house(whole_house: tuple[Supervised, int, int]) -> None:
    supervised, _, _ = whole_house
    parts = children_of(supervised.process.pid)
    workers = [worker for part in parts for worker in children_of(part)]
    assert len(workers) >= 3
    supervised.process.kill()
    wait_until(lambda: not any(runs(pid) for pid in [*parts, *workers]))


def test_a_taken_port_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "congvu", "serve", "--only", "web", "--port", str(port)]
        environment = os.environ | {"CONGVU_TESTING": "1", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
        tried = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert tried.returncode == 1
    assert f"The port {port} of 127.0.0.1 is not free" in tried.stderr
