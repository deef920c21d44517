"""The kinds of documents the law knows (data/types.csv: Decree 30/2020/NĐ-CP, art. 7 and annex III).

Loading adds what is missing and leaves alone what is there, so that what the office has changed stays changed.
"""

import csv
from datetime import date
from pathlib import Path

from congvu.directory.models import period
from congvu.documents.models import DocumentType

TYPES = Path(__file__).parent / "data" / "types.csv"
IN_FORCE = date(2020, 3, 5)


def load_document_types() -> int:
    """Add the kinds that are missing. Returns how many were added; the second time none."""
    there = set(DocumentType.objects.values_list("code", flat=True))
    with TYPES.open(encoding="utf-8", newline="") as file:
        added = [
            DocumentType(
                code=row["code"],
                abbreviation=row["abbreviation"],
                name=row["name"],
                is_copy=row["is_copy"] == "1",
                rank=int(row["rank"]),
                valid=period(IN_FORCE),
                source=row["source"],
            )
            for row in csv.DictReader(file)
            if row["code"] not in there
        ]
    return len(DocumentType.objects.bulk_create(added))
