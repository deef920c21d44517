"""Loads once what pages, live updates and jobs need, for the processes that are then forked (docs/mechanisms/processes.md)."""

import gc
import threading
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

from congvu.config.wsgi import application as pages
from congvu.notifications.live import application as streams

ROOT = Path(__file__).resolve().parents[1]
__all__ = ["NotAlone", "load", "pages", "streams"]


class NotAlone(Exception):
    """Something besides the one thread runs here: a fork would have its half-done work, but not it."""


def load() -> None:
    """Addresses, templates and catalogues too, which otherwise every process would load at its first page. Nothing is left open
    that two processes must not share. Raises NotAlone."""
    get_resolver().url_patterns  # noqa: B018 - reading them loads them
    for folder in get_app_template_dirs("templates"):
        if ROOT in Path(folder).parents:
            for file in sorted(Path(folder).rglob("*.html")):
                get_template(str(file.relative_to(folder)))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Sign in")
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
    if threading.active_count() > 1:
        raise NotAlone(", ".join(thread.name for thread in threading.enumerate()))
    gc.collect()
    gc.freeze()
