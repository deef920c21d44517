"""Writes docs/machines.md: the states and moves of every kind of record as diagrams."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from congvu.core.diagrams import page


class Command(BaseCommand):
    help = "Write docs/machines.md: the states and moves of every kind of record as diagrams."

    def handle(self, *args: Any, **options: Any) -> None:
        place = settings.ROOT / "docs" / "machines.md"
        place.write_text(page(), encoding="utf-8")
        self.stdout.write(str(place))
