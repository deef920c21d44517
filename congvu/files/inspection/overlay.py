"""Laying a stamp over the first page of a copy, where the page is empty. Runs where files are looked into."""

from collections import Counter
from io import BytesIO
from itertools import accumulate
from operator import add

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
    try:
        copy, mark = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument(stamp)
        page = copy[0]
    except pypdfium2.PdfiumError as error:
        raise Unfit(DAMAGED) from error
    width, height = mark.get_page_size(0)
    left, top, scale = place(page, width, height)
    laid = mark.page_as_xobject(0, copy).as_pageobject()
    laid.set_matrix(_turned(page, left, top, height * scale, scale))
    page.insert_obj(laid)
    page.gen_content()
    out = BytesIO()
    copy.save(out)
    return out.getvalue()


def _turned(page: pypdfium2.PdfPage, left: float, top: float, height: float, scale: float) -> pypdfium2.PdfMatrix:
    """How the stamp is turned and moved so that on a page shown turned it stands upright at (left, top) from its upper
    left corner."""
    x1, y1, x2, y2 = page.get_cropbox()
    turn, x, y = {
        0: (0, x1 + left, y2 - top - height),
        90: (90, x1 + top + height, y1 + left),
        180: (180, x2 - left, y1 + top + height),
        270: (270, x2 - top - height, y2 - left),
    }[page.get_rotation()]
    return pypdfium2.PdfMatrix().scale(scale, scale).rotate(turn, ccw=True).translate(x, y)


def place(page: pypdfium2.PdfPage, width: float, height: float) -> tuple[float, float, float]:
    """Left and top of the stamp in points from the upper left corner of the page as it is shown, and its scale.

    Sought in this order: the upper part in full size, at the left before the right; the upper part a little smaller; the
    rest of the page in full size; anywhere in half size; at last the upper left corner, over what stands there."""
    sums = _ink(page)
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


def _ink(page: pypdfium2.PdfPage) -> _Room:
    """How many inked cells lie above and left of each corner of the page as it is shown. The paper has the most frequent grey."""
    bitmap = page.render(scale=1 / _CELL, grayscale=True)
    drawn, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    lines = [drawn[row * stride : row * stride + width] for row in range(bitmap.height)]
    paper = Counter(b"".join(lines)).most_common(1)[0][0]
    inked = bytes(abs(grey - paper) > _INK for grey in range(256))
    sums = [[0] * (width + 1)]
    for line in lines:
        sums.append(list(map(add, sums[-1], accumulate(line.translate(inked), initial=0))))
    return sums
