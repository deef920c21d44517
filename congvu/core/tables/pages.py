"""The answer to a request for a list: the page, its list alone for htmx, or a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from congvu.core.tables.table import Table


def list_page(request: HttpRequest, table: Table, template: str, **context: Any) -> HttpResponse:
    """The page `template`; for htmx its partial `list`; with `?export=xlsx` the file."""
    wanted = request.GET.get("export", "")
    if wanted in table.exports:
        return table.exports[wanted].respond(table)
    htmx: Any = getattr(request, "htmx", None)
    name = f"{template}#list" if htmx and not htmx.boosted else template
    _read = table.page  # before anything is drawn: what the frame tells is then asked along
    response = render(request, name, {**context, "table": table})
    response["Vary"] = "HX-Request, Cookie"
    return response
