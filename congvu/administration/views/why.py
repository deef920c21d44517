"""Why someone may see a record, why someone cannot: asked by administrators and inspectors, and kept that it was asked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.administration.forms import FindRecordForm, WhyForm
from congvu.administration.tables import bodies_of
from congvu.administration.views.overview import admit
from congvu.directory.models import Person
from congvu.records.actions import ask_why
from congvu.records.models import Record
from congvu.records.permissions import may_ask_why


@require_http_methods(["GET", "POST"])
def why(request: OfficeRequest, handle: str) -> HttpResponse:
    """Take a person and be told which key lets them in, or what they would need. Who may not ask finds no such page, whether
    the record exists or not; who may ask without reading it is not told its title."""
    record = Record.objects.select_related("organisation", "entry__register").filter(handle=handle).first()
    if record is None or not may_ask_why(request.actor, record):
        raise Http404
    form = WhyForm(
        request.POST or None, people=Person.objects.filter(holdings__isnull=False).distinct().order_by("full_name")
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = ask_why(record, person=form.cleaned_data["person"], at=request.now, by=request.actor)
    context = {
        "record": record,
        "named": _named(record),
        "readable": Record.objects.visible_to(request.actor).filter(pk=record.pk).exists(),
        "form": form,
        "answer": answer,
    }
    return render(request, "administration/why.html", context)


@require_GET
def find(request: OfficeRequest) -> HttpResponse:
    """A record by its number, to ask about it without reading it."""
    admit(request)
    bodies = bodies_of(request.actor).in_protocol_order()
    today = timezone.localdate(request.now)
    form = FindRecordForm(request.GET or None, bodies=bodies, today=today)
    if request.GET and form.is_valid():
        given = form.cleaned_data
        found = Record.objects.filter(
            entry__register__organisation=given["organisation"],
            entry__register__code=given["code"],
            entry__register__year=given["year"],
            entry__number=given["number"],
        ).first()
        if found:
            return redirect("administration:why", found.handle)
        form.add_error("number", _("This book has no such number."))
    return render(request, "administration/find_record.html", {"form": form})


def _named(record: Record) -> str:
    """The record as its book names it, without its title."""
    entry = getattr(record, "entry", None)
    if entry is None:
        return _("%(kind)s, not yet registered") % {"kind": record.record_kind.label}
    return _("%(kind)s, number %(number)s of %(year)s") % {
        "kind": record.record_kind.label,
        "number": entry.number,
        "year": entry.register.year,
    }
