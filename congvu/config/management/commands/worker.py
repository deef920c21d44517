"""Background jobs only."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Chỉ chạy việc nền. / Run background jobs only; run as many as you need, on as many machines."

    def handle(self, **_: Any) -> None:
        call_command("procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "10")
