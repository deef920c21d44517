"""The shipped tables of bodies, codes, successions and units (data/NOTICE.md says where they come from).

Loading adds what is missing and leaves alone what is there, so that what the office has changed stays changed.
Reference data of the installation: it is the ground the history stands on, not an entry in it.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.directory.models import Organisation, OrganisationCode, Succession, Unit, period

TABLES = Path(__file__).parent / "data"


def load_bodies() -> dict[str, int]:
    """Add the bodies, codes, successions and units that are missing. Returns how many of each were added."""
    with transaction.atomic():
        bodies = _load_bodies()
        known = {body.data_key: body for body in Organisation.objects.exclude(data_key="")}
        _load_parents(known)
        return {
            "bodies": bodies,
            "codes": _load_codes(known),
            "successions": _load_successions(known),
            "units": _load_units(known),
        }


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _period(row: dict[str, str]) -> DateRange:
    start, end = row["valid_from"], row["valid_to"]
    return period(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def _load_bodies() -> int:
    there = set(Organisation.objects.values_list("data_key", flat=True))
    added = [
        Organisation(
            data_key=row["key"],
            name=row["name"],
            short_name=row["short_name"],
            notation=row["notation"],
            kind=row["kind"],
            place=row["place"],
            valid=_period(row),
            is_endpoint=row["endpoint"] == "1",
            rank=int(row["rank"]),
            note=row["note"],
        )
        for row in _rows("bodies.csv")
        if row["key"] not in there
    ]
    return len(Organisation.objects.bulk_create(added))


def _load_parents(known: dict[str, Organisation]) -> None:
    placed = []
    for row in _rows("bodies.csv"):
        body = known[row["key"]]
        if row["parent"] and body.parent_id is None:
            body.parent = known[row["parent"]]
            placed.append(body)
    Organisation.objects.bulk_update(placed, ["parent"])


def _load_codes(known: dict[str, Organisation]) -> int:
    there = set(OrganisationCode.objects.values_list("organisation__data_key", "code"))
    added = [
        OrganisationCode(
            organisation=known[row["body"]],
            scheme=row["scheme"],
            code=row["code"],
            valid=_period(row),
            source=row["source"],
        )
        for row in _rows("codes.csv")
        if (row["body"], row["code"]) not in there
    ]
    return len(OrganisationCode.objects.bulk_create(added))


def _load_successions(known: dict[str, Organisation]) -> int:
    there = set(Succession.objects.values_list("predecessor__data_key", "successor__data_key"))
    added = [
        Succession(
            predecessor=known[row["predecessor"]],
            successor=known[row["successor"]],
            on=date.fromisoformat(row["on"]),
            source=row["source"],
        )
        for row in _rows("successions.csv")
        if (row["predecessor"], row["successor"]) not in there
    ]
    return len(Succession.objects.bulk_create(added))


def _load_units(known: dict[str, Organisation]) -> int:
    there = {(unit.organisation_id, unit.notation): unit for unit in Unit.objects.all()}
    added = 0
    for row in _rows("units.csv"):
        body = known[row["body"]]
        if (body.pk, row["notation"]) in there:
            continue
        there[body.pk, row["notation"]] = Unit.objects.create(
            organisation=body,
            name=row["name"],
            notation=row["notation"],
            kind=row["kind"],
            parent=there[body.pk, row["parent"]] if row["parent"] else None,
            rank=int(row["rank"]),
        )
        added += 1
    return added
