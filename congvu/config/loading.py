"""Loads once what pages, live updates and jobs need, for the processes that are then forked (docs/mechanisms/processes.md)."""

import gc
import threading
import time
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("congvu.config.wsgi", "congvu.notifications.live")
LATE = (  # loaded where they are used
    "django.contrib.messages.storage.cookie",
    "procrastinate.cli",
    "procrastinate.contrib.django.healthchecks",
    "procrastinate.worker",
)
THREADS = Path("/proc/self/task")  # also those that Python knows nothing of
PATIENCE_SECONDS = 2  # with threads that are ending


class NotAlone(Exception):
    """Something besides the one thread runs here: a fork would have its half-done work, but not it."""


def load() -> None:
    """Addresses, templates and catalogues too, which otherwise every process would load at its first page. Nothing is left open
    that two processes must not share. Raises NotAlone."""
    list(get_resolver().url_patterns)  # reading them loads them
    for folder in get_app_template_dirs("templates"):
        if ROOT in Path(folder).parents:
            for file in sorted(Path(folder).rglob("*.html")):
                get_template(str(file.relative_to(folder)))
    for language, _name in settings.LANGUAGES:
        translation.activate(language)
    translation.deactivate()
    for name in (*PARTS, *LATE):
        import_module(name)
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
    refuse_company()
    gc.collect()
    gc.freeze()


def refuse_company() -> None:
    """Raises NotAlone while another thread runs here."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while threading.active_count() > 1 or (THREADS.exists() and len(list(THREADS.iterdir())) > 1):
        if time.monotonic() > deadline:
            raise NotAlone(", ".join(thread.name for thread in threading.enumerate()))
        time.sleep(0.01)
