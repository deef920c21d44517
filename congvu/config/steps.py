"""What is done before the house can open, said while it is done."""

import contextlib
import hashlib
import time
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from congvu.config.catalogues import compile_all
from congvu.config.commands import say
from congvu.config.frontend import build


@contextlib.contextmanager
def step(words: str) -> Iterator[None]:
    """Says what begins, and how long it took."""
    begun = time.monotonic()
    say(f"→ {words}")
    yield
    say(f"  xong / done ({time.monotonic() - begun:.1f} s)")


def build_all() -> None:
    """Front-end packages, catalogues, static files: each only when something changed."""
    with step("Phông chữ, biểu tượng, trình xem PDF / fonts, icons, PDF reader"):
        build(settings.DATA)
    with step("Bản dịch / catalogues"):
        compile_all()
    with step("Tệp tĩnh / static files"):
        collect()


def collect() -> None:
    """collectstatic, unless the same files were collected the last time."""
    stamp, wanted = settings.STATIC_ROOT / ".stamp", _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            seen.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return seen.hexdigest()
