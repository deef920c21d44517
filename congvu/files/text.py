"""The words of a file, for search and reading aloud. Runs where the file was looked into (`congvu.files.sandbox`)."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

import docx
import pypdfium2
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from congvu.files import limits
from congvu.files.decoding import decoded, tidy
from congvu.files.inspection import mail, pictures
from congvu.files.inspection.packages import paragraphs
from congvu.files.inspection.page import Sheet
from congvu.files.inspection.plain import html_text
from congvu.files.kinds import BY_EXTENSION, extension_of

_FEW = 12  # letters on a scanned page: a number the copier prints over it


def words_of(content: bytes, name: str, sheets: Iterable[Sheet] = ()) -> tuple[str, list[int]]:
    """The text in NFC, at most limits.TEXT_CHARACTERS, empty for pictures and scans without words; and the pages (from 1) on
    which something is drawn but no word is written. `sheets`: the pages of a PDF, if somebody has opened them already."""
    kind = BY_EXTENSION[extension_of(name)].code
    if kind == "pdf":
        return _words_of_sheets(sheets or _opened(content))
    if kind in ("png", "jpeg"):
        return "", [1]
    if kind == "tiff":
        return "", list(range(1, (pictures.tiff(content).pages or 0) + 1))
    return tidy(_up_to(_READERS[kind](content), limits.TEXT_CHARACTERS)), []


def _words_of_sheets(sheets: Iterable[Sheet]) -> tuple[str, list[int]]:
    bare: list[int] = []

    def texts() -> Iterator[str]:
        for number, sheet in enumerate(sheets, 1):
            if sheet.letters.count_chars() < _FEW and next(sheet.page.get_objects(), None) is not None:
                bare.append(number)
            yield sheet.letters.get_text_range().replace("\ufffe", "")
            sheet.close()

    pages = texts()
    text = tidy(_up_to(pages, limits.TEXT_CHARACTERS))
    for _page in pages:  # those whose words are too many, for what is only drawn on them
        continue
    return text, bare


def _opened(content: bytes) -> Iterator[Sheet]:
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), limits.TEXT_PAGES)):
        yield Sheet(document[number])


def _up_to(parts: Iterator[str], most: int) -> str:
    kept: list[str] = []
    for part in parts:
        kept.append(part[:most])
        most -= len(part)
        if most <= 0:
            break
    return "\n".join(kept)


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
