"""Letters of the heap as a copier gives them: drawn at so many dots to the inch, laid a little askew, with the grain of paper and
the squares of JPEG, in a PDF. And how far what was read of them is from what they say."""

import base64
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from itertools import pairwise

import pypdfium2
from PIL import Image, ImageFilter

from congvu.documents.filling import values_from
from congvu.documents.matching import bare_name, known_kinds
from congvu.documents.reading.particulars import read_particulars
from congvu.files import ocr
from congvu.files.inspection.layout import layout
from congvu.files.inspection.raster import raster
from congvu.files.lines import Line
from tests.reading.post import Letter
from tests.reading.test_heap import agreed_with

GRAIN = 22  # of 256 shades, how far a point of paper may lie from white
ASKEW = (-0.8, 0.5, 0.0, -0.3, 0.8)  # degrees
QUALITY = 55  # of JPEG; copiers save room


@dataclass(frozen=True)
class Page:
    """What became of a scanned letter: letters that are wrong, letters there are, and which particulars are right."""

    wrong: int
    letters: int
    right: dict[str, bool]


def scan(pdf: bytes, dpi: int, number: int) -> bytes:
    """The first page as a scan; the same every time for the same number."""
    clean = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    laid = clean.rotate(ASKEW[number % len(ASKEW)], Image.Resampling.BICUBIC, fillcolor=255)
    grain = Image.frombytes("L", laid.size, random.Random(number).randbytes(laid.width * laid.height))
    dulled = Image.blend(laid.filter(ImageFilter.GaussianBlur(dpi / 400)), grain, GRAIN / 256)
    out = BytesIO()
    dulled.save(out, "JPEG", quality=QUALITY)
    paper = BytesIO()
    Image.open(out).save(paper, "PDF", resolution=dpi, quality=QUALITY)
    return paper.getvalue()


def read(letter: Letter, dpi: int, number: int) -> Page:
    """The letter scanned, read and compared. The scan goes the way of every scan, but for the walls of the sandbox."""
    drawn = str(raster(scan(letter.pdf, dpi, number), "scan.pdf", 1)["picture"])
    seen = ocr.lines_of(base64.b64decode(drawn), 1)
    printed = [line.text for line in layout(letter.pdf, "a.pdf") if line.page == 1]
    kinds = [bare_name(kind) for kind in known_kinds(letter.issued_on)]
    values = values_from(read_particulars(seen, kinds), letter.issued_on)
    return Page(wrong_letters(printed, seen), sum(map(len, printed)), agreed_with(letter, values))


def wrong_letters(printed: Sequence[str], seen: Sequence[Line]) -> int:
    """Letters to put in, take out or change until every printed line is what was read of it."""
    texts = [line.text for line in seen]
    texts += [f"{one} {two}" for one, two in pairwise(texts)]  # a line may be read as two
    return sum(min((distance(line, text) for text in _nearest(line, texts)), default=len(line)) for line in printed)


def _nearest(line: str, texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: -SequenceMatcher(None, line, text, autojunk=False).ratio())[:3]


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        above, row = row, [place]
        for column, against in enumerate(other):
            row.append(min(above[column + 1] + 1, row[column] + 1, above[column] + (letter != against)))
    return row[-1]
