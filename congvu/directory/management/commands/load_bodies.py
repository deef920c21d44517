from typing import Any

from django.core.management.base import BaseCommand

from congvu.directory.loading import load_bodies


class Command(BaseCommand):
    help = "Adds the bodies, codes, successions and units of the shipped tables that are missing. Can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, added in load_bodies().items():
            self.stdout.write(f"{what}: {added} added")
