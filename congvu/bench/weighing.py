"""What the processes of the platform weigh, and how soon they stand again when they were killed."""

import http.client
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from congvu.bench import office
from congvu.bench.clients import Request, ask_all
from congvu.bench.measures import Measure

PROC = Path("/proc")
WARM = 200  # requests before it is weighed: what is loaded late is loaded then
RESTARTS = 3
MEBIBYTE = 1024 * 1024


def children(parent: int) -> list[int]:
    """The processes below one, all the way down."""
    by_parent: dict[int, list[int]] = {}
    for place in PROC.glob("[0-9]*"):
        try:
            above = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it has ended meanwhile
        by_parent.setdefault(above, []).append(int(place.name))
    found: list[int] = []
    waiting = [parent]
    while waiting:
        below = by_parent.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def weight(pids: list[int]) -> int:
    """Bytes of memory the processes hold, what they share with others counted by its share (PSS)."""
    kibibytes = 0
    for pid in pids:
        try:
            told = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        kibibytes += sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
    return kibibytes * 1024


def weights() -> Iterator[Measure]:
    """The memory of web, live and worker beside that of the bare page, both served by the same command, both warm."""
    with office.bare() as port:
        ask_all(port, (Request("/") for _request in range(WARM)))
        bare = weight(children(os.getpid()))
    with office.served() as ports:
        ask_all(ports.web, (Request("/accounts/login/") for _request in range(WARM)))
        ours = weight(children(os.getpid()))
    yield Measure("memory of web, live and worker", ours / MEBIBYTE, "MiB", bare / MEBIBYTE, "≤3 × a bare Django")


def restart() -> Iterator[Measure]:
    """Seconds from killing all web processes to the first page, under the supervisor of `congvu serve`."""
    seconds = []
    for _round in range(RESTARTS):
        with office.served() as ports:
            for pid in children(os.getpid()):
                if name_of(pid) == "congvu web":
                    os.kill(pid, signal.SIGKILL)
            begun = time.perf_counter()
            while not _answers(ports.web):
                time.sleep(0.02)
            seconds.append(time.perf_counter() - begun)
    yield Measure("restart, from kill -9 of the web to the first page", median(seconds), "s", None, "≤4 s")


def name_of(pid: int) -> str:
    """What a part of the platform calls itself; empty when it has ended meanwhile."""
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", "/accounts/login/")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
