"""Ordinary and hostile files, made on the spot."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

import docx
import openpyxl
from PIL import Image


def pdf_file(
    *lines: str, objects: Sequence[bytes] = (), catalog: bytes = b"", trailer: bytes = b"", page: bytes = b""
) -> bytes:
    """A one-page PDF with latin lines, further objects from number 6 on, further entries of catalogue, page, trailer."""
    text = b"".join(
        b"BT /F1 13 Tf 72 %d Td (%s) Tj ET\n" % (760 - 18 * row, line.encode("latin-1", "replace"))
        for row, line in enumerate(lines)
    )
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R "
            + page
            + b" >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
            *objects,
        ],
        trailer,
    )


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The objects, numbered from 1, as a PDF; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def docx_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def xlsx_file(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def picture(form: str, width: int = 40, height: int = 30) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form)
    return out.getvalue()


def saved(thing) -> bytes:
    out = BytesIO()
    thing.save(out)
    return out.getvalue()


def package_with(original: bytes, **parts: bytes) -> bytes:
    """The package with parts put in or replaced; `__` in a name stands for `/`, `_dot_` for a dot."""
    out = BytesIO()
    new = {name.replace("_dot_", ".").replace("__", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(BytesIO(original)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in old.infolist():
            if entry.filename not in new:
                package.writestr(entry.filename, old.read(entry))
        for name, content in new.items():
            package.writestr(name, content)
    return out.getvalue()
