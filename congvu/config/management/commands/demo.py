"""A believable office to try out, from nothing to the sign-in page."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from congvu.config import child
from congvu.config.commands import say
from congvu.config.management.commands import serve
from congvu.config.steps import build_all, step
from congvu.demo.cast import CAST, Player


class Command(BaseCommand):
    help = "Chạy thử với một cơ quan mẫu. / Build, prepare a believable office and serve it. None of its data is real."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        serve.Command().add_arguments(parser)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        serve.refuse_taken(host, port)
        serve.refuse_taken(host, options["live_port"])
        # in a process of its own: what prints leaves threads behind, beside which the parts of `serve` must not be forked
        command = [sys.executable, "-m", "congvu", "load_demo"]
        load_demo = [sys.executable, child.__file__, str(os.getpid()), *command]
        build_all()
        with step("Cấu trúc cơ sở dữ liệu / database"):
            call_command("migrate", interactive=False, verbosity=0)
        with step("Cơ quan mẫu / the office of the demonstration"):
            if told := subprocess.run(load_demo, check=False).returncode:
                sys.exit(told)  # it has said why
        say(how_to_sign_in(f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/", CAST))  # noqa: S104
        # last year's book is filled while one already looks around; it ends with this process, and is never begun twice
        subprocess.Popen([*load_demo, "--last-year"])
        call_command("serve", host=host, port=port, **options)


def how_to_sign_in(address: str, cast: Iterable[Player]) -> str:
    """The block shown when the demo is ready: where to go, and as whom one may come in."""
    cast = list(cast)
    width = max(len(str(player.role)) for player in cast)
    lines = [f"  {player.role!s:<{width}}  {player.full_name:<20} {player.username}" for player in cast]
    frame = "─" * 78
    head = f"  Công Vụ: {address}   (Ctrl-C: dừng / stop)"
    hint = "  Bấm vào một người ở trang đăng nhập / click a person on the sign-in page:"
    return "\n".join(["", frame, head, "", hint, "", *lines, frame, ""])
