"""The words of a file, for search and reading aloud. Runs where the file was looked into (`congvu.files.sandbox`)."""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import docx
import pypdfium2
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from congvu.files import limits
from congvu.files.decoding import decoded
from congvu.files.inspection import mail, pictures
from congvu.files.inspection.packages import paragraphs
from congvu.files.inspection.plain import html_text
from congvu.files.kinds import BY_EXTENSION, extension_of

_FEW = 12  # letters on a scanned page: a number the copier prints over it
_GAPS = re.compile(r"[ \t\u00a0]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def extracted(content: bytes, name: str) -> str:
    """The text in NFC, at most limits.TEXT_CHARACTERS; empty for pictures and scans without words."""
    reader = _READERS.get(BY_EXTENSION[extension_of(name)].code)
    return tidy(_up_to(reader(content), limits.TEXT_CHARACTERS)) if reader else ""


def pages_without(content: bytes, name: str) -> list[int]:
    """The pages (from 1) on which something is drawn but no word is written."""
    kind = BY_EXTENSION[extension_of(name)].code
    if kind in ("png", "jpeg"):
        return [1]
    if kind == "tiff":
        return list(range(1, (pictures.tiff(content).pages or 0) + 1))
    return list(_drawn_only(content)) if kind == "pdf" else []


def _drawn_only(content: bytes) -> Iterator[int]:
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(min(len(document), limits.TEXT_PAGES)):
            page = document[number]
            words = page.get_textpage()
            if words.count_chars() < _FEW and next(page.get_objects(), None) is not None:
                yield number + 1
            words.close()
            page.close()
    finally:
        document.close()


def tidy(text: str) -> str:
    """NFC, one space between words, at most one empty line, no characters the database refuses."""
    text = _FORBIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_GAPS.sub(" ", line).strip() for line in text.split("\n"))).strip()


def _up_to(parts: Iterator[str], most: int) -> str:
    kept: list[str] = []
    for part in parts:
        kept.append(part[:most])
        most -= len(part)
        if most <= 0:
            break
    return "\n".join(kept)


def _pdf(content: bytes) -> Iterator[str]:
    """Page by page."""
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(min(len(document), limits.TEXT_PAGES)):
            page = document[number]
            words = page.get_textpage()
            yield words.get_text_range().replace("\ufffe", "")
            words.close()
            page.close()
    finally:
        document.close()


def _docx(content: bytes) -> Iterator[str]:
    """Headers, then paragraphs and tables in their order, then footers."""
    document: Document = docx.Document(BytesIO(content))
    for section in document.sections:
        yield from (paragraph.text for paragraph in section.header.paragraphs if paragraph.text.strip())
    for element in document.element.body.iter(qn("w:p")):
        text = Paragraph(element, document).text
        if text.strip():
            yield text
    for section in document.sections:
        yield from (paragraph.text for paragraph in section.footer.paragraphs if paragraph.text.strip())


def _parts(pattern: str) -> Callable[[bytes], Iterator[str]]:
    """A reader of the paragraphs of all parts of a package whose names fit."""

    def read(content: bytes) -> Iterator[str]:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for name in sorted(package.namelist(), key=lambda name: (len(name), name)):
                if re.match(pattern, name):
                    yield from paragraphs(package.read(name))

    return read


def _plain(content: bytes) -> Iterator[str]:
    yield decoded(content) or ""


def _html(content: bytes) -> Iterator[str]:
    text = decoded(content) or ""
    yield html_text(text) if text.strip() else ""


def _xml(content: bytes) -> Iterator[str]:
    yield re.sub(r"<[^>]*>", " ", decoded(content) or "")


def _mail(kind: str) -> Callable[[bytes], Iterator[str]]:
    """A reader of mails: heading and words, also of the mails within, and the names of what is attached."""

    def words(found: mail.Mail) -> Iterator[str]:
        yield found.words
        for attached in found.attached:
            yield attached.name
            if attached.mail:
                yield from words(attached.mail)

    return lambda content: words(mail.read(content, kind))


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _parts(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml$"),
    "pptx": _parts(r"ppt/slides/slide\d+\.xml$"),
    "odt": _parts(r"content\.xml$"),
    "txt": _plain,
    "html": _html,
    "xml": _xml,
    "eml": _mail("eml"),
    "msg": _mail("msg"),
}
