"""The floor beneath live updates: sockets that are held open and told the same word, and nothing else.

One LISTEN, one bare asyncio server; no HTTP beyond the first line, no sessions, no people. `python -m congvu.bench.bare.telling
PORT DSN`
"""

import asyncio
import sys

import psycopg

CHANNEL = "congvu_bench_floor"
WORD = b'event: work\ndata: {"what": "work"}\n\n'
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: here\n\n"


class Held(asyncio.Protocol):
    """One socket."""

    everyone: "set[asyncio.Transport]" = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(HELLO)
        self.everyone.add(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.everyone.discard(self.transport)


async def tell(port: int, dsn: str) -> None:
    """Until the process is ended."""
    await asyncio.get_running_loop().create_server(Held, "127.0.0.1", port, backlog=4096)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        async for _notification in listening.notifies():
            for transport in Held.everyone:
                transport.write(WORD)


if __name__ == "__main__":
    asyncio.run(tell(int(sys.argv[1]), sys.argv[2]))
