"""Laying a stamp over the first page of a copy, where the page is empty. Runs where files are looked into."""

from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

import pypdfium2

from congvu.files.inspection.findings import DAMAGED, Unfit

_CELL = 4.0  # points a side of the squares in which the page is measured
_MILLIMETRE = 72 / 25.4
_EDGE = 5 * _MILLIMETRE  # kept free at the edge, where printers cannot print
_UPPER = 0.45  # of the page: where a reader looks for the stamp
_INK = 24  # steps of grey from the paper's own

T = TypeVar("T")


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
    rows, columns = _inked(page)
    edge, upper = int(_EDGE / _CELL), int(len(rows) * _UPPER)
    for scale, end in ((1.0, upper), (0.85, upper), (0.7, upper), (1.0, len(rows)), (0.7, len(rows)), (0.5, len(rows))):
        wide, high = int(width * scale / _CELL) + 3, int(height * scale / _CELL) + 3
        found = _free(rows[edge : min(end, len(rows) - edge)], columns, wide, high)
        if found:
            return (found[0] + 1) * _CELL, (found[1] + edge + 1) * _CELL, scale
    return min(_EDGE, columns * _CELL / 4), _EDGE, 0.5


def _free(rows: list[int], columns: int, wide: int, high: int) -> tuple[int, int] | None:
    """The first empty place so wide and high (in cells), by column and row: left half first, from the top down."""
    edge, half = int(_EDGE / _CELL), columns // 2
    below = _together(rows, high, lambda inked, high: [a | b for a, b in zip(inked, inked[high:], strict=False)])
    empty = [_together(~inked & ((1 << columns) - 1), wide, lambda free, wide: free & free >> wide) for inked in below]
    for first, last in ((edge, half - wide // 2), (half - wide // 2, columns - edge - wide)):
        within = _columns(max(first, edge), min(last, columns - edge - wide))
        for row, places in enumerate(empty):
            if places & within:
                return _first(places & within), row
    return None


def _together(one: T, count: int, doubled: Callable[[T, int], T]) -> T:
    """What holds for so many neighbours, from what holds for each: for twice as many at every step."""
    done = 1
    while done < count:
        step = min(done, count - done)
        one = doubled(one, step)
        done += step
    return one


def _columns(first: int, last: int) -> int:
    """Those columns, both included."""
    return ((1 << last + 1) - 1) & ~((1 << first) - 1) if last >= first else 0


def _first(columns: int) -> int:
    return (columns & -columns).bit_length() - 1


def _inked(page: pypdfium2.PdfPage) -> tuple[list[int], int]:
    """The rows of cells of the page as it is shown, each a number with a bit for every inked cell, the first column lowest; and
    how many columns. The paper has the most frequent grey."""
    bitmap = page.render(scale=1 / _CELL, grayscale=True)
    drawn, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    lines = [drawn[row * stride : row * stride + width] for row in range(bitmap.height)]
    whole = b"".join(lines)
    paper = max(set(whole), key=whole.count)
    inked = bytes(ord("1") if abs(grey - paper) > _INK else ord("0") for grey in range(256))
    return [int(line[::-1].translate(inked), 2) for line in lines], width
