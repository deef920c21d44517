"""Measures what the platform holds, in an office of its own, beside a baseline in the same run."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from congvu.bench import beside, measures, office
from congvu.bench.measures import Measure

# each a module congvu.bench.<name> with `measure(scale, say)`
BENCHES = tuple(name for name in ("registers", "intake", "live", "lists") if find_spec(f"congvu.bench.{name}"))

Say = Callable[[str], None]


def _of(bench: str) -> Any:
    return import_module(f"congvu.bench.{bench}")


class Command(BaseCommand):
    help = (
        "Đo sức chịu tải trong một cơ sở dữ liệu riêng, cạnh một mốc so sánh. / "
        "Measure what the platform holds, in a database of its own, beside a baseline in the same run."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("bench", choices=BENCHES, help="what to measure")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1: as large as an office of state (default); 0.1: a tenth"
        )
        parser.add_argument("--json", type=Path, help="keep the figures in this file too")
        parser.add_argument("--keep", action="store_true", help="keep the database for the next run of the same scale")
        parser.add_argument("--stand-by", type=Path, help=argparse.SUPPRESS)  # inside: be asked beside a larger office

    def handle(
        self, *, bench: str, scale: float, json: Path | None, keep: bool, stand_by: Path | None, **_: Any
    ) -> None:
        if not 0 < scale <= 10:
            raise CommandError("The scale lies above 0, and is 10 at most.")
        if office.is_inside() and stand_by:
            office.prepare()
            _of(bench).serve_beside(scale, stand_by, self.say)
        elif office.is_inside():
            self._measure(bench, scale, json)
        else:
            self._go_inside(bench, scale, json, keep)

    def _go_inside(self, bench: str, scale: float, json: Path | None, keep: bool) -> None:
        place = office.office_of(bench, scale)
        try:
            office.refuse_unfit()
        except office.Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        call_command("build")
        stayed = place.open(office.holding(bench, scale))
        if stayed:
            self.say("the office of an earlier run is used again")
        words = [sys.executable, "-m", "congvu", "bench", bench, "--scale", str(scale)]
        words += ["--json", str(json.resolve())] if json else []
        smaller = getattr(_of(bench), "smaller", lambda _scale: None)(scale)
        try:
            with beside.standing_by(bench, smaller, place.data, keep=keep) if smaller else nullcontext():
                done = subprocess.run(words, env=place.environment, check=False)
        except office.Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        finally:
            if not keep:
                place.drop()
        if done.returncode:
            raise CommandError("It could not be measured.", returncode=done.returncode)

    def _measure(self, bench: str, scale: float, json: Path | None) -> None:
        try:
            office.prepare()
            measure: Callable[[float, Say], Iterator[Measure]] = _of(bench).measure
            found = list(measure(scale, self.say))
        except office.Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        for line in measures.lines(found):
            self.stdout.write(line)
        if json:
            measures.write(json, measures.report(bench, scale, found))

    def say(self, line: str) -> None:
        """What goes on, apart from the figures."""
        self.stderr.write(line, ending="\n", style_func=str)
        self.stderr.flush()
