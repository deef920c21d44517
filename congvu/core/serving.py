"""The command that serves an application; whoever compares with the platform serves the same way."""

import os
import sys

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)  # of one web process, each with one connection of the pool at most
_GRANIAN = ("-m", "granian", "--http", "1", "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
            "--workers-kill-timeout", "4")  # fmt: skip


def pages(application: str, host: str, port: int, workers: int) -> list[str]:
    """Serve pages (WSGI): so many processes, each with THREADS threads."""
    words = ("--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(THREADS))
    return [sys.executable, *_GRANIAN, "--host", host, "--port", str(port), *words, application]


def streams(application: str, host: str, port: int) -> list[str]:
    """Serve streams (ASGI): one process for many connections."""
    words = ("--interface", "asgi", "--workers", "1", "--backpressure", "20000")
    return [sys.executable, *_GRANIAN, "--host", host, "--port", str(port), *words, application]
