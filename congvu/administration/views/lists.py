"""Lists from a spreadsheet: the template, what stands today, bringing one, its report line by line, entering it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.administration.actions import AT_ONCE, ask_to_enter, bring_list
from congvu.administration.forms import BringForm
from congvu.administration.importing import running, sheets
from congvu.administration.importing.columns import Col
from congvu.administration.importing.kinds import KINDS, Kind
from congvu.administration.importing.reading import FORMULA
from congvu.administration.models import ListLine, Outcome, UploadedList
from congvu.administration.permissions import may_import
from congvu.administration.tables import ListsTable, lists_brought
from congvu.core.drawing import NOTHING
from congvu.core.errors import Refused, RuleBroken
from congvu.core.tables import list_page

FORMS = {"xlsx": sheets.xlsx, "csv": sheets.as_csv}
LINES = 200


def _admit(request: OfficeRequest) -> None:
    if not may_import(request.actor):
        raise Refused


@require_http_methods(["GET", "POST"])
def lists(request: OfficeRequest) -> HttpResponse:
    """Templates, today's lists, and a place to bring one."""
    _admit(request)
    form = BringForm(request.POST or None, request.FILES or None, at=request.now)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = bring_list(
                form.cleaned_data["kind"], name=upload.name, content=upload.read(), at=request.now, by=request.actor
            )
        except RuleBroken as broken:
            form.add_error("file", str(broken))
        else:
            if brought.lines_read <= AT_ONCE:
                running.check(brought.pk)
            return redirect("administration:list", brought.handle)
    table = ListsTable(request, lists_brought())
    page = list_page(request, table, "administration/lists.html", form=form, kinds=list(KINDS.values()))
    if form.errors:
        page.status_code = 422
    return page


@require_http_methods(["GET", "POST"])
def uploaded(request: OfficeRequest, handle: str) -> HttpResponse:
    """The report of a list, line by line; POST enters it."""
    _admit(request)
    found = get_object_or_404(UploadedList.objects.select_related("brought_by", "entered_by"), handle=handle)
    if request.method == "POST":
        asked = ask_to_enter(found, at=request.now, by=request.actor)
        if asked.lines_read <= AT_ONCE:
            running.enter(asked.pk, request.actor.user.pk)
            messages.info(request, _("The list is entered."))
        return redirect("administration:list", found.handle)
    kind = KINDS[found.kind]
    counts = dict(found.lines.values_list("outcome").annotate(Count("pk")).values_list("outcome", "pk__count"))
    shown = request.GET.get("outcome", Outcome.ERROR if counts.get(Outcome.ERROR) else "")
    lines = ListLine.objects.filter(uploaded=found).order_by("number")
    page = Paginator(lines.filter(outcome=shown) if shown in Outcome.values else lines, LINES).get_page(
        request.GET.get("page")
    )
    columns = [c for c in kind.columns if c.required or any(c.key in line.cells for line in page.object_list)]
    context = {
        "uploaded": found,
        "kind": kind,
        "page": page,
        "shown": shown,
        "columns": columns,
        "lines": [(line, _cells(columns, line)) for line in page.object_list],
        "outcomes": [(value, label, counts.get(value, 0)) for value, label in Outcome.choices],
        "errors": counts.get(Outcome.ERROR, 0),
        "nothing_to_do": not counts.get(Outcome.NEW) and not counts.get(Outcome.CHANGE),
    }
    return render(request, "administration/list.html", context)


def _cells(columns: list[Col], line: ListLine) -> list[tuple[object, str]]:
    """What stands in the line, each with its heading."""
    formula = _("(formula)")
    given = [(column.heading, line.cells.get(column.key, "")) for column in columns]
    return [(heading, formula if cell == FORMULA else cell or NOTHING) for heading, cell in given]


@require_GET
def template(request: OfficeRequest, kind: str, form: str) -> HttpResponse:
    """The empty list with its headings and one line to be written over."""
    _admit(request)
    found, write = _known(kind, form)
    return write(found, sheets.example(found), f"{kind}-mau")


@require_GET
def today(request: OfficeRequest, kind: str, form: str) -> HttpResponse:
    """The list as it stands today."""
    _admit(request)
    found, write = _known(kind, form)
    day = timezone.localdate(request.now)
    return write(found, sheets.lines_today(kind, day), f"{kind}-{day.isoformat()}")


def _known(kind: str, form: str) -> tuple[Kind, Any]:
    if kind not in KINDS or form not in FORMS:
        raise Http404
    return KINDS[kind], FORMS[form]
