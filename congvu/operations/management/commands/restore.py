"""`congvu restore PLACE`: bring a copy back, after examining it and before believing it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.operations.copying import own_server
from congvu.operations.manifest import CopyDamaged
from congvu.operations.places import place_at
from congvu.operations.programs import ProgramFailed, Server
from congvu.operations.restoring import NotRestored, chosen, examined, restore


class Command(BaseCommand):
    help = "Bring back a copy made by `congvu backup`. / Khôi phục từ bản sao lưu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="folder or s3://bucket/folder")
        parser.add_argument("--copy", default="", metavar="NAME", help="which copy (default: the newest)")
        parser.add_argument(
            "--into", default="", metavar="DATABASE_URL", help="another database than that of the settings"
        )
        parser.add_argument(
            "--replace", action="store_true", help="throw away what stands in the database; asks for its name"
        )
        parser.add_argument("--key", default="", metavar="HEX", help="the public key that must have signed the copy")

    def handle(self, *, place: str, copy: str, into: str, replace: bool, key: str, **_: Any) -> None:
        server = Server.at(into) if into else own_server()
        where = place_at(place)
        try:
            name = chosen(where, copy)
            said = examined(where, name, key=key)
            self.stdout.write(f"{name}, made {said.made_at} by release {said.release}, signed with the key {said.key}")
            restore(where, name, server, say=self.stdout.write, key=key, agreed=self._agreed if replace else None)
        except (NotRestored, CopyDamaged, ProgramFailed) as failure:
            raise CommandError(str(failure)) from failure
        facts = said.facts
        self.stdout.write(
            self.style.SUCCESS(
                f"Restored and equal: {sum(facts.tables.values())} rows, {facts.files} files, {facts.entries} history entries. "
                f"Now: congvu migrate, then start the platform."
            )
        )

    def _agreed(self, database: str, tables: int) -> bool:
        self.stdout.write(f"The database {database} holds {tables} tables. All of it will be gone.")
        return input(f"Type its name to go on ({database}): ").strip() == database
