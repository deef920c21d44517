"""What the one `congvu` command does before Django does the rest: the database is there, and gone again at the end."""

import argparse
import contextlib
import os
import signal
import sys
from types import FrameType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from congvu.config.embedded import place
from congvu.config.postgres import DatabaseRefused, Server
from congvu.core.postgres_programs import NoBinaries

HELP = """\
Công Vụ: nền tảng mở cho cơ quan nhà nước làm việc không giấy tờ
The open platform on which a government office works without paper

  congvu demo             chạy thử với một cơ quan mẫu        try it out with a believable office
  congvu setup            chuẩn bị một cơ quan thật           reference data and the first administrator
  congvu serve            chạy toàn bộ                        run pages, live updates and background jobs
  congvu worker           chỉ chạy việc nền                   run background jobs only
  congvu build            chuẩn bị phông chữ, bản dịch        fetch fonts and icons, compile catalogues
  congvu migrate          cập nhật cấu trúc cơ sở dữ liệu     bring the database up to date
  congvu check --deploy   kiểm tra cấu hình                   check the settings
  congvu backup PLACE     sao lưu cơ sở dữ liệu và tệp        save database and files; --verify restores on trial
  congvu restore PLACE    khôi phục từ bản sao lưu            bring a copy back
  congvu import-archive   tiếp nhận sổ của hệ thống cũ        take over the registers of a former system
  congvu verify-history   kiểm chứng lịch sử không bị sửa     prove that nobody rewrote the history
  congvu bench WHAT       đo sức chịu tải                     measure registers, intake or live updates

`congvu help COMMAND` explains one; `congvu help --commands` lists all, those of Django too.
Without DATABASE_URL a PostgreSQL of our own runs as long as the command does. Settings: docs/settings.md
"""
WITHOUT_DATABASE = frozenset(
    {"help", "version", "--version", "build", "check", "collectstatic", "compilemessages", "findstatic", "makemessages"}
)
SERVING = frozenset({"serve", "demo"})


def run(arguments: list[str]) -> int:
    """One command from beginning to end; returns its exit code."""
    name = arguments[1].replace("-", "_") if len(arguments) > 1 and arguments[1][0] != "-" else "".join(arguments[1:2])
    if name in {"", "help", "-h", "--help"} and len(arguments) <= 2:
        sys.stdout.write(HELP)
        return 0
    if name == "demo":
        os.environ["CONGVU_DEMO"] = "1"
    if name in SERVING:
        tell_the_settings(arguments[2:])
    signal.signal(signal.SIGTERM, _end)
    try:
        with contextlib.ExitStack() as stack:
            if name not in WITHOUT_DATABASE and settings.EMBEDDED and "--help" not in arguments:
                stack.enter_context(Server(place(settings.DATA), say, safe=not settings.TESTING))
            if name in SERVING:
                count_by_process()
            execute_from_command_line([arguments[0], name, *arguments[2:]])
    except (DatabaseRefused, NoBinaries, ImproperlyConfigured) as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def tell_the_settings(arguments: list[str]) -> None:
    """The ports one asks for, as settings: they are read once, here, and all processes that serve are forks of this one."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", dest="CONGVU_PORT")
    parser.add_argument("--live-port", dest="CONGVU_LIVE_PORT")
    told, _others = parser.parse_known_args(arguments)
    os.environ.update({setting: port for setting, port in vars(told).items() if port is not None})


def count_by_process() -> None:
    """Before anything counts: each process into files of its own, to be added up. The parts are given other folders."""
    folder = settings.METRICS / "serve"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def say(line: str) -> None:
    """What goes on, for whoever sits before the screen; apart from the command's own output."""
    print(line, file=sys.stderr, flush=True)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
