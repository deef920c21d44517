"""The sample document of the reader: four pages in the form of Decree 30/2020, set by typst."""

from io import BytesIO
from pathlib import Path

import typst
from django.conf import settings

SOURCE = Path(__file__).with_name("paper.typ")


def sample_pdf() -> BytesIO:
    pages = typst.compile(str(SOURCE), font_paths=[str(settings.FONTS)], ignore_system_fonts=True)
    if not isinstance(pages, bytes):
        raise TypeError("typst gives one PDF for one source")
    return BytesIO(pages)
