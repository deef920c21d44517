from typing import Any

from django.core.management.base import BaseCommand

from congvu.notifications.seed import load_ladder


class Command(BaseCommand):
    help = "Enters the sample ladder of reminders where the office has no rules yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_ladder()} rules of reminders entered.")
