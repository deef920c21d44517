"""What stands where on a page of a PDF, as a reader sees it: turned pages are turned back."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from pypdfium2 import raw

from congvu.files.secrecy import Piece

_RUNS = 3000  # runs of text that are looked at
_NOTES = 200
_LETTERS = (ctypes.c_ushort * 1024)()  # of the text read last


@dataclass(frozen=True, order=True)
class Box:
    """A rectangle in points, seen from the upper left corner of the page as it is read."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, order=True)
class Run:
    """A run of text and where it stands."""

    box: Box
    text: str


class Sheet:
    """An open page of a PDF and its letters, taken out of the file once for all who look at them."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page

    @cached_property
    def letters(self) -> pypdfium2.PdfTextPage:
        return self.page.get_textpage()

    def close(self) -> None:
        self.letters.close()
        self.page.close()


def size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height of the page as it is read, in points."""
    return page.get_width() or 1.0, page.get_height() or 1.0


def seen(page: pypdfium2.PdfPage, turned: int) -> Callable[[float, float, float, float], Box]:
    """How a rectangle of the page's own coordinates (left, bottom, right, top) is seen when it is turned by so many
    degrees clockwise."""
    left, bottom, right, top = page.get_cropbox()

    def box(x1: float, y1: float, x2: float, y2: float) -> Box:
        if turned == 90:
            return Box(y1 - bottom, x1 - left, y2 - bottom, x2 - left)
        if turned == 180:
            return Box(right - x2, y1 - bottom, right - x1, y2 - bottom)
        if turned == 270:
            return Box(top - y2, right - x2, top - y1, right - x1)
        return Box(x1 - left, top - y2, x2 - left, top - y1)

    return box


def runs(sheet: Sheet, turned: int) -> list[Run]:
    """The runs of text of a page turned by so many degrees clockwise."""
    seen_box = seen(sheet.page, turned)
    words = sheet.letters
    found = []
    for place in range(min(words.count_rects(), _RUNS)):
        rectangle = words.get_rect(place)
        text = _text_within(words, *rectangle).strip()
        if text:
            found.append(Run(seen_box(*rectangle), text))
    return found


def _text_within(words: pypdfium2.PdfTextPage, left: float, bottom: float, right: float, top: float) -> str:
    """The text of a rectangle, asked for once where it is no longer than some lines: the library asks twice and makes a type for
    every number of letters, which costs a child more than all else here."""
    # How many were put there, the sign of the end among them.
    count = raw.FPDFText_GetBoundedText(words, left, top, right, bottom, _LETTERS, len(_LETTERS))
    if count == len(_LETTERS):
        return words.get_text_bounded(left, bottom, right, top)
    return bytes(memoryview(_LETTERS)[: max(count - 1, 0)]).decode("utf-16-le", "ignore")


def pieces(sheet: Sheet) -> list[Piece]:
    """What stands by itself on a page: texts clear of their neighbours, and the words of notes laid over it. A page that
    is shown turned is looked at both as shown and as written."""
    width, height = size(sheet.page)
    turned = sheet.page.get_rotation()
    found = [Piece(text, top / height) for top, text in _standing_alone(runs(sheet, turned), width)]
    if turned:
        upright = (width, height) if turned == 180 else (height, width)
        found += [Piece(text, top / upright[1]) for top, text in _standing_alone(runs(sheet, 0), upright[0])]
    return found + [Piece(text, 0.1) for text in _notes(sheet.page)]


def _standing_alone(found: list[Run], width: float) -> Iterator[tuple[float, str]]:
    """The texts that are clear of their neighbours: joined where the gap is a letter's height, and again, for spaced
    letters (M Ậ T), where it is up to three. The short last line of a paragraph belongs to the paragraph."""
    lines = list(_lines(found))
    for reach in (1.0, 3.0):
        above: list[list[Run]] = []
        for line in lines:
            groups = list(_groups(line, reach))
            if not (len(groups) == len(above) == 1 and _continues(groups[0], above[0], width)):
                for group in groups:
                    yield group[0].box.top, " ".join(run.text for run in group)
            above = groups


def _groups(line: list[Run], reach: float) -> Iterator[list[Run]]:
    group: list[Run] = []
    for run in line:
        if group and run.box.left - group[-1].box.right > reach * run.box.height:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _continues(line: list[Run], above: list[Run], width: float) -> bool:
    """Whether a line goes on with the paragraph above it: that one runs to the right margin, this one begins below it."""
    first, upper = line[0].box, above[0].box
    return (
        above[-1].box.right > 0.8 * width
        and upper.left < 0.4 * width
        and -4 * first.height < first.left - upper.left < first.height
        and first.top - upper.bottom < first.height
    )


def _lines(found: list[Run]) -> Iterator[list[Run]]:
    """The runs of each base line from left to right, from top to bottom."""
    line: list[Run] = []
    for run in sorted(found, key=lambda run: (run.box.middle, run.box.left)):
        if line and not line[0].box.top <= run.box.middle <= line[0].box.bottom:
            yield sorted(line)
            line = []
        line.append(run)
    if line:
        yield sorted(line)


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    """The words of stamps and text boxes laid over the page as annotations."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), _NOTES)):
        note = raw.FPDFPage_GetAnnot(page, place)
        length = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        if 2 < length < 400:
            buffer = (ctypes.c_ushort * (length // 2))()
            raw.FPDFAnnot_GetStringValue(note, b"Contents", buffer, length)
            yield bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00")
        raw.FPDFPage_CloseAnnot(note)
