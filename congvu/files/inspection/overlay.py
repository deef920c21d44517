"""Laying a stamp over the first page of a copy, where the page is empty. Runs where files are looked into."""

from collections.abc import Iterator
from io import BytesIO

import pypdf
import pypdfium2

from congvu.files.inspection.findings import DAMAGED, Unfit

_CELL = 4.0  # points a side of the squares in which the page is measured
_MILLIMETRE = 72 / 25.4
_EDGE = 5 * _MILLIMETRE  # kept free at the edge, where printers cannot print
_UPPER = 0.45  # of the page: where a reader looks for the stamp
_INK = 24  # steps of grey from the paper's own

_Room = list[list[int]]


def stamped(content: bytes, stamp: bytes) -> bytes:
    """The PDF with the stamp (a PDF of one page) on its first page. The original bytes are not touched; a signature in
    the copy no longer proves anything, only the original's does."""
    reader = pypdf.PdfReader(BytesIO(content))
    writer = pypdf.PdfWriter(clone_from=reader)
    if not writer.pages:
        raise Unfit(DAMAGED)
    mark = pypdf.PdfReader(BytesIO(stamp)).pages[0]
    width, height = float(mark.mediabox.width), float(mark.mediabox.height)
    left, top, scale = place(content, width, height)
    page = writer.pages[0]
    page.merge_transformed_page(mark, _turned(page, left, top, height * scale, scale))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _turned(page: pypdf.PageObject, left: float, top: float, height: float, scale: float) -> pypdf.Transformation:
    """How the stamp is turned and moved so that on a page shown turned it stands upright at (left, top) from its upper
    left corner."""
    box = page.cropbox
    x1, y1, x2, y2 = float(box.left), float(box.bottom), float(box.right), float(box.top)
    shown = page.rotation % 360
    turn, x, y = {
        0: (0, x1 + left, y2 - top - height),
        90: (90, x1 + top + height, y1 + left),
        180: (180, x2 - left, y1 + top + height),
        270: (-90, x2 - top - height, y2 - left),
    }[shown]
    return pypdf.Transformation().scale(scale).rotate(turn).translate(x, y)


def place(content: bytes, width: float, height: float) -> tuple[float, float, float]:
    """Left and top of the stamp in points from the upper left corner of the first page, and its scale.

    Sought in this order: the upper part in full size, at the left before the right; the upper part a little smaller; the
    rest of the page in full size; anywhere in half size; at last the upper left corner, over what stands there."""
    sums = _ink(content)
    rows, columns = len(sums) - 1, len(sums[0]) - 1
    upper = int(rows * _UPPER)
    for scale, last_row in ((1.0, upper), (0.85, upper), (0.7, upper), (1.0, rows), (0.7, rows), (0.5, rows)):
        found = _free(sums, int(width * scale / _CELL) + 3, int(height * scale / _CELL) + 3, min(last_row, rows))
        if found:
            return (found[0] + 1) * _CELL, (found[1] + 1) * _CELL, scale
    return min(_EDGE, columns * _CELL / 4), _EDGE, 0.5


def _free(sums: _Room, wide: int, high: int, last_row: int) -> tuple[int, int] | None:
    """The first empty place so wide and high (in cells) that ends above the row: left half first, from the top down."""
    edge = int(_EDGE / _CELL)
    columns = len(sums[0]) - 1
    half = columns // 2
    for first, last in ((edge, half - wide // 2), (half - wide // 2, columns - edge - wide)):
        for row in range(edge, min(last_row, len(sums) - 1 - edge) - high + 1):
            for column in range(max(first, edge), min(last, columns - edge - wide) + 1):
                if not _ink_within(sums, column, row, wide, high):
                    return column, row
    return None


def _ink_within(sums: _Room, column: int, row: int, wide: int, high: int) -> int:
    below, above = sums[row + high], sums[row]
    return below[column + wide] - below[column] - above[column + wide] + above[column]


def _ink(content: bytes) -> _Room:
    """How many inked cells lie above and left of each corner of the first page as it is shown."""
    document = pypdfium2.PdfDocument(content)
    try:
        bitmap = document[0].render(scale=1 / _CELL, grayscale=True)
        greys = [bytes(bitmap.buffer)[row * bitmap.stride :][: bitmap.width] for row in range(bitmap.height)]
    finally:
        document.close()
    paper = _paper(greys)
    sums = [[0] * (len(greys[0]) + 1)]
    for line in greys:
        total = 0
        row = [0]
        for above, grey in zip(sums[-1][1:], line, strict=True):
            total += abs(grey - paper) > _INK
            row.append(above + total)
        sums.append(row)
    return sums


def _paper(greys: list[bytes]) -> int:
    """The grey of the paper: the most frequent one."""
    counts = [0] * 256
    for grey in _each(greys):
        counts[grey] += 1
    return counts.index(max(counts))


def _each(greys: list[bytes]) -> Iterator[int]:
    for line in greys:
        yield from line
