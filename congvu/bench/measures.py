"""What a bench found: figures beside their baselines, for the screen and as JSON with the machine they were taken on."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.db import connection

import congvu

ROOT = Path(congvu.__file__).resolve().parents[1]
A_YEAR = 130_000  # documents of a large office


@dataclass(frozen=True)
class Measure:
    """One figure. `baseline`: the same figure of what it is compared with, taken in the same run. `wanted`: what it should be,
    in words: "<100 ms", "ratio ≤1.5"."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    wanted: str = ""

    @property
    def ratio(self) -> float | None:
        """The value by its baseline."""
        return self.value / self.baseline if self.baseline else None


def lines(measures: Iterable[Measure]) -> list[str]:
    """The figures as a table of plain text, its heading first."""
    rows = [("", "value", "unit", "baseline", "ratio", "wanted")]
    for one in measures:
        baseline = "" if one.baseline is None else figure(one.baseline)
        ratio = "" if one.ratio is None else figure(one.ratio)
        rows.append((one.name, figure(one.value), one.unit, baseline, ratio, one.wanted))
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    return [
        "  ".join(
            cell.rjust(width) if place in (1, 3, 4) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float) -> str:
    """Three figures that say something: 0.042, 1.53, 87.4, 1,309."""
    size = abs(value)
    places = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{places}f}"


def report(bench: str, scale: float, measures: Iterable[Measure]) -> dict[str, Any]:
    """The figures with the machine, the versions, the day and the scale they belong to."""
    return {
        "bench": bench,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "scale": scale,
        "machine": machine(),
        "versions": versions(),
        "measures": [
            {
                "name": one.name,
                "value": one.value,
                "unit": one.unit,
                "baseline": one.baseline,
                "ratio": one.ratio,
                "wanted": one.wanted,
            }
            for one in measures
        ],
    }


def write(path: Path, told: dict[str, Any]) -> None:
    """Keep a report as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What it ran on, and how busy that was with other work (load of the last minute)."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cpus": os.cpu_count(),
        "cpu": _processor(),
        "memory_bytes": pages * size,
        "platform": platform.platform(),
        "load": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, Any]:
    """What ran."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "congvu": congvu.__version__,
        "commit": _commit(),
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "postgresql": postgresql,
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str | None:
    """The commit of the source, where it is a checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return None
    asked = subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None
