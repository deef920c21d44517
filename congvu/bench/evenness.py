"""Connections that the processes of a server hold evenly.

They fall to the processes by chance: of eight, each of two has four in a quarter of all cases, and one has six or more in another
quarter. The slowest answers then tell of chance more than of the page (docs/mechanisms/bench.md): whoever measures leaves it out.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path

_TABLE = Path("/proc/net/tcp")  # without it chance stays
_LISTENS, _STANDS = "0A", "01"


def surplus(port: int, clients: Collection[int]) -> list[int] | None:
    """Of some clients of the server at this port, each known by its own port, those that are too many for the process that holds
    them; none where one process serves. None while some are held by nobody yet."""
    sockets = {number: (other, state) for here, other, state, number in _sockets() if here == port}
    held = {pid: [sockets[number] for number in _held_by(pid) if number in sockets] for pid in _processes()}
    serving = [some for some in held.values() if any(state == _LISTENS for _other, state in some)]
    theirs = [[other for other, state in some if state == _STANDS and other in clients] for some in serving]
    if len(theirs) < 2:
        return []
    if sum(map(len, theirs)) < len(clients):
        return None
    most = ceil(len(clients) / len(theirs))
    return [other for some in theirs for other in some[most:]]


def _sockets() -> Iterator[tuple[int, int, str, str]]:
    """Of each its own port, the other end's, its state and its number."""
    for line in _TABLE.read_text().splitlines()[1:] if _TABLE.exists() else ():
        _place, here, other, state, *rest = line.split()
        yield int(here.split(":")[1], 16), int(other.split(":")[1], 16), state, rest[5]


def _processes() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit()] if _TABLE.exists() else []


def _held_by(pid: str) -> Iterator[str]:
    """The numbers of the sockets a process holds; none of one that has ended or is somebody else's."""
    with suppress(FileNotFoundError, PermissionError, ProcessLookupError):
        for file in os.listdir(f"/proc/{pid}/fd"):
            with suppress(FileNotFoundError):  # closed meanwhile
                target = os.readlink(f"/proc/{pid}/fd/{file}")
                if target.startswith("socket:["):
                    yield target[8:-1]
