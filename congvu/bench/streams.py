"""Many streams held open at once, each by somebody else, as browsers hold them: who heard a word, and when the last one did."""

import asyncio
import time
from collections.abc import Iterable

PATIENCE = 60  # seconds until something that should come is given up
OPENING = 200  # streams that are being opened at the same time
LONGEST_LINE = 64


class Board:
    """Who has heard what one listens for."""

    def __init__(self, word: bytes) -> None:
        self.word = word
        self.waiting: set[Stream] = set()
        self.last_at = 0.0
        self.told = 0  # words altogether
        self.all_heard = asyncio.Event()

    def arm(self, streams: Iterable["Stream"]) -> None:
        """From now on these are waited for."""
        self.waiting, self.told = set(streams), 0
        self.all_heard.clear()
        if not self.waiting:
            self.all_heard.set()

    def heard(self, stream: "Stream", times: int) -> None:
        self.told += times
        self.last_at = time.perf_counter()
        self.waiting.discard(stream)
        if not self.waiting:
            self.all_heard.set()

    async def everyone(self) -> float:
        """When the last of them had heard it."""
        async with asyncio.timeout(PATIENCE):
            await self.all_heard.wait()
        return self.last_at


class Stream(asyncio.Protocol):
    """One open page: asks once, then only listens."""

    def __init__(self, board: Board, asked: bytes) -> None:
        self.board = board
        self.asked = asked
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.is_lost = False
        self._end = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.opened.set_result(data.startswith(b"HTTP/1.1 200"))
        found = self._end + data
        times = found.count(self.board.word)
        if times:
            self._end = b""
            self.board.heard(self, times)
        else:
            self._end = found[-LONGEST_LINE:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.opened.done():
            self.opened.set_result(False)

    def close(self) -> None:
        self.transport.close()


async def opened(port: int, board: Board, asking: Iterable[bytes]) -> list[Stream]:
    """Open a stream for each of these; returns those that were taken, once each has had its first words."""
    loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(OPENING)

    async def one(asked: bytes) -> Stream | None:
        async with turn:
            try:
                async with asyncio.timeout(PATIENCE):
                    _transport, stream = await loop.create_connection(lambda: Stream(board, asked), "127.0.0.1", port)
                    return stream if await stream.opened else None
            except (OSError, TimeoutError):
                return None

    found = await asyncio.gather(*(one(asked) for asked in asking))
    return [stream for stream in found if stream is not None]
