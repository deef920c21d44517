"""Loads the believable office of the demonstration."""

import argparse
import os
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from congvu.demo.cast import PASSWORD
from congvu.demo.loading import DOCUMENTS, LOADED, is_occupied, load, load_last_year, standing


class Command(BaseCommand):
    help = "Load a believable office with weeks of work. None of its data is real. Does nothing when it is there."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--documents", type=int, default=DOCUMENTS, help="how many documents came in")
        parser.add_argument(
            "--fresh", action="store_true", help="throw the demonstration away and tell it anew, up to now"
        )

        parser.add_argument(
            "--last-year", action="store_true", help="tell the last weeks of the year before, into its own book"
        )

    def handle(self, *, documents: int, fresh: bool, last_year: bool, **options: Any) -> None:
        if last_year:
            if standing() == LOADED:
                os.nice(10)  # whoever already works in the office goes first
                load_last_year(timezone.now(), say=lambda line: None)
            return
        if is_occupied():
            raise CommandError("This database holds an office that is not the demonstration. Use another database.")
        if standing() == LOADED and not fresh:
            self.stdout.write("The demonstration is there. --fresh tells it anew.")
            return
        if standing():
            self._empty()
        began = time.monotonic()
        told = load(
            timezone.now(),
            documents=documents,
            processes=max(1, min(2, (os.cpu_count() or 2) - 1)),
            say=lambda line: self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {line}"),
        )
        self.stdout.write(
            f"{told.documents} documents since {told.first_day:%d/%m/%Y}, {told.actions} steps, "
            f"{time.monotonic() - began:.0f} s. Password of the cast: {PASSWORD}"
        )

    def _empty(self) -> None:
        """The database's own schema goes and comes back empty; only ever called on a database marked as a demonstration."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        call_command("migrate", interactive=False, verbosity=0)
