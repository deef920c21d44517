"""Rules with their days and legal sources: what is in force, what was, what will be; a new row supersedes, the past stays."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.administration.forms import EndKindForm, HoursForm, KindForm, RuleForm
from congvu.administration.views.overview import admit
from congvu.core.errors import Refused
from congvu.directory.views.changes import form_page
from congvu.documents.actions.kinds import end_kind, set_kind
from congvu.documents.models import DocumentType
from congvu.documents.permissions import may_set_kinds
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
        "ordinary": Urgency.NORMAL.label,
        "may_change": may_change_calendar(request.actor),
    }
    return render(request, "administration/rules.html", context)


def _told(rows: list[Any], today: date) -> list[dict[str, Any]]:
    """Each row with how it stands today and who entered it (nobody: it was loaded with the platform)."""
    subjects = {f"{row._meta.label_lower}:{row.pk}": row.pk for row in rows}
    entries = HistoryEntry.objects.filter(record=None, subject__in=subjects).order_by("pk")
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
    return form_page(request, form, do=do, heading=_("New handling time"), word=_("Set it"), back=back, of=_("Rules"))


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
    return form_page(request, form, do=do, heading=_("New working hours"), word=_("Set them"), back=back, of=_("Rules"))


@both
def new_kind(request: OfficeRequest) -> HttpResponse:
    """A kind of document from a day on; `?kind=` fills the form with one that is there."""
    if not may_set_kinds(request.actor):
        raise Refused
    today = timezone.localdate(request.now)
    kinds = {kind.code: kind for kind in DocumentType.objects.order_by("rank", "-valid", "pk")}
    chosen = kinds.get(request.GET.get("kind", ""))
    initial = {"code": chosen.code, "name": chosen.name, "abbreviation": chosen.abbreviation} if chosen else {}
    form = KindForm(request.POST or None, initial=initial, kinds=kinds.values(), today=today)

    def do(given: dict[str, Any]) -> str:
        set_kind(given.pop("code"), **given, at=request.now, by=request.actor)
        return reverse("administration:rules")

    back = reverse("administration:rules")
    return form_page(request, form, do=do, heading=_("Kind of document"), word=_("Set it"), back=back, of=_("Rules"))


@both
def end_existing_kind(request: OfficeRequest, pk: int) -> HttpResponse:
    """A kind of document is no more after a day."""
    if not may_set_kinds(request.actor):
        raise Refused
    kind = get_object_or_404(DocumentType, pk=pk)
    form = EndKindForm(request.POST or None, today=timezone.localdate(request.now))

    def do(given: dict[str, Any]) -> str:
        end_kind(kind, **given, at=request.now, by=request.actor)
        return reverse("administration:rules")

    heading = _("End of “%(kind)s”") % {"kind": kind.name}
    back = reverse("administration:rules")
    return form_page(request, form, do=do, heading=heading, word=_("End it"), back=back, of=_("Rules"))
