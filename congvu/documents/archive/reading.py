"""Reading the lines of a register that another system gave out: a spreadsheet (XLSX) or text with separators (CSV)."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from congvu.core.errors import RuleBroken
from congvu.documents.reading.words import folded
from congvu.files.decoding import decoded

PIECE = 1 << 20

# What the columns of registers are called: as the office writes it, then otherwise. Accents, signs and spaces do not count.
HEADINGS = {
    "number": ("Số đến", "arrivalnumber", "sothutu", "number"),
    "arrived_on": ("Ngày đến", "arrivedon", "dateofarrival", "ngaytiepnhan"),
    "reference": ("Số, ký hiệu", "sovakyhieu", "sokyhieuvanban", "sovanban", "reference"),
    "issued_on": ("Ngày văn bản", "ngaythangvanban", "ngaythang", "ngaybanhanh", "issuedon", "dateofdocument"),
    "issuer": ("Cơ quan ban hành", "tencoquanbanhanh", "tacgia", "noigui", "issuer", "issuingbody"),
    "kind": ("Loại văn bản", "tenloai", "tenloaivanban", "kind", "documenttype"),
    "title": ("Trích yếu", "trichyeunoidung", "tenloaivatrichyeunoidung", "noidung", "title", "abstract"),
    "signatory": ("Người ký", "signatory"),
    "urgency": ("Độ khẩn", "mucdokhan", "urgency"),
    "pages": ("Số trang", "soto", "pages"),
    "copies": ("Số bản", "soluongban", "copies"),
    "unit": ("Đơn vị nhận", "donvihoacnguoinhan", "donvixuly", "donvichutri", "unit", "holderunit"),
    "due_on": ("Hạn xử lý", "thoihanxuly", "dueon", "deadline"),
    "state": ("Trạng thái", "tinhtrang", "state"),
    "closed_on": ("Ngày hoàn thành", "ngayketthuc", "closedon"),
    "dossier": ("Hồ sơ", "sohoso", "sovakyhieuhoso", "dossier"),
    "result": ("Kết quả", "ketquaxuly", "result"),
    "note": ("Ghi chú", "note"),
    "file": ("Tệp", "tentep", "file", "filename", "teptin"),
}
NEEDED = ("number", "arrived_on", "issuer", "title")


def _plain(words: str) -> str:
    return "".join(letter for letter in folded(words) if letter.isalnum())


_KNOWN = {_plain(word): key for key, words in HEADINGS.items() for word in words}


class NotARegister(RuleBroken):
    """The file cannot be read as the lines of a register."""


class Row(NamedTuple):
    """A line of the file: where it stands, and its cells by the columns' keys."""

    place: int
    cells: dict[str, str]


def rows_of(path: Path) -> Iterator[Row]:
    """The lines below the headings, empty ones left out. Raises NotARegister."""
    rows = _of_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _of_csv(path)
    columns: list[str] | None = None
    for place, cells in rows:
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
        else:
            named = dict(zip(columns, cells, strict=False))
            named.pop("", None)
            yield Row(place, named)
    if columns is None:
        raise NotARegister(_("The file is empty."))


def _columns(headings: Iterable[str]) -> list[str]:
    columns = [_KNOWN.get(_plain(words), "") for words in headings]
    missing = [key for key in NEEDED if key not in columns]
    if missing:
        names = ", ".join(HEADINGS[key][0] for key in missing)
        raise NotARegister(_("These columns are missing in the first line: %(names)s.") % {"names": names})
    twice = {key for key in columns if key and columns.count(key) > 1}
    if twice:
        raise NotARegister(
            _("These columns stand there twice: %(names)s.")
            % {"names": ", ".join(HEADINGS[key][0] for key in sorted(twice))}
        )
    return columns


def _of_xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for place, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield place, [_words(value) for value in row]
    except (KeyError, IndexError, ValueError, OSError, TypeError, AttributeError) as broken:
        raise NotARegister(_("The spreadsheet cannot be read.")) from broken


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _of_csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    with _text(path) as text:
        head = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter=max(";,\t|", key=head.count))
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as broken:
            raise NotARegister(_("The text cannot be read as lines of a register.")) from broken


def _text(path: Path) -> Any:
    """The file as text: read as it goes where it is UTF-8, else as the offices wrote before Unicode."""
    if _is_utf8(path):
        return path.open(encoding="utf-8-sig", newline="")
    text = decoded(path.read_bytes())
    if text is None:
        raise NotARegister(_("The encoding of the text is not known. Save it as UTF-8."))
    return io.StringIO(text, newline="")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
