"""How an application is served; whoever compares with the platform serves the same way."""

import os
import sys
from collections.abc import Sequence

# Of one web process, each with one connection of the pool at most. Python lets one of them work at a time: a second one keeps it
# busy while the first waits for the database, and on a small machine others would only wait with what they hold.
THREADS = min(8, max(2, os.cpu_count() or 1))
_GRANIAN = ("--http", "1", "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
            "--workers-kill-timeout", "4")  # fmt: skip


def pages(application: str, host: str, port: int, workers: int) -> list[str]:
    """Granian's words to serve pages (WSGI): so many processes, each with THREADS threads."""
    words = ("--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(THREADS))
    return [*_GRANIAN, "--host", host, "--port", str(port), *words, application]


def streams(application: str, host: str, port: int) -> list[str]:
    """Granian's words to serve streams (ASGI): one process for many connections."""
    words = ("--interface", "asgi", "--workers", "1", "--backpressure", "20000")
    return [*_GRANIAN, "--host", host, "--port", str(port), *words, application]


def command(words: Sequence[str]) -> list[str]:
    """To serve so from a shell."""
    return [sys.executable, "-m", "granian", *words]
