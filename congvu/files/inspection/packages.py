"""Looking into office files that are ZIP packages: DOCX, XLSX, PPTX, ODT."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from congvu.files import limits
from congvu.files.inspection import compound
from congvu.files.inspection.findings import (
    ACTIVE,
    BOMB,
    DAMAGED,
    DISGUISED,
    ENCRYPTED,
    FILES_INSIDE,
    MACROS,
    WRONG_TYPE,
    Findings,
    Unfit,
)
from congvu.files.inspection.markup import no_tricks
from congvu.files.secrecy import Piece

_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_ODT = b"application/vnd.oasis.opendocument.text"
_FETCHES = re.compile(
    rb"<(?:\w+:)?Relationship\b(?=[^>]*Type=\"[^\"]*/(?:attachedTemplate|oleObject|subDocument|frame)\")"
    rb"(?=[^>]*TargetMode=\"External\")(?=[^>]*Target=\"(?:https?|ftp|mhtml|file://[^/]|\\\\))[^>]*>",
    re.IGNORECASE,
)
_DYNAMIC_DATA = re.compile(rb"<w:instrText[^>]*>\s*(?:DDEAUTO|DDE)\s", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"^(?:[/\\]|[a-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)", re.IGNORECASE
)  # names that lead out of the package
_PACKED = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_READ = 1024 * 1024
_FIRST_PIECES = 60


def inspect(content: bytes, depth: int = 0) -> tuple[Findings, list[Piece]]:
    """The findings and the first lines of an office file."""
    if depth > limits.DEPTH:
        raise Unfit(BOMB)
    with _opened(content) as package:
        _frame(content, package)
        names = package.namelist()
        kind = _kind(package, names)
        _programs(names)
        budget = _Budget(limits.UNPACKED)
        for entry in package.infolist():
            _part(package, entry, budget, depth)
        return Findings(kind), list(_first_pieces(package, kind))


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Unfit(DAMAGED) from error


def _frame(content: bytes, package: zipfile.ZipFile) -> None:
    """The table of contents is honest: no entries that overlap, hide, repeat or claim too much."""
    entries = package.infolist()
    if len(entries) > limits.ENTRIES:
        raise Unfit(BOMB, str(len(entries)))
    if not content.startswith(b"PK\x03\x04"):
        raise Unfit(DISGUISED)
    ending = content.rfind(b"PK\x05\x06")
    if content[ending + 22 + len(package.comment) :]:
        raise Unfit(DISGUISED)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unfit(DAMAGED)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(ENCRYPTED)
    if any(_OUTSIDE.search(entry.filename) for entry in entries):
        raise Unfit(DAMAGED)
    declared = sum(entry.file_size for entry in entries)
    if declared > limits.UNPACKED or (declared > limits.UNPACKED_FREE and declared > limits.RATIO * len(content)):
        raise Unfit(BOMB)
    end_of_last = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end_of_last:
            raise Unfit(BOMB)
        end_of_last = entry.header_offset + 30 + entry.compress_size


def _kind(package: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names and _read(package, "mimetype").strip() == _ODT:
        if b"encryption-data" in _read(package, "META-INF/manifest.xml"):
            raise Unfit(ENCRYPTED)
        return "odt"
    if "[Content_Types].xml" not in names:
        raise Unfit(WRONG_TYPE, "ZIP")
    types = _read(package, "[Content_Types].xml")
    if b"macroEnabled" in types or b"vnd.ms-office.vbaProject" in types:
        raise Unfit(MACROS)
    for main_part, kind in _MAIN_PARTS.items():
        if main_part in types:
            return kind
    raise Unfit(WRONG_TYPE, "ZIP")


def _programs(names: list[str]) -> None:
    for name in names:
        lowered = name.lower()
        if lowered.endswith(("vbaproject.bin", "vbadata.xml")) or lowered.startswith(
            ("basic/", "scripts/", "xl/macrosheets/")
        ):
            raise Unfit(MACROS)
        if "/activex/" in lowered:
            raise Unfit(ACTIVE, "ActiveX")


class _Budget:
    """The bytes that may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Unfit(BOMB)


def _part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    """One part of the package: whole, and nothing dangerous."""
    if entry.is_dir():
        return
    content = b"".join(_unpacked(package, entry, budget))
    name = entry.filename.lower()
    if name.endswith((".xml", ".rels", ".vml", ".rdf")):
        if len(content) > limits.XML_PART:
            raise Unfit(BOMB)
        no_tricks(content)
        if _FETCHES.search(content) or _DYNAMIC_DATA.search(content):
            raise Unfit(ACTIVE, "external")
    elif compound.is_compound(content):
        compound.harmless(content)
    elif content.startswith(_PACKED[0]):
        _package_within(content, depth)
    elif content.startswith(_PACKED[1:]):
        raise Unfit(BOMB)
    elif content.startswith((b"MZ", b"\x7fELF")):
        raise Unfit(FILES_INSIDE)


def _package_within(content: bytes, depth: int) -> None:
    """A package in a package is an office file within a letter, or a bomb."""
    try:
        inspect(content, depth + 1)
    except Unfit as unfit:
        if unfit.code == WRONG_TYPE:
            raise Unfit(BOMB) from unfit
        raise


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    try:
        with package.open(entry) as part:
            while chunk := part.read(_READ):
                budget.spend(len(chunk))
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unfit(DAMAGED) from error


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as part:
            return part.read(8 * limits.MEBIBYTE)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unfit(DAMAGED) from error


# -- the first lines ----------------------------------------------------------------------------------------------
_FIRST_PARTS = {
    "docx": (r"word/header\d*\.xml$", r"word/document\d*\.xml$", r"word/footer\d*\.xml$"),
    "xlsx": (r"xl/sharedStrings\.xml$", r"xl/worksheets/sheet1\.xml$", r"xl/drawings/drawing1\.xml$"),
    "pptx": (r"ppt/slides/slide1\.xml$", r"ppt/slideMasters/slideMaster1\.xml$"),
    "odt": (r"styles\.xml$", r"content\.xml$"),
}
_BLOCKS = {"p", "h", "si", "is"}


def _first_pieces(package: zipfile.ZipFile, kind: str) -> Iterator[Piece]:
    """The first paragraphs, table cells and text boxes; what stands further on counts as lower down."""
    for pattern in _FIRST_PARTS[kind]:
        for name in package.namelist():
            if re.match(pattern, name):
                for place, text in enumerate(paragraphs(_whole(package, name))):
                    if place >= _FIRST_PIECES:
                        break
                    yield Piece(text, 0.3)


def _whole(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(limits.XML_PART)


def paragraphs(content: bytes) -> Iterator[str]:
    """The text of each paragraph of an XML part in the order it is met, inner ones (text boxes) before their outer."""
    parser = etree.iterparse(
        BytesIO(content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        recover=True,
    )
    for _event, element in parser:
        if isinstance(element.tag, str) and etree.QName(element).localname in _BLOCKS:
            text = "".join(_own_text(element))
            if text.strip():
                yield text.strip()


def _own_text(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph without those of text boxes anchored in it."""
    for child in paragraph.iter():
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        inner = next((a for a in child.iterancestors() if etree.QName(a).localname in _BLOCKS), None)
        if child is not paragraph and inner is not paragraph:
            continue
        if name in ("br", "tab", "line-break", "s"):
            yield " "
        if child.text and name in ("t", "p", "h", "span", "a", "is"):
            yield child.text
        if child.tail and child is not paragraph and name in ("span", "a", "s", "tab", "line-break", "soft-page-break"):
            yield child.tail
