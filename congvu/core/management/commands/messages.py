"""`congvu messages`: take the words of the house into the catalogues; `--compile` compiles, `--check` tells what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core import catalogues


class Command(BaseCommand):
    help = "Takes words into the catalogues (locale/*/django.po), compiles them, or checks them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only compile what is newer")
        parser.add_argument("--check", action="store_true", help="only tell what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            languages = catalogues.LANGUAGES
            missing = [gap for app in catalogues.apps() for each in languages for gap in catalogues.gaps(app, each)]
            for gap in missing:
                self.stdout.write(f"{gap.app} {gap.language}: “{gap.msgid}” {gap.what}")
            if missing:
                raise CommandError(f"{len(missing)} words are missing")
            return
        if not options["compile"]:
            for path in catalogues.extract():
                self.stdout.write(f"updated {path.relative_to(catalogues.HOUSE)}")
        for path in catalogues.compile_all():
            self.stdout.write(f"compiled {path.relative_to(catalogues.HOUSE)}")
