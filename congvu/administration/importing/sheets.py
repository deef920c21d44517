"""The template of each list, and the list as it stands today in the same columns: what is taken away can be brought back."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from xlsxwriter import Workbook

from congvu.administration.importing.kinds import KINDS, Kind
from congvu.administration.models import ListKind
from congvu.core.tables.sheet import TYPE
from congvu.directory.models import CodeScheme, Organisation, PostHolding, Unit
from congvu.workdays.models import CalendarDay, DayKind, Origin

Line = dict[str, Any]
RISKY = ("=", "+", "-", "@", "\t", "\r")


def xlsx(kind: Kind, lines: Iterable[Line], name: str) -> HttpResponse:
    """As a spreadsheet: words are never formulas, every cell is text so that nothing is guessed."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(kind.code)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, 22, plain)
        sheet.write_string(0, place, f"{column.heading}{' *' if column.required else ''}", head)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        for place, column in enumerate(kind.columns):
            words = _words(line.get(column.key))
            if words:
                sheet.write_string(number, place, words, plain)
    book.close()
    return _file(out.getvalue(), TYPE, f"{name}.xlsx")


def as_csv(kind: Kind, lines: Iterable[Line], name: str) -> HttpResponse:
    """As text with separators, UTF-8 with its mark; a cell a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([str(column.heading) for column in kind.columns])
    for line in lines:
        writer.writerow([_harmless(_words(line.get(column.key))) for column in kind.columns])
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def example(kind: Kind) -> list[Line]:
    """The one line of the template, to be written over."""
    return [{column.key: column.example for column in kind.columns}]


def lines_today(code: str, today: date) -> Iterator[Line]:
    """The list as it stands on the day, in the columns of its template."""
    return {
        ListKind.BODIES: _bodies,
        ListKind.UNITS: _units,
        ListKind.PEOPLE: _people,
        ListKind.HOLIDAYS: _days,
    }[ListKind(code)](today)


def _codes(on: date) -> dict[int, str]:
    bodies = Organisation.objects.valid_on(on).prefetch_related("codes")
    return {body.pk: body.current_code(on, CodeScheme.NEW) or body.current_code(on, CodeScheme.OLD) for body in bodies}


def _bodies(on: date) -> Iterator[Line]:
    codes = _codes(on)
    for body in Organisation.objects.valid_on(on).in_protocol_order():
        if codes.get(body.pk):
            yield {
                "code": codes[body.pk],
                "name": body.name,
                "short_name": body.short_name,
                "notation": body.notation,
                "kind": body.get_kind_display(),
                "place": body.place,
                "parent": codes.get(body.parent_id or 0, ""),
                "from_on": body.valid.lower,
                "is_endpoint": "x" if body.is_endpoint else "0",
                "address": body.address,
                "email": body.email,
                "phone": body.phone,
            }


def _units(on: date) -> Iterator[Line]:
    codes = _codes(on)
    for unit in Unit.objects.valid_on(on).select_related("parent").order_by("organisation__rank", "rank", "pk"):
        if codes.get(unit.organisation_id):
            yield {
                "body": codes[unit.organisation_id],
                "notation": unit.notation,
                "name": unit.name,
                "kind": unit.get_kind_display(),
                "parent": unit.parent.notation if unit.parent else "",
                "from_on": unit.valid.lower,
            }


def _people(on: date) -> Iterator[Line]:
    codes = _codes(on)
    rows = PostHolding.objects.valid_on(on).with_places()
    for row in rows.order_by("post__unit__organisation__rank", "post__unit__rank", "post__rank", "pk").iterator(500):
        code = codes.get(row.post.unit.organisation_id)
        if code:
            yield {
                "staff_number": row.person.staff_number,
                "full_name": row.person.full_name,
                "email": row.person.email,
                "phone": row.person.phone,
                "body": code,
                "unit": row.post.unit.notation,
                "title": row.post.title,
                "role": row.post.get_role_display(),
                "is_sole": "x" if row.is_sole else "",
                "from_on": row.valid.lower,
                "until": row.valid.upper,
                "decided_by": row.decided_by,
            }


def _days(on: date) -> Iterator[Line]:
    rows = CalendarDay.objects.filter(origin=Origin.DECISION).order_by("day")
    swapped = {row.in_place_of for row in rows if row.kind == DayKind.SWAPPED}
    for row in rows:
        if row.day not in swapped:  # the day that is made up stands in the line of the day off
            yield {
                "day": row.day,
                "kind": row.get_kind_display(),
                "name": row.name,
                "made_up_on": row.in_place_of,
                "source": row.source,
            }


def _words(value: Any) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or "")


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(RISKY) else words


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def kind_named(code: str) -> Kind | None:
    return KINDS.get(code)
