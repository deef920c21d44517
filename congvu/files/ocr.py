"""Reading scans: Tesseract with its Vietnamese letters, where the machine has both; elsewhere nothing, and the pages say so.

The page is drawn in the sandbox; Tesseract is given plain pixels by a pipe and answers by a pipe, within limits of memory and
time, so that nothing of a file touches a disk.
"""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from django.conf import settings

from congvu.files import limits
from congvu.files.lines import Line

LANGUAGE = "vie"
_PARTED = 1.5  # words further apart than this, in heights of their letters, stand in two columns
_SURE = 30  # per cent; what Tesseract trusts less is noise


class Unreadable(Exception):
    """Tesseract failed on a page, or took too long."""


def available() -> bool:
    """Whether scans are read on this machine: Tesseract is there, and knows Vietnamese."""
    return _languages(settings.TESSERACT) is not None


@lru_cache(maxsize=4)
def _languages(command: str) -> str | None:
    program = shutil.which(command)
    if program is None:
        return None
    told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return program if LANGUAGE in told.stdout.split() else None


def lines_of(picture: bytes, page: int) -> list[Line]:
    """The lines of a page drawn as PGM, with their places. Raises Unreadable."""
    program = _languages(settings.TESSERACT)
    if program is None:
        raise Unreadable
    command = [*_limits(), program, "stdin", "stdout", "-l", LANGUAGE, "--dpi", "300", "--psm", "3", "tsv"]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    try:
        told = subprocess.run(
            command, input=picture, capture_output=True, timeout=limits.OCR_SECONDS, check=True, env=environment
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable from error
    return list(_lines(told.stdout.decode("utf-8", "replace"), page))


def _limits() -> list[str]:
    """What keeps Tesseract within bounds, where the system has it."""
    keeper = shutil.which("prlimit")
    bounds = [f"--as={limits.OCR_MEMORY}", f"--cpu={limits.OCR_SECONDS}", "--fsize=0", "--core=0"]
    return [keeper, *bounds] if keeper else []


def _lines(table: str, page: int) -> Iterator[Line]:
    """The table of words as lines; words of one line that stand far apart are two lines side by side."""
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    whole = next((row for row in rows if row["level"] == "1"), None)
    if whole is None:
        return
    width, height = float(whole["width"]) or 1.0, float(whole["height"]) or 1.0
    words = [row for row in rows if row["level"] == "5" and (row["text"] or "").strip() and float(row["conf"]) >= _SURE]
    for _place, line in groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"])):
        for group in _parted(list(line)):
            left, top = min(int(w["left"]) for w in group), min(int(w["top"]) for w in group)
            right = max(int(w["left"]) + int(w["width"]) for w in group)
            bottom = max(int(w["top"]) + int(w["height"]) for w in group)
            yield Line(
                " ".join(w["text"].strip() for w in group),
                page=page,
                left=left / width,
                top=top / height,
                right=right / width,
                bottom=bottom / height,
                size=(bottom - top) / height,
            )


def _parted(line: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    tall = max(int(word["height"]) for word in line)
    group: list[dict[str, str]] = []
    for word in line:
        if group and int(word["left"]) - int(group[-1]["left"]) - int(group[-1]["width"]) > _PARTED * tall:
            yield group
            group = []
        group.append(word)
    yield group
