"""Rules with their days and legal sources: what is in force, what was, what will be; a new row supersedes, the past stays."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.administration.forms import HoursForm, RuleForm
from congvu.administration.views.overview import admit
from congvu.core.errors import Refused
from congvu.directory.views.changes import form_page
from congvu.documents.models import DocumentType
from congvu.records.models import HistoryEntry, Urgency
from congvu.workdays import actions
from congvu.workdays.models import DeadlineRule, RuleCode, WorkingHours
from congvu.workdays.permissions import may_change_calendar

both = require_http_methods(["GET", "POST"])


@require_GET
def rules(request: OfficeRequest) -> HttpResponse:
    """Every row that holds over a period, with its source and who entered it."""
    admit(request)
    today = timezone.localdate(request.now)
    order = {code: place for place, code in enumerate(RuleCode.values)}
    urgencies = ["", *Urgency.values]
    handling = sorted(
        DeadlineRule.objects.all(),
        key=lambda rule: (order[rule.code], urgencies.index(rule.urgency), rule.valid.lower or date.min),
    )
    hours = sorted(WorkingHours.objects.all(), key=lambda row: row.valid.lower or date.min)
    context = {
        "handling": _told(handling, today),
        "hours": _told(hours, today),
        "types": _told(list(DocumentType.objects.order_by("rank", "name", "pk")), today),
        "urgencies": dict(Urgency.choices),
        "may_change": may_change_calendar(request.actor),
    }
    return render(request, "administration/rules.html", context)


def _told(rows: list[Any], today: date) -> list[dict[str, Any]]:
    """Each row with how it stands today and who entered it (nobody: it was loaded with the platform)."""
    subjects = {f"{row._meta.label_lower}:{row.pk}": row.pk for row in rows}
    entries = HistoryEntry.objects.filter(subject__in=subjects).order_by("pk")
    entered = {subjects[entry.subject]: entry for entry in entries}
    return [{"row": row, "standing": _standing(row.valid, today), "entry": entered.get(row.pk)} for row in rows]


def _standing(valid: Any, today: date) -> str:
    if valid.lower and valid.lower > today:
        return "to_come"
    return "over" if valid.upper and valid.upper <= today else "in_force"


@both
def new_rule(request: OfficeRequest) -> HttpResponse:
    """A handling time from a day on."""
    if not may_change_calendar(request.actor):
        raise Refused
    initial = {"code": request.GET.get("code", ""), "urgency": request.GET.get("urgency", "")}
    form = RuleForm(request.POST or None, initial=initial, today=timezone.localdate(request.now))

    def do(given: dict[str, Any]) -> str:
        actions.set_rule(given.pop("code"), **given, at=request.now, by=request.actor)
        return reverse("administration:rules")

    back = reverse("administration:rules")
    return form_page(request, form, do=do, heading=_("New handling time"), word=_("Set it"), back=back)


@both
def new_hours(request: OfficeRequest) -> HttpResponse:
    """Working hours from a day on."""
    if not may_change_calendar(request.actor):
        raise Refused
    form = HoursForm(request.POST or None, today=timezone.localdate(request.now))

    def do(given: dict[str, Any]) -> str:
        actions.set_hours(given.pop("source"), **given, at=request.now, by=request.actor)
        return reverse("administration:rules")

    back = reverse("administration:rules")
    return form_page(request, form, do=do, heading=_("New working hours"), word=_("Set them"), back=back)
