"""Pages, live updates and background jobs, supervised together."""

import argparse
import multiprocessing
import os
import socket
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian.cli import cli

from congvu.config.commands import say
from congvu.config.embedded import place
from congvu.config.loading import load
from congvu.config.postgres import Server
from congvu.config.processes import Part, Supervisor, end_with
from congvu.core import serving
from congvu.files import sandbox
from congvu.files.standing import keep_nest

PARTS = ("web", "live", "worker")
LOOK_INTO_FILES = {"web", "worker"}
PAGES, STREAMS = "congvu.config.wsgi:application", "congvu.notifications.live:application"
JOBS = ("worker", "--concurrency", "2", "--shutdown-graceful-timeout", "5")


class Command(BaseCommand):
    help = "Chạy toàn bộ: trang, cập nhật tức thời, việc nền. / Run pages, live updates and background jobs together."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port of the pages (default: 8000)")
        parser.add_argument("--live-port", type=int, default=settings.LIVE_PORT, help="of live updates (default: 8001)")
        parser.add_argument("--workers", type=int, default=2, help="processes that serve pages (default: 2)")
        parser.add_argument("--only", choices=PARTS, help="run this part alone, to run several of it elsewhere")

    def handle(self, *, host: str, port: int, live_port: int, workers: int, only: str | None, **_: Any) -> None:
        wanted = (only,) if only else PARTS
        parts = [part for part in make_parts(host, port, live_port, workers) if part.name in wanted]
        for name, number in (("web", port), ("live", live_port)):
            if name in wanted:
                refuse_taken(host, number)
        for part in parts:
            empty(Path(part.environment["PROMETHEUS_MULTIPROC_DIR"]))
        if LOOK_INTO_FILES & set(wanted):
            parts.append(make_nest())
        load()
        plain = settings.LOG_FORMAT == "json"
        Supervisor(parts, say, revive if settings.EMBEDDED else lambda: None, plain=plain).run()


def make_parts(host: str, port: int, live_port: int, workers: int) -> list[Part]:
    def told(name: str, number: int) -> dict[str, str]:
        """What a part is told: its name for the database, and where it keeps what it counts."""
        folder = str(settings.METRICS / f"{name}-{number}")
        return {"PGAPPNAME": f"congvu {name} pool", "PROMETHEUS_MULTIPROC_DIR": folder}

    pages = serving.pages(PAGES, host, port, workers)
    streams = serving.streams(STREAMS, host, live_port)
    return [
        Part("web", partial(serve, pages), told("web", port)),
        Part("live", partial(serve, streams), told("live", live_port)),
        Part("worker", partial(call_command, "procrastinate", *JOBS), told("worker", os.getpid())),
    ]


def make_nest() -> Part:
    """Where the inspectors of all who look into files come from. It does not die with the one who asks."""
    inside, outside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sandbox.ask_at(outside)
    return Part("files", partial(keep_nest, inside))


def serve(words: Sequence[str]) -> None:
    """Granian, until it is told to end. Its workers are forks as well, and end with it even when it is killed."""
    ours = os.getpid()
    os.register_at_fork(after_in_child=lambda: end_with(ours))
    multiprocessing.set_start_method("fork", force=True)
    cli.main(list(words), standalone_mode=False)


def empty(folder: Path) -> None:
    """A folder for what the part's processes count; what those of an earlier start counted is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"The port {port} of {host} is not free ({os.strerror(error.errno or 0)}): choose others, "
                f"such as --port {port + 100} --live-port {port + 101}."
            ) from error


def revive() -> None:
    """The embedded database, started again if it died."""
    Server(place(settings.DATA), say, safe=not settings.TESTING).revive()
