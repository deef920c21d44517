"""What a changed calendar moved."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from congvu.accounts.requests import OfficeRequest
from congvu.core.tables.pages import list_page
from congvu.records.effects import moves_to_read, what_moved
from congvu.records.tables import MovesTable
from congvu.workdays.models import CalendarChange


@require_GET
def moved(request: OfficeRequest, handle: str) -> HttpResponse:
    """What a decision about the calendar moved: how many deadlines of which unit, and the documents one may read."""
    change = get_object_or_404(CalendarChange, handle=handle)
    table = MovesTable(request, moves_to_read(change, request.actor))
    return list_page(request, table, "records/moved.html", **what_moved(change, request.actor))
