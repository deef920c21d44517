"""A light load: some clients, each with one connection held open, ask one request after the other and clock the answers.

Plain sockets in one event loop: what the load itself costs must not be taken for what the platform costs.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

from congvu.bench.evenness import surplus

CLIENTS = 8
PATIENCE = 60  # seconds until an answer is given up
LONGEST_HEAD = 256 * 1024  # bytes of an answer's head
ATTEMPTS = 200  # to open connections so that the processes that serve hold them evenly
TAKEN = 0.002  # seconds in which a process takes a connection
FORMS = "csrftoken=BrowserThatHasBeenHereBefore0001"  # the cookie a browser has since its first page


class NoAnswer(Exception):
    """The server broke the connection or did not answer in time."""


@dataclass(frozen=True)
class Request:
    """What is asked: `session` is the key of who asks, `headers` go out as they are."""

    path: str
    session: str = ""
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def written(self, port: int) -> bytes:
        cookies = [f"sessionid={self.session}", FORMS] if self.session else []
        cookies += [self.headers["Cookie"]] if "Cookie" in self.headers else []
        head = {"Host": f"127.0.0.1:{port}", **self.headers}
        if cookies:
            head["Cookie"] = "; ".join(cookies)
        if self.body or self.method != "GET":
            head["Content-Length"] = str(len(self.body))
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return "\r\n".join((*lines, "", "")).encode() + self.body


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds the last byte of it."""

    status: int
    headers: dict[str, str]  # names in small letters; of several of a name the last
    body: bytes
    seconds: float


@dataclass
class Times:
    """What some clients saw together: the seconds of each answer, from when to when, and answers that were no success."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lasted: float = 0

    def percentile(self, part: float) -> float:
        """The seconds within which this part of the answers came: percentile(0.95)."""
        ordered = sorted(self.seconds)
        return ordered[max(ceil(part * len(ordered)) - 1, 0)]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    def add(self, other: "Times") -> None:
        """Take another round in."""
        self.seconds += other.seconds
        self.faults += other.faults
        self.lasted += other.lasted


class Client:
    """One connection, opened anew when the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> Answer:
        """Raises NoAnswer."""
        written = request.written(self.port)
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, headers, body = await self._exchange(written)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            raise NoAnswer(f"{request.method} {request.path}: {error!r}") from error
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body, time.perf_counter() - begun)

    async def _exchange(self, written: bytes) -> tuple[int, dict[str, str], bytes]:
        reader, writer = await self._opened()
        writer.write(written)
        await writer.drain()
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        headers = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in rest) if name
        }
        return int(first.split()[1]), headers, await _body(reader, headers)

    async def own_port(self) -> int:
        """By which the server knows its connection, which is opened if it is not."""
        _reader, writer = await self._opened()
        return int(writer.get_extra_info("sockname")[1])

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=LONGEST_HEAD)
        return self._streams

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readline()
    return b"".join(parts)


Work = Callable[[Client, int], Coroutine[Any, Any, None]]


def together(port: int, work: Work, clients: int = CLIENTS) -> float:
    """Let some clients work at the same time, each with its place among them, held evenly by the processes that serve; the
    seconds until the last was done."""
    some = [Client(port) for _client in range(clients)]

    async def all_of_them() -> float:
        try:
            await _evened(port, some)
            begun = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for place, client in enumerate(some):
                    group.create_task(work(client, place))
            return time.perf_counter() - begun
        finally:
            for client in some:
                client.close()

    return asyncio.run(all_of_them())


async def _evened(port: int, some: Sequence[Client]) -> None:
    """Open the connections, and those anew that are too many for their process, until none is. Raises NoAnswer."""
    for _attempt in range(ATTEMPTS):
        own = {await client.own_port(): client for client in some}
        too_many = surplus(port, own)
        if too_many == []:
            return
        for one in too_many or ():
            own[one].close()
        await asyncio.sleep(TAKEN)
    raise NoAnswer(f"The connections to port {port} are not held evenly.")


def ask_all(port: int, requests: Iterable[Request], clients: int = CLIENTS, expected: Sequence[int] = (200,)) -> Times:
    """Ask all requests, each by whichever client is free; answers with another status are told among the faults."""
    waiting = iter(requests)
    times = Times()

    async def work(client: Client, place: int) -> None:
        for request in waiting:
            try:
                answer = await client.ask(request)
            except NoAnswer as error:
                times.faults.append(str(error))
                continue
            times.seconds.append(answer.seconds)
            if answer.status not in expected:
                times.faults.append(f"{request.method} {request.path}: {answer.status}")

    times.lasted = together(port, work, clients)
    return times
