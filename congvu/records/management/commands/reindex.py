"""`congvu reindex`: write the index of search anew, for all records."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from congvu.records.index import index_all


class Command(BaseCommand):
    help = "Write the index of search anew for all records; people may go on working and searching meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        done = index_all()
        self.stdout.write(f"{done} records indexed in {time.monotonic() - started:.1f} s.")
