"""The arrival stamp (dấu "Đến") on a copy of a document: Decree 30/2020/NĐ-CP, article 21 and annex IV, part V."""

import base64
from datetime import date

from django.utils.translation import gettext_lazy as _

from congvu.core.errors import RuleBroken
from congvu.core.fields import nfc
from congvu.files import sandbox
from congvu.files.printing import render


class NotStampable(RuleBroken):
    """The PDF could not be read well enough to put a stamp on a copy of it; the original is as it was."""

    message = _("The arrival stamp could not be put on a copy of this file. The original is kept as it came.")


def stamp_arrival(pdf_bytes: bytes, *, body: str, number: int | str, on: date, to: str, dossier: str = "") -> bytes:
    """A copy of the PDF with the red stamp of 50 × 35 mm on its first page: the receiving body, the arrival number, the
    day, to whom it is passed, number and notation of the dossier. Put where the page is empty; smaller only where there
    is no room. `pdf_bytes` stay as they are. Raises NotStampable."""
    data = {"body": nfc(body), "number": str(number), "on": f"{on:%d/%m/%Y}", "to": nfc(to), "dossier": nfc(dossier)}
    answer = sandbox.stamped(pdf_bytes, render("stamp", data))
    if "pdf" not in answer:
        raise NotStampable
    return base64.b64decode(answer["pdf"])
