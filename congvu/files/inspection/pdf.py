"""Looking into a PDF: whole, openable, without programs or files inside, and what stands on its first page."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from congvu.files import limits
from congvu.files.inspection.findings import ACTIVE, BOMB, DAMAGED, DISGUISED, ENCRYPTED, FILES_INSIDE, Findings, Unfit
from congvu.files.inspection.page import Sheet, pieces
from congvu.files.secrecy import Piece

_TAIL = 2048  # bytes in which the end mark must stand
_LOADED_PAGES = 200  # pages opened to see that they are whole
_STREAM_BEGINS = re.compile(rb">>\s*stream\r?\n")
_NAME = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]+")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAMS = {
    b"/JavaScript": "JavaScript",
    b"/JS": "JavaScript",
    b"/Launch": "Launch",
    b"/XFA": "XFA",
    b"/RichMedia": "RichMedia",
    b"/ImportData": "ImportData",
    b"/SubmitForm": "SubmitForm",
    b"/GoToE": "GoToE",
}
_FILES = {b"/EmbeddedFile", b"/EmbeddedFiles"}
_CLAIMED = re.compile(rb"/(?:Size|Count)\s+(\d{1,20})")
_HEAD = 2000  # bytes before a stream in which its dictionary stands
_OBJECT_STREAM_BYTES = 64 * limits.MEBIBYTE


def inspect(content: bytes) -> tuple[Findings, list[Piece]]:
    """The findings and the pieces of text of the first page."""
    _frame(content)
    outside, streams = _parted(content)
    if any(int(claim) > limits.OBJECTS for claim in _CLAIMED.findall(outside)):
        raise Unfit(BOMB)
    document = _opened(content)
    _programs(document, [outside, *_object_streams(streams)])
    pages = len(document)
    if pages < 1:
        raise Unfit(DAMAGED)
    if pages > limits.PAGES:
        raise Unfit(BOMB, str(pages))
    first, *more = _whole_sheets(document, pages)
    return Findings("pdf", pages, [first, *more] if pages <= limits.FEW_PAGES else ()), pieces(first)


def _frame(content: bytes) -> None:
    """Begins as a PDF and ends as one, and is nothing else besides."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        raise Unfit(DISGUISED)
    if zipfile.is_zipfile(BytesIO(content)):
        raise Unfit(DISGUISED, "ZIP")
    tail = content[-_TAIL:]
    end = tail.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in tail:
        raise Unfit(DAMAGED)
    if tail[end + 5 :].strip(b"\x00 \t\r\n\x1a"):
        raise Unfit(DISGUISED)


def _parted(content: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """What stands outside of streams, and each stream with the words before it."""
    outside: list[bytes] = []
    streams: list[tuple[bytes, bytes]] = []
    place = 0
    while begin := _STREAM_BEGINS.search(content, place):
        end = content.find(b"endstream", begin.end())
        if end < 0:
            break
        head = content[place : begin.start() + 2]
        outside.append(head)
        streams.append((head[-_HEAD:], content[begin.end() : end]))
        place = end
    outside.append(content[place:])
    return b"".join(outside), streams


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unfit(ENCRYPTED) from error
        raise Unfit(ENCRYPTED if error.err_code == raw.FPDF_ERR_SECURITY else DAMAGED) from error


def _programs(document: pypdfium2.PdfDocument, parts: list[bytes]) -> None:
    """Neither scripts nor calls of programs nor files within: everything must lie open before the registry."""
    if raw.FPDFDoc_GetJavaScriptActionCount(document):
        raise Unfit(ACTIVE, "JavaScript")
    if raw.FPDFDoc_GetAttachmentCount(document):
        raise Unfit(FILES_INSIDE)
    for part in parts:
        for found in set(_NAME.findall(part)):
            name = _plain(found)
            if name in _PROGRAMS:
                raise Unfit(ACTIVE, _PROGRAMS[name])
            if name in _FILES:
                raise Unfit(FILES_INSIDE)


def _plain(name: bytes) -> bytes:
    """A name without the escapes that hide it: /Java#53cript."""
    return _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name)


def _object_streams(streams: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """The unpacked streams in which newer PDFs keep their objects."""
    budget = _OBJECT_STREAM_BYTES
    for head, packed in streams:
        if b"ObjStm" not in _plain(head[head.rfind(b" obj") + 1 :]):
            continue
        try:
            unpacked = zlib.decompressobj().decompress(packed, budget)
        except zlib.error:
            unpacked = packed
        budget -= len(unpacked)
        if budget <= 0:
            raise Unfit(BOMB)
        yield unpacked


def _whole_sheets(document: pypdfium2.PdfDocument, pages: int) -> Iterator[Sheet]:
    """The first pages, each seen to be whole. They stay open where they are few, and the very first always."""
    for number in range(min(pages, _LOADED_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise Unfit(DAMAGED) from error
        if number == 0 or pages <= limits.FEW_PAGES:
            yield Sheet(page)
        else:
            page.close()
