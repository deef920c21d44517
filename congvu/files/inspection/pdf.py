"""Looking into a PDF: whole, openable, without programs or files inside, and what stands on its first page."""

import ctypes
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from congvu.files import limits
from congvu.files.inspection.findings import ACTIVE, BOMB, DAMAGED, DISGUISED, ENCRYPTED, FILES_INSIDE, Findings, Unfit
from congvu.files.secrecy import Piece

_TAIL = 2048  # bytes in which the end mark must stand
_LOADED_PAGES = 200  # pages opened to see that they are whole
_STREAM = re.compile(rb">>\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NAME = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]+")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAMS = {
    b"/JavaScript": "JavaScript",
    b"/JS": "JavaScript",
    b"/Launch": "Launch",
    b"/XFA": "XFA",
    b"/RichMedia": "RichMedia",
    b"/ImportData": "ImportData",
}
_FILES = {b"/EmbeddedFile", b"/EmbeddedFiles"}
_CLAIMED = re.compile(rb"/(?:Size|Count)\s+(\d{1,20})")
_SEGMENTS = 3000  # text pieces of the first page that are looked at
_OBJECT_STREAM_BYTES = 64 * limits.MEBIBYTE


def inspect(content: bytes) -> tuple[Findings, list[Piece]]:
    """The findings and the pieces of text of the first page."""
    _frame(content)
    _claims(content)
    document = _opened(content)
    try:
        _programs(content, document)
        pages = len(document)
        if pages < 1:
            raise Unfit(DAMAGED)
        if pages > limits.PAGES:
            raise Unfit(BOMB, str(pages))
        _pages_whole(document, pages)
        return Findings("pdf", pages), pieces(document)
    finally:
        document.close()


def _frame(content: bytes) -> None:
    """Begins as a PDF and ends as one, and is nothing else besides."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        raise Unfit(DISGUISED)
    tail = content[-_TAIL:]
    end = tail.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in tail:
        raise Unfit(DAMAGED)
    if tail[end + 5 :].strip(b"\x00 \t\r\n\x1a"):
        raise Unfit(DISGUISED)
    if zipfile.is_zipfile(BytesIO(content)):
        raise Unfit(DISGUISED, "ZIP")


def _claims(content: bytes) -> None:
    """A PDF that announces millions of pages or objects is refused before anyone believes it."""
    outside = _outside_streams(content)
    if any(int(claim) > limits.OBJECTS for claim in _CLAIMED.findall(outside)):
        raise Unfit(BOMB)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unfit(ENCRYPTED) from error
        raise Unfit(ENCRYPTED if error.err_code == raw.FPDF_ERR_SECURITY else DAMAGED) from error


def _programs(content: bytes, document: pypdfium2.PdfDocument) -> None:
    """Neither scripts nor calls of programs nor files within: everything must lie open before the registry."""
    if raw.FPDFDoc_GetJavaScriptActionCount(document):
        raise Unfit(ACTIVE, "JavaScript")
    if raw.FPDFDoc_GetAttachmentCount(document):
        raise Unfit(FILES_INSIDE)
    for part in (_outside_streams(content), *_object_streams(content)):
        for found in set(_NAME.findall(part)):
            name = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), found)
            if name in _PROGRAMS:
                raise Unfit(ACTIVE, _PROGRAMS[name])
            if name in _FILES:
                raise Unfit(FILES_INSIDE)


def _outside_streams(content: bytes) -> bytes:
    return _STREAM.sub(b">> ", content)


def _object_streams(content: bytes) -> Iterator[bytes]:
    """The unpacked streams in which newer PDFs keep their objects."""
    budget = _OBJECT_STREAM_BYTES
    for match in _STREAM.finditer(content):
        head = content[max(0, match.start() - 600) : match.start()]
        if b"ObjStm" not in _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), head[head.rfind(b" obj") + 1 :]):
            continue
        unpacker = zlib.decompressobj()
        try:
            unpacked = unpacker.decompress(match[1], budget)
        except zlib.error:
            unpacked = match[1]
        budget -= len(unpacked)
        if budget <= 0:
            raise Unfit(BOMB)
        yield unpacked


def _pages_whole(document: pypdfium2.PdfDocument, pages: int) -> None:
    for number in range(min(pages, _LOADED_PAGES)):
        try:
            document[number].close()
        except pypdfium2.PdfiumError as error:
            raise Unfit(DAMAGED) from error


# -- the first page ---------------------------------------------------------------------------------------------------
def pieces(document: pypdfium2.PdfDocument, number: int = 0) -> list[Piece]:
    """What stands by itself on a page: runs of text on one base line without wider gaps, whole lines, and notes."""
    page = document[number]
    height = page.get_height() or 1.0
    text_page = page.get_textpage()
    runs: list[tuple[float, float, float, float, str]] = []  # left, bottom, right, top, text
    for place in range(min(text_page.count_rects(), _SEGMENTS)):
        left, bottom, right, top = text_page.get_rect(place)
        text = text_page.get_text_bounded(left, bottom, right, top).strip()
        if text:
            runs.append((left, bottom, right, top, text))
    found = [Piece(text, 1 - top / height) for top, text in _standing_alone(runs)]
    found += [Piece(text, 0.1) for text in _notes(page)]
    text_page.close()
    page.close()
    return found


def _standing_alone(runs: list[tuple[float, float, float, float, str]]) -> Iterator[tuple[float, str]]:
    """The texts that are clear of their neighbours: joined where the gap is a letter's width, and again, for spaced
    letters (M Ậ T), where it is up to three."""
    for reach in (1.0, 3.0):
        for line in _lines(runs):
            group: list[tuple[float, float, float, float, str]] = []
            for run in line:
                if group and run[0] - group[-1][2] > reach * (run[3] - run[1]):
                    yield group[0][3], " ".join(part[4] for part in group)
                    group = []
                group.append(run)
            if group:
                yield group[0][3], " ".join(part[4] for part in group)


def _lines(
    runs: list[tuple[float, float, float, float, str]],
) -> Iterator[list[tuple[float, float, float, float, str]]]:
    """The runs of each base line from left to right."""
    line: list[tuple[float, float, float, float, str]] = []
    for run in sorted(runs, key=lambda run: (-(run[1] + run[3]) / 2, run[0])):
        middle = (run[1] + run[3]) / 2
        if line and not line[0][1] <= middle <= line[0][3]:
            yield sorted(line)
            line = []
        line.append(run)
    if line:
        yield sorted(line)


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    """The words of stamps and text boxes laid over the page as annotations."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), 200)):
        note = raw.FPDFPage_GetAnnot(page, place)
        size = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        if 2 < size < 400:
            buffer = (ctypes.c_ushort * (size // 2))()
            raw.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size)
            yield bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00")
        raw.FPDFPage_CloseAnnot(note)
