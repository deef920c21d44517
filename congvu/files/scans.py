"""A kept scan read by OCR: its words for search, its lines for whoever reads particulars in them."""

import base64
from dataclasses import asdict

from congvu.files import limits, ocr, sandbox
from congvu.files.decoding import tidy
from congvu.files.inspection.findings import BEARS_MARK
from congvu.files.lines import FIRST_PAGES, Line
from congvu.files.models import StoredFile, TextState
from congvu.files.secrecy import Piece, mark_on_page

NO_OCR = "no_ocr"  # why a scan has no text: this machine reads none
UNREADABLE = "unreadable"


def read_scan(stored: StoredFile, pages: list[int]) -> None:
    """Read these pages and write down what they say beside the text of the others. A page that cannot be read is left out; when
    none can, the reason is kept. Of a scan whose first page bears a mark of secrecy no word is kept, and it is marked so."""
    content, name = stored.read_bytes(), f"file.{stored.kind.extensions[0]}"
    found: list[Line] = []
    failed = 0
    for number in pages[: limits.OCR_PAGES]:
        drawn = sandbox.raster(content, name, number)
        try:
            picture = base64.b64decode(drawn.get("picture", ""))
            found += ocr.lines_of(picture, number) if picture else []
            failed += "unfit" in drawn
        except ocr.Unreadable:
            failed += 1
    if mark_on_page(Piece(line.text, line.top) for line in found if line.page == 1):
        _write(stored, TextState.FAILED, reason=BEARS_MARK)
    elif found:
        words = tidy("\n".join([stored.text, *(line.text for line in found)]).strip())
        told = [asdict(line) for line in found if line.page <= FIRST_PAGES]
        _write(stored, TextState.READ, text=words[: limits.TEXT_CHARACTERS], lines=told)
    elif stored.text:
        _write(stored, TextState.READ, text=stored.text)
    else:
        _write(stored, TextState.FAILED if failed else TextState.NONE, reason=UNREADABLE if failed else "")


def _write(
    stored: StoredFile, state: str, *, text: str = "", lines: list[dict[str, object]] | None = None, reason: str = ""
) -> None:
    stored.text, stored.text_state, stored.text_reason = text, state, reason
    stored.ocr_lines, stored.read_by_ocr = lines, lines is not None
    stored.save(update_fields=["text", "text_state", "text_reason", "ocr_lines", "read_by_ocr"])


def bears_mark(stored: StoredFile) -> bool:
    """Whether OCR saw a mark of secrecy on the scan."""
    return stored.text_state == TextState.FAILED and stored.text_reason == BEARS_MARK
