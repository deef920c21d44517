"""Takes over the registers of a system that was there before."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.core.errors import RuleBroken
from congvu.directory.models import Organisation
from congvu.documents.archive.taking import Outcome, let_the_planner_learn, take_over, write_refused

LISTS = (".csv", ".xlsx", ".txt")
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Tiếp nhận sổ văn bản đến của hệ thống cũ từ CSV hoặc XLSX. / "
        "Take over the registers of incoming documents of a former system (docs/mechanisms/archive.md)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "place", type=Path, help="the list (CSV, XLSX), or the folder that holds it beside its files"
        )
        parser.add_argument(
            "--body", default="", help="the body's letters or name, when there are registries of several"
        )
        parser.add_argument("--files", type=Path, help="the folder of the files, when it is not that of the list")
        parser.add_argument("--dry-run", action="store_true", help="check every line and write nothing")

    def handle(self, *, place: Path, body: str, files: Path | None, dry_run: bool, **_options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            lists = lists_in(place)
            outcomes = [self._take(path, body_named(body), files or path.parent, dry_run) for path in lists]
            if not dry_run and any(outcome.taken for outcome in outcomes):
                let_the_planner_learn()
            refused = sum(len(outcome.refused) for outcome in outcomes)
            if refused:
                raise CommandError(_("%(number)s lines were refused.") % {"number": refused})

    def _take(self, path: Path, organisation: Organisation, files: Path, dry_run: bool) -> Outcome:
        self.stdout.write(f"{path.name} → {organisation.name}")
        at = timezone.now()
        try:
            outcome = take_over(path, organisation, files=files, at=at, dry_run=dry_run, say=self.stdout.write)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self._tell(path, outcome, dry_run)
        return outcome

    def _tell(self, path: Path, outcome: Outcome, dry_run: bool) -> None:
        for year, number in sorted(outcome.years.items()):
            gaps = outcome.gaps.get(year, [])
            missing = sum(last - first + 1 for first, last in gaps)
            self.stdout.write(
                _("%(year)s: %(number)s documents; %(missing)s numbers are missing in the book")
                % {"year": year, "number": number, "missing": missing}
            )
        for row, refusal in outcome.refused[:SHOWN]:
            self.stdout.write(_("Line %(place)s: %(reason)s") % {"place": row.place, "reason": refusal})
        if dry_run:
            self.stdout.write(_("Nothing was written."))
        beside = path.with_name(f"{path.stem}.refused.csv")
        if outcome.refused:
            write_refused(beside, outcome)
            self.stdout.write(_("All refused lines with their reasons: %(path)s") % {"path": beside})
        else:
            beside.unlink(missing_ok=True)


def lists_in(place: Path) -> list[Path]:
    """The list itself, or the lists of the folder. Refused lines of an earlier run are no list."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise CommandError(f"{place} is not there.")
    found = sorted(
        path for path in place.iterdir() if path.suffix.lower() in LISTS and not path.name.endswith(".refused.csv")
    )
    if not found:
        raise CommandError(f"{place} holds no list (CSV, XLSX).")
    return found


def body_named(words: str) -> Organisation:
    """The body by its letters or its name; when none is named, the one that has units."""
    bodies = Organisation.objects.valid_on(timezone.localdate())
    if words:
        found = list(bodies.filter(notation=words)) or list(bodies.filter(name=words))
    else:
        found = list(bodies.filter(units__posts__role="clerk").distinct())
    if len(found) != 1:
        raise CommandError(_("Say which body with --body: %(number)s fit.") % {"number": len(found)})
    return found[0]
