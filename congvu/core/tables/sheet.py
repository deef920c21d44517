"""A list as a spreadsheet: the columns of the page, all rows the filters leave."""

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format

if TYPE_CHECKING:
    from congvu.core.tables.table import Table

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def xlsx(table: "Table") -> HttpResponse:
    """The list as an XLSX file: heading frozen, filter arrows on, dates as dates, words never as formulas."""
    out = BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(table.name[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"}),
        date: book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        str: book.add_format({"text_wrap": True, "valign": "top"}),
    }
    columns = [column for column in table.columns if column.export]
    for place, column in enumerate(columns):
        label = str(column.label)
        sheet.set_column(place, place, WIDEST if "wide" in column.css else max(14, min(len(label) + 4, 30)))
        sheet.write_string(0, place, label, head)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(table.export_rows(), start=1):
        for place, column in enumerate(columns):
            _write(sheet, number, place, column.exported(row), formats)
    sheet.autofilter(0, 0, max(number, 1), max(len(columns) - 1, 0))
    book.close()
    day = timezone.localdate().isoformat()
    response = HttpResponse(out.getvalue(), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{table.name}-{day}.xlsx"'
    return response


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[type, Format]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(line, place, local.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats[date])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value), formats[str])
