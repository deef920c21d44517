"""Pages of the working calendar: the year, the small calculator, and what administrators enter."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from congvu.accounts.requests import OfficeRequest
from congvu.core import stores
from congvu.core.errors import Refused, RuleBroken
from congvu.workdays import actions
from congvu.workdays.calendar import CalendarMissing, DayMark, WorkCalendar, current_calendar
from congvu.workdays.effects import effects, marks_if_declared, marks_if_withdrawn
from congvu.workdays.forms import ConfirmYearForm, DeclareForm, SumForm, WithdrawForm
from congvu.workdays.models import CalendarYear, DayKind
from congvu.workdays.permissions import may_change_calendar
from congvu.workdays.sheets import marked_days, weekday_heads, working_days_of, year_sheet


@login_required
def this_year(request: OfficeRequest) -> HttpResponse:
    """The calendar of the year we are in."""
    return redirect("workdays:year", current_calendar().day_of(request.now).year)


@login_required
def year(request: OfficeRequest, number: int) -> HttpResponse:
    """The year as twelve months, its marked days, and the small calculator (which htmx asks for alone)."""
    calendar = current_calendar()
    today = calendar.day_of(request.now)
    asked = _sum(request, calendar, today)
    if request.htmx and request.htmx.target == "sum":
        return render(request, "workdays/year.html#sum", {"year": number, **asked})
    kept = CalendarYear.objects.filter(year=number).first()
    if kept is None:
        raise CalendarMissing(number)
    context = {
        "year": number,
        "kept": kept,
        "earlier": number - 1 if number - 1 in calendar.years else None,
        "later": number + 1 if number + 1 in calendar.years else None,
        "months": year_sheet(calendar, number, today),
        "heads": weekday_heads(),
        "marked": marked_days(calendar, number),
        "working_days": working_days_of(calendar, number),
        "hours": calendar.hours_on(date(number, 12, 31)),
        "may_change": may_change_calendar(request.actor),
        "panels": _panels(request),
        **asked,
    }
    return render(request, "workdays/year.html", context)


def _panels(request: OfficeRequest) -> list[tuple[str, dict[str, Any]]]:
    """What other apps put on the page of a year: who may change the calendar sees it."""
    return stores.drawn_from(stores.calendar_panels, request) if may_change_calendar(request.actor) else []


def _sum(request: OfficeRequest, calendar: WorkCalendar, today: date) -> dict[str, Any]:
    if "since" not in request.GET:
        return {"sum_form": SumForm(initial={"since": today, "days": 7})}
    form = SumForm(request.GET)
    if not form.is_valid():
        return {"sum_form": form}
    try:
        deadline = calendar.add_working_days(form.cleaned_data["since"], form.cleaned_data["days"])
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return {"sum_form": form}
    return {"sum_form": form, "deadline": deadline}


def _year_to_change(request: OfficeRequest, number: int) -> CalendarYear:
    """The year, for those who may change it."""
    if not may_change_calendar(request.actor):
        raise Refused
    return get_object_or_404(CalendarYear, year=number)


@login_required
def declare(request: OfficeRequest, number: int) -> HttpResponse:
    """Enter what was decided about a day: first filled in, then shown once more, then kept."""
    kept = _year_to_change(request, number)
    form = DeclareForm(request.POST or None, year=kept)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "agreed" not in request.POST:
            return render(request, "workdays/declare_agree.html", _before_and_after(request, form, kept))
        try:
            _keep(kept, form.cleaned_data, request)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _("Entered. Running deadlines are being reckoned again; what moved is told here."))
            return redirect("workdays:year", number)
    return render(request, "workdays/declare.html", {"form": form, "year": number})


def _before_and_after(request: OfficeRequest, form: DeclareForm, kept: CalendarYear) -> dict[str, Any]:
    calendar = current_calendar()
    day: date = form.cleaned_data["day"]
    mark: DayMark | None = calendar.days.get(day)
    return {
        "form": form,
        "year": kept.year,
        "said": form.cleaned_data,
        "kind_label": DayKind(form.cleaned_data["kind"]).label,
        "mark": mark,
        "was_working": calendar.is_working_day(day),
        "effects": effects(request, calendar, marks_if_declared(form.cleaned_data)),
    }


def _keep(kept: CalendarYear, said: dict[str, Any], request: OfficeRequest) -> None:
    shared = {key: said[key] for key in ("name", "source", "occasion")} | {"at": request.now, "by": request.actor}
    if said["kind"] == DayKind.SWAPPED:
        actions.swap_days(kept, day_off=said["day"], made_up_on=said["made_up_on"], **shared)
    else:
        actions.declare_day(kept, day=said["day"], kind=said["kind"], **shared)


@login_required
def withdraw(request: OfficeRequest, number: int, day: date) -> HttpResponse:
    """Take back a decision about a day, with the reason."""
    kept = _year_to_change(request, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_day(kept, day=day, reason=form.cleaned_data["reason"], at=request.now, by=request.actor)
        messages.info(request, _("Withdrawn. Running deadlines are being reckoned again; what moved is told here."))
        return redirect("workdays:year", number)
    calendar = current_calendar()
    mark = calendar.days.get(day)
    shown = effects(request, calendar, marks_if_withdrawn(mark, day)) if mark and mark.decided else []
    context = {"form": form, "year": number, "day": day, "mark": mark, "effects": shown}
    return render(request, "workdays/withdraw.html", context)


@login_required
def confirm(request: OfficeRequest, number: int) -> HttpResponse:
    """The yearly notice is out: the year is confirmed by its reference."""
    kept = _year_to_change(request, number)
    form = ConfirmYearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_year(kept, source=form.cleaned_data["source"], at=request.now, by=request.actor)
        return redirect("workdays:year", number)
    return render(request, "workdays/confirm.html", {"form": form, "year": number})
