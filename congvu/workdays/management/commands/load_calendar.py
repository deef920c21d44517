from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from congvu.workdays.seed import FIRST_YEAR, LAST_YEAR, load_calendar


class Command(BaseCommand):
    help = "Loads the working calendar, working hours and deadline rules; decisions entered by the office are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--first", type=int, default=FIRST_YEAR, help="first year to load")
        parser.add_argument("--last", type=int, default=LAST_YEAR, help="last year to load")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = load_calendar(options["first"], options["last"])
        self.stdout.write(f"{changed} rows of the working calendar changed.")
