"""`congvu verify-history`: check the whole history and name the first altered entry."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.records import history


class Command(BaseCommand):
    help = "Verify every history entry, seal and signature; names the first altered entry and ends with status 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = (
            "public key (64 hex digits) that may have signed, when not this installation's; more than once if several"
        )
        parser.add_argument("--key", action="append", default=[], help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        verdict = history.verify(set(options["key"]) or None)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{verdict.entries} entries in {verdict.seals} seals checked in {seconds:.1f} s, "
            f"{verdict.unsealed} of them not yet sealed."
        )
        if verdict.whole:
            self.stdout.write(self.style.SUCCESS("The history is whole."))
            return
        for finding in verdict.findings[:20]:
            self.stderr.write(finding.what)
        raise CommandError(f"The history was altered. First: {verdict.findings[0].what}", returncode=1)
