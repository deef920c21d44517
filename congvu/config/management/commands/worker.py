"""Background jobs only."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Chỉ chạy việc nền. / Run background jobs only; run as many as you need, on as many machines."

    def handle(self, **_: Any) -> None:
        os.environ.setdefault("PGAPPNAME", "congvu worker")
        call_command("procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "10")
