"""The lines of a file's first and last pages, each with its place: what a reader of the registry looks at.

Runs where the file was looked into (`congvu.files.sandbox`). A file without places (plain text) gets those a typewriter
would have given it; columns parted by a tab or several spaces are two lines side by side, as is a table of two cells.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice

import docx
import pypdfium2
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdfium2 import raw

from congvu.files import text
from congvu.files.decoding import decoded
from congvu.files.inspection.page import Box, seen, size
from congvu.files.kinds import BY_EXTENSION, extension_of
from congvu.files.lines import FIRST_PAGES, Line

LAST_PAGES = 2
_CHARACTERS = 12_000  # of a page
_LINES = 3_000
_LINE_CHARACTERS = 2_000
_ROW = 1 / 60  # the height of a line of a file without places
_LETTER = 0.009  # the width of a letter of such a file
_LEFT, _RIGHT = 0.15, 0.92
_COLUMNS = re.compile(r"\t+| {3,}")


def layout(content: bytes, name: str) -> list[Line]:
    """The lines from top to bottom, from left to right."""
    kind = BY_EXTENSION[extension_of(name)].code
    reader = _READERS.get(kind)
    found = reader(content) if reader else _typed(text.words_of(content, name)[0])
    return [replace(line, text=line.text[:_LINE_CHARACTERS]) for line in islice(found, _LINES)]


# -- PDF ----------------------------------------------------------------------------------------------------------
@dataclass
class _Word:
    """Letters without a gap between them. `follows`: the word before it in the file stands on the same line."""

    text: str
    box: Box
    bold: bool
    follows: bool


def _pdf(content: bytes) -> Iterator[Line]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = len(document)
        first = range(min(pages, FIRST_PAGES))
        for number in [*first, *range(max(len(first), pages - LAST_PAGES), pages)]:
            page = document[number]
            yield from _lines_of(page, number + 1)
            page.close()
    finally:
        document.close()


def _lines_of(page: pypdfium2.PdfPage, number: int) -> Iterator[Line]:
    width, height = size(page)
    for row in _rows(list(_words(page))):
        for group in _parted(row):
            box = Box(
                min(word.box.left for word in group),
                min(word.box.top for word in group),
                max(word.box.right for word in group),
                max(word.box.bottom for word in group),
            )
            letters = sum(len(word.text) for word in group)
            yield Line(
                unicodedata.normalize("NFC", " ".join(word.text for word in group)),
                page=number,
                left=box.left / width,
                top=box.top / height,
                right=box.right / width,
                bottom=box.bottom / height,
                size=max(word.box.height for word in group) / height,
                bold=2 * sum(len(word.text) for word in group if word.bold) > letters,
            )


def _words(page: pypdfium2.PdfPage) -> Iterator[_Word]:
    """The words in the order in which the file writes them."""
    seen_box = seen(page, page.get_rotation())
    letters = page.get_textpage()
    word: _Word | None = None
    follows = False
    for place in range(min(letters.count_chars(), _CHARACTERS)):
        code = raw.FPDFText_GetUnicode(letters, place)
        letter = chr(code) if code and code not in (0xFFFE, 0xFFFF) and not 0xD800 <= code <= 0xDFFF else ""
        if not letter or letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf"):
            if word:
                yield word
                word, follows = None, True
            follows = follows and letter not in "\r\n"
            continue
        box = seen_box(*letters.get_charbox(place, loose=True))
        if word and (unicodedata.combining(letter) or _adjoins(word.box, box)):
            word.text += letter
            word.box = _around(word.box, box)
            continue
        if word:
            yield word
            follows = False
        word = _Word(letter, box, _is_bold(letters, place), follows)
    if word:
        yield word
    letters.close()


def _adjoins(word: Box, letter: Box) -> bool:
    """Whether the letter goes on with the word: on its line, without a gap."""
    return word.top <= letter.middle <= word.bottom and -0.5 < (letter.left - word.right) / (word.height or 1) < 0.2


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _is_bold(letters: pypdfium2.PdfTextPage, place: int) -> bool:
    if raw.FPDFText_GetFontWeight(letters, place) >= 600:
        return True
    length = raw.FPDFText_GetFontInfo(letters, place, None, 0, None)
    if not 1 < length < 200:
        return False
    name = bytearray(length)
    raw.FPDFText_GetFontInfo(letters, place, (raw.c_char * length).from_buffer(name), length, None)
    return b"bold" in bytes(name).lower()


def _rows(words: list[_Word]) -> Iterator[list[_Word]]:
    """The words of each base line from left to right, from top to bottom."""
    row: list[_Word] = []
    for word in sorted(words, key=lambda word: (word.box.middle, word.box.left)):
        if row and abs(word.box.middle - row[0].box.middle) > 0.4 * row[0].box.height:
            yield sorted(row, key=lambda word: word.box.left)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda word: word.box.left)


def _parted(row: list[_Word]) -> Iterator[list[_Word]]:
    """The parts of a row that stand clear of one another; words written one after the other may stand further apart."""
    group: list[_Word] = []
    for word in row:
        gap = (word.box.left - group[-1].box.right) / (word.box.height or 1) if group else 0.0
        if group and gap > (1.5 if word.follows else 0.7):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


# -- files without places --------------------------------------------------------------------------------------------
def _typed(words: str) -> Iterator[Line]:
    """The lines of plain text; an empty line is a gap."""
    for row, line in enumerate(words.expandtabs(8).splitlines()):
        place = 0
        for part in _COLUMNS.split(line):
            if part.strip():
                place = line.index(part, place)
                left = _LEFT + place * _LETTER if _is_table(line) else _LEFT
                right = left + len(part) * _LETTER if _is_table(line) else _RIGHT
                yield Line(part.strip(), 1, left, row * _ROW, right, (row + 0.9) * _ROW, _ROW)
                place += len(part)


def _is_table(line: str) -> bool:
    return bool(_COLUMNS.search(line.strip()))


def _plain(content: bytes) -> Iterator[Line]:
    return _typed(unicodedata.normalize("NFC", decoded(content) or "").lstrip("\ufeff"))


def _docx(content: bytes) -> Iterator[Line]:
    """Paragraphs one below the other; the cells of a table side by side."""
    document: Document = docx.Document(BytesIO(content))
    row = 0
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            lines = list(_paragraph(part, row, _LEFT, _RIGHT))
            yield from lines
            row += max(1, len(part.text.split("\n")))
        else:
            lines, row = _table(part, row)
            yield from lines


def _table(table: Table, row: int) -> tuple[list[Line], int]:
    found: list[Line] = []
    for cells in table.rows:
        columns = list(dict.fromkeys(cells.cells))
        width = (_RIGHT - _LEFT) / max(1, len(columns))
        lowest = row
        for place, cell in enumerate(columns):
            line = row
            for element in cell._element.iter(qn("w:p")):
                paragraph = Paragraph(element, cell)
                found += _paragraph(paragraph, line, _LEFT + place * width, _LEFT + (place + 1) * width)
                line += max(1, len(paragraph.text.split("\n")))
            lowest = max(lowest, line)
        row = lowest
    return sorted(found, key=lambda line: (line.top, line.left)), row


def _paragraph(paragraph: Paragraph, row: int, left: float, right: float) -> Iterator[Line]:
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    for place, words in enumerate(paragraph.text.split("\n")):
        written = " ".join(unicodedata.normalize("NFC", words).split())
        if written:
            top = (row + place) * _ROW
            yield Line(written, 1, left, top, right, top + 0.9 * _ROW, _ROW, bold)


_READERS: dict[str, Callable[[bytes], Iterator[Line]]] = {"pdf": _pdf, "docx": _docx, "txt": _plain}
