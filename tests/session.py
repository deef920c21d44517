"""Before anything reads the settings: tests have a data folder of their own, and without DATABASE_URL a database too.

Loaded by `-p tests.session` in pyproject.toml, because pytest-django reads the settings before any conftest.py is seen.
"""

import os
from pathlib import Path

import pytest

from congvu.config.catalogues import compile_all
from congvu.config.embedded import place
from congvu.config.postgres import Server

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("CONGVU_TESTING", "1")
os.environ.setdefault("CONGVU_DATA", str(ROOT / "var" / "test"))
os.environ.setdefault("CONGVU_SECOND_FACTOR", "optional")  # tests of the second factor ask for it themselves
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test


def pytest_configure(config: pytest.Config) -> None:
    """Every process of the session uses the server; the first starts it, the last one out stops it."""
    if not hasattr(config, "workerinput"):
        compile_all()
        (Path(os.environ["CONGVU_DATA"]) / "static").mkdir(parents=True, exist_ok=True)  # pages warn when it is missing
    if os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    say = reporter.write_line if reporter else lambda line: None
    server = Server(place(Path(os.environ["CONGVU_DATA"]).resolve()), say, safe=False)
    server.attach()
    config.add_cleanup(server.leave)
