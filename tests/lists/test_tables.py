"""Lists: pages by cursor, filters and orders in the address, and the list as a spreadsheet; told with the bodies of the State."""

from io import BytesIO
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from openpyxl import load_workbook

from congvu.core.tables import ChoiceFilter, Column, DateRangeFilter, Sort, Table, TextFilter, list_page
from congvu.directory.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db


class BodyTable(Table):
    name = "bodies"
    page_size = 10
    columns = (
        Column("name", "Tên", css="wide", card="title", sort="name"),
        Column("notation", "Ký hiệu"),
        Column("parent", "Trực thuộc", value="parent.name"),
    )
    filters = (
        ChoiceFilter("kind", "Loại", choices=OrganisationKind.choices, chips=True),
        TextFilter("q", "Tìm", apply=lambda rows, words: rows.filter(name__icontains=words)),
        DateRangeFilter("valid", "Từ ngày", "valid__startswith"),
    )
    sorts = (
        Sort("rank", "Theo thứ tự", ("rank", "pk")),
        Sort("kind", "Theo loại", ("kind", "-rank", "pk")),
        Sort("name", "Theo tên", ("-name", "-pk")),
    )

    def row_url(self, row: Any) -> str:
        return f"/bodies/{row.handle}/"


def bodies() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("parent")


def request(query: str = "", **headers: str) -> HttpRequest:
    return RequestFactory().get(f"/bodies/?{query}", headers=headers)


def walk(query: str) -> list[int]:
    """All rows one meets going from page to page."""
    table = BodyTable(request(query), bodies())
    seen = [row.thing.pk for row in table.rows]
    while table.after_url:
        table = BodyTable(request(table.after_url.partition("?")[2]), bodies())
        seen += [row.thing.pk for row in table.rows]
    return seen


@pytest.mark.parametrize(
    ("sort", "order"), [("rank", ("rank", "pk")), ("kind", ("kind", "-rank", "pk")), ("name", ("-name", "-pk"))]
)
def test_going_forward_meets_every_row_once_in_order(sort: str, order: tuple[str, ...]) -> None:
    assert walk(f"sort={sort}") == list(bodies().order_by(*order).values_list("pk", flat=True))


def test_going_back_shows_the_page_before() -> None:
    first = BodyTable(request(), bodies())
    second = BodyTable(request(first.after_url.partition("?")[2]), bodies())
    back = BodyTable(request(second.before_url.partition("?")[2]), bodies())

    assert [row.key for row in back.rows] == [row.key for row in first.rows]
    assert first.before_url == ""
    assert back.before_url == ""
    assert back.after_url != ""


def test_a_row_added_meanwhile_does_not_shift_the_next_page() -> None:
    first = BodyTable(request(), bodies())
    expected = BodyTable(request(first.after_url.partition("?")[2]), bodies()).rows[0].key
    Organisation.objects.create(name="Cơ quan mới", kind=OrganisationKind.OTHER, rank=0)

    assert BodyTable(request(first.after_url.partition("?")[2]), bodies()).rows[0].key == expected


def test_a_forged_cursor_shows_the_first_page() -> None:
    first = BodyTable(request(), bodies())

    assert [row.key for row in BodyTable(request("after=forged"), bodies()).rows] == [row.key for row in first.rows]


def test_a_cursor_of_another_order_shows_the_first_page() -> None:
    cursor = BodyTable(request("sort=rank"), bodies()).page.after
    named = BodyTable(request("sort=name"), bodies())

    assert [row.key for row in BodyTable(request(f"sort=name&after={cursor}"), bodies()).rows] == [
        row.key for row in named.rows
    ]


def test_filters_stand_in_the_address_and_stay_on_the_next_page() -> None:
    table = BodyTable(request("kind=province"), bodies())

    assert {row.thing.kind for row in table.rows} == {"province"}
    assert "kind=province" in table.after_url
    assert str(table.active_filters[0].said) == str(OrganisationKind.PROVINCE.label)
    assert table.active_filters[0].clear_url == "/bodies/"


@pytest.mark.parametrize("query", ["kind=nonsense", "valid_from=32/13/2026", "valid_to=soon", "sort=nonsense"])
def test_a_senseless_filter_is_left_aside(query: str) -> None:
    assert BodyTable(request(query), bodies()).rows


def test_a_page_takes_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert [row.thing for row in BodyTable(request("kind=ministry"), bodies()).rows]


def test_the_spreadsheet_holds_all_rows_the_filters_leave_and_no_formulas() -> None:
    Organisation.objects.create(name="=1+1", kind=OrganisationKind.OTHER, rank=1)
    response = list_page(request("export=xlsx"), BodyTable(request("export=xlsx"), bodies()), "unused.html")
    sheet = load_workbook(BytesIO(response.content)).active

    assert sheet.max_row == bodies().count() + 1
    assert [cell.value for cell in sheet[1]] == ["Tên", "Ký hiệu", "Trực thuộc"]
    assert "=1+1" in {row[0].value for row in sheet.iter_rows(min_row=2)}
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
