"""`congvu backup PLACE`: a copy of database and files that belong together, while the office works on."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.operations import copying
from congvu.operations.copying import BackupFailed, keep_only, own_server
from congvu.operations.manifest import CopyDamaged
from congvu.operations.models import Backup
from congvu.operations.places import place_at
from congvu.operations.programs import ProgramFailed
from congvu.operations.restoring import NotRestored, chosen, try_out


class Command(BaseCommand):
    help = "Save database and files together: to a folder, or s3://bucket/folder. / Sao lưu cơ sở dữ liệu và tệp."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", nargs="?", default="", help="folder or s3://bucket/folder (default: backups in the data folder)"
        )
        parser.add_argument(
            "--verify", action="store_true", help="then load it into a database that is thrown away, and compare"
        )
        parser.add_argument(
            "--verify-only", metavar="NAME", nargs="?", const="", help="make none: verify one that is there"
        )
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="afterwards remove all but the newest N")
        words = "put the private key of the history's seals into the copy: then guard the copy like the key"
        parser.add_argument("--with-sealing-key", action="store_true", help=words)

    def handle(self, *, place: str, verify: bool, verify_only: str | None, keep: int, **options: Any) -> None:
        if keep < 0:
            raise CommandError("--keep takes a number of copies, 1 or more.")
        address = place or str(settings.DATA / "backups")
        try:
            name = verify_only
            problem = ""
            if name is None:
                made = copying.make(
                    address, at=timezone.now(), say=self.stdout.write, with_sealing_key=options["with_sealing_key"]
                )
                name, problem = made.name, made.problem
            if verify or verify_only is not None:
                self._verify(address, name)
            if keep and not problem:
                keep_only(address, keep, at=timezone.now(), say=self.stdout.write)
        except (BackupFailed, CopyDamaged, NotRestored, ProgramFailed) as failure:
            raise CommandError(str(failure)) from failure
        if problem:
            raise CommandError(f"The copy was made, but it is not whole: {problem}")

    def _verify(self, address: str, name: str) -> None:
        where = place_at(address)
        name = chosen(where, name)
        said = try_out(where, name, own_server(), say=self.stdout.write)
        Backup.objects.filter(place=address, name=name).update(verified_at=timezone.now())
        facts = said.facts
        self.stdout.write(
            self.style.SUCCESS(
                f"{name} was restored on trial and is equal: {sum(facts.tables.values())} rows in {len(facts.tables)} tables, "
                f"{facts.files} files, {facts.entries} history entries, last root {facts.last_root[:16] or '(none)'}."
            )
        )
