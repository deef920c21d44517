"""A smaller office that stands by while a larger one is measured: each round of a page is asked there too, so that how much the
page grew is told by the same minutes of the same machine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from congvu.bench import office
from congvu.bench.clients import Request

FILE = "beside.json"  # in the larger office's folder: where the smaller one answers, and what is asked of it
PATIENCE = 1800  # seconds until it must be there; it may have to be loaded first

Asked = dict[str, list[Request]]


@dataclass(frozen=True)
class Beside:
    """The smaller office: its port, and the requests of each page by each sort of readers in each round."""

    port: int
    asked: Asked

    def requests(self, round_: int, sort: str, page: str) -> list[Request]:
        return self.asked[named(round_, sort, page)]

    @classmethod
    def in_folder(cls, data: Path) -> "Beside | None":
        """The one that stands by for the office with this folder."""
        if not (data / FILE).exists():
            return None
        told = json.loads((data / FILE).read_text())
        asked = {name: [Request(path, session) for path, session in some] for name, some in told["asked"].items()}
        return cls(told["port"], asked)


def named(round_: int, sort: str, page: str) -> str:
    return f"{round_} {sort}, {page}"


def stand_by(file: Path, port: int, asked: Asked) -> None:
    """Tell where this office answers and what is asked of it, until whoever began this process lets it end."""
    requests = {name: [(one.path, one.session) for one in some] for name, some in asked.items()}
    written = file.with_suffix(".new")
    written.write_text(json.dumps({"port": port, "asked": requests}))
    os.replace(written, file)
    sys.stdin.read()


@contextmanager
def standing_by(bench: str, scale: float, folder: Path, *, keep: bool) -> Iterator[None]:
    """The office of the scale, served for the one with the folder. Raises Unfit when it does not stand."""
    place, file = office.office_of(bench, scale), folder / FILE
    place.open(office.holding(bench, scale))
    file.unlink(missing_ok=True)
    words = [sys.executable, "-m", "congvu", "bench", bench, "--scale", str(scale), "--stand-by", str(file)]
    try:
        with subprocess.Popen(words, env=place.environment, stdin=subprocess.PIPE) as smaller:  # ends with its input
            _wait(smaller, file)
            yield
    finally:
        file.unlink(missing_ok=True)
        if not keep:
            place.drop()


def _wait(smaller: "subprocess.Popen[bytes]", file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        if smaller.poll() is not None or time.monotonic() > deadline:
            raise office.Unfit("The smaller office does not stand.")
        time.sleep(0.2)
