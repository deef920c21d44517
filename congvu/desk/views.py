"""The officers' face: my work, my unit's work, what is presented to me, what I wait for, and search over all of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from congvu.accounts.actors import HEADS
from congvu.accounts.requests import OfficeRequest
from congvu.core import stores
from congvu.core.errors import Refused
from congvu.desk import queries
from congvu.desk.facets import chosen_values, drawn, said
from congvu.directory.roles import Role
from congvu.records import search as records_search
from congvu.records.models import WorkItem
from congvu.workdays.calendar import WorkCalendar, current_calendar


@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """My work, late first, each line with its one next action; beside it what I wait for and for whom I act. Who has a post at
    which no work waits finds what they look after."""
    actor, now, calendar = request.actor, request.now, current_calendar()
    awaited = queries.awaited(actor)
    waiting_count = awaited.count()
    work = _work(request, queries.mine(actor), "home", calendar)
    if not (work["shown"] or waiting_count or queries.has_post_for_work(actor)):
        return render(
            request, "desk/looking_after.html", {"now": now, "panels": stores.drawn_from(stores.desk_panels, request)}
        )
    context = work | {
        "waiting_count": waiting_count,
        "waiting": queries.lines(awaited, now, calendar)[:6],
        "acting_for": actor.delegated_seats,
        "may_receive": actor.holds(Role.CLERK) is not None,
    }
    return render(request, "desk/home.html", context)


@require_GET
def presented(request: OfficeRequest) -> HttpResponse:
    """What was presented to a leader and waits for an instruction."""
    if not request.actor.holds(Role.LEADER):
        raise Refused
    items = queries.mine(request.actor).filter(act="instruct")
    return render(request, "desk/presented.html", _work(request, items, "presented", current_calendar()))


@require_GET
def unit(request: OfficeRequest) -> HttpResponse:
    """A head's view of the unit: who has what, what is late; `?person=` shows one of them, `?person=-` what nobody has."""
    units = {seat.unit.pk: seat.unit for seat in request.actor.seats if seat.role in HEADS}
    if not units:
        raise Refused
    items = queries.of_units(units.values())
    chosen = request.GET.get("person", "")
    if chosen:
        items = items.filter(person__isnull=True) if chosen == "-" else items.filter(person__handle=chosen)
    context = _work(request, items, "unit", current_calendar()) | {
        "units": list(units.values()),
        "holders": queries.holders(units.values(), request.now),
        "chosen": chosen,
    }
    return render(request, "desk/unit.html", context)


@require_GET
def waiting(request: OfficeRequest) -> HttpResponse:
    """What I gave to others and they have not yet done."""
    return render(
        request, "desk/waiting.html", _work(request, queries.awaited(request.actor), "waiting", current_calendar())
    )


@require_GET
def search(request: OfficeRequest) -> HttpResponse:
    """Search over everything one may read: the best twenty, and how they divide. For htmx the answers alone, while one types.
    `?more=` shows so many pages of twenty at once, at most five."""
    asked = request.GET.get("q", "")
    pages = {"2": 2, "3": 3, "4": 4, "5": 5}.get(request.GET.get("more", ""), 1)
    filters = chosen_values(request)
    results = records_search.search(
        request.actor, asked, filters=filters, limit=pages * records_search.SHOWN, soon=[request.actor.to_be_told]
    )
    again = request.GET.copy()
    again["more"] = str(pages + 1)
    context = {
        "asked": asked.strip(),
        "results": results,
        "facets": drawn(request, results.facets),
        "chosen": said(filters),
        "more_url": f"?{again.urlencode()}" if results.more and pages < 5 else "",
    }
    htmx: Any = getattr(request, "htmx", None)
    response = render(request, "desk/search.html#answers" if htmx and not htmx.boosted else "desk/search.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _work(request: OfficeRequest, items: QuerySet[WorkItem], page: str, calendar: WorkCalendar) -> dict[str, Any]:
    found = queries.lines(items, request.now, calendar)
    acts = {line.item.act for line in found}
    week = queries.week_from(request.now, calendar)
    return {
        "many": {act: page == "home" and act in acts for act in ("present", "assign")},  # what may be done with several
        "page": page,
        "groups": queries.grouped(found, request.now, week),
        "counts": queries.counts(items, request.now, week),
        "shown": len(found),
        "now": request.now,
    }
