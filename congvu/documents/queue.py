"""The registry's queue: many files dropped at once, what came by mailbox and folder, what was read of each; registering at once
what is clean."""

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.actors import Actor, Seat
from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused
from congvu.core.widgets import LongSelect
from congvu.directory.models import Organisation
from congvu.directory.roles import Role
from congvu.documents.actions import intake, registry
from congvu.documents.entering import register_and_present
from congvu.documents.forms import Receivers
from congvu.documents.intake import drop
from congvu.documents.models import Arrival, ArrivalState, IncomingDocument, Source
from congvu.documents.outcomes import chosen, one_by_one, tell
from congvu.documents.sources.faults import WORDS
from congvu.documents.waiting import MOST, not_taken, queue_of, waiting
from congvu.files import ocr

_NOT_TAKEN = 50


def _seat(request: OfficeRequest) -> Seat:
    seat = request.actor.holds(Role.CLERK)
    if seat is None:
        raise Refused
    return seat


@require_http_methods(["GET", "POST"])
def queue(request: OfficeRequest) -> HttpResponse:
    """The queue with all that came; files dropped here, one or many, come into it. A script sends them one by one and is answered
    for each; without scripts the form sends all at once."""
    seat = _seat(request)
    if request.method == "GET":
        return _page(request, seat.organisation)
    files = request.FILES.getlist("files")
    if not files:
        return _page(request, seat.organisation, nothing=True)
    brought = [drop(seat.organisation, file, name=file.name or "", at=request.now, by=request.actor) for file in files]
    if "X-One-By-One" in request.headers:
        return JsonResponse({"arrivals": [_told(arrival) for arrival in brought]})
    return redirect("documents:queue")


def _told(arrival: Arrival) -> dict[str, Any]:
    """What a script shows of a file it sent."""
    if arrival.state != ArrivalState.TAKEN or arrival.document is None:
        return {"taken": False, "words": arrival.reason}
    document = arrival.document
    return {
        "taken": True,
        "words": " · ".join(part for part in (document.reference, document.issuer, document.title) if part),
        "url": document.get_absolute_url(),
        "refused": [f"{name}: {reason}" for name, reason in arrival.refused],
    }


def _page(request: OfficeRequest, organisation: Organisation, *, nothing: bool = False) -> HttpResponse:
    found = queue_of(organisation, request.actor)
    lines = waiting(found, request.actor)
    sources = list(Source.objects.filter(organisation=organisation).order_by("kind", "place"))
    context = {
        "lines": lines,
        "total": found.count() if len(lines) == MOST else len(lines),
        "clean": [line for line in lines if line.is_clean],
        "not_taken": list(not_taken(organisation)[:_NOT_TAKEN]),
        "sources": [(source, WORDS.get(source.failure, "")) for source in sources],
        "reads_scans": ocr.available(),
        "nothing": nothing,
    }
    return render(request, "documents/queue.html", context, status=422 if nothing else 200)


@require_POST
def put_away(request: OfficeRequest, handle: str) -> HttpResponse:
    """The registry has seen what did not come in."""
    seat = _seat(request)
    arrival = get_object_or_404(not_taken(seat.organisation), handle=handle)
    intake.put_away(arrival, at=request.now, by=request.actor)
    return redirect("documents:queue")


class RegisterCleanForm(forms.Form):
    """What the clerk confirms for all of them."""

    present_to = forms.ChoiceField(
        label=gettext_lazy("Present to"),
        required=False,
        help_text=gettext_lazy("May also be done later."),
        widget=LongSelect(),
    )
    checked = forms.BooleanField(
        label=gettext_lazy("Checked: all addressed to this office, complete, signed"),
        error_messages={"required": gettext_lazy("Check the documents before you register them.")},
    )

    def __init__(self, data: Any = None, *, organisation: Organisation, actor: Actor) -> None:
        super().__init__(data)
        self.receivers = Receivers(organisation, actor.on)
        self.fields["present_to"].choices = [("", _("Present later")), *self.receivers.choices]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def register_clean(request: OfficeRequest) -> HttpResponse:
    """Register at once all of which everything was read without a doubt; the clerk sees what was read of each, and unticks what
    is to wait."""
    seat = _seat(request)
    lines = [line for line in waiting(queue_of(seat.organisation, request.actor), request.actor) if line.is_clean]
    form = RegisterCleanForm(request.POST or None, organisation=seat.organisation, actor=request.actor)
    if request.method == "POST" and request.POST.getlist("row") and form.is_valid():
        clean = {line.document.pk for line in lines}
        to = form.receivers[form.cleaned_data["present_to"]] if form.cleaned_data["present_to"] else None

        def register(document: IncomingDocument) -> object:
            if document.pk not in clean:
                raise intake.NoLongerClean
            entered = {name: getattr(document, name) for name in registry.ENTERED}
            particulars = registry.Particulars(**entered)
            numbered = register_and_present(document, particulars=particulars, to=to, at=request.now, by=request.actor)
            return _("Registered: arrival number %(number)s.") % {"number": numbered.entry.number}

        documents, unread = chosen(request)
        return tell(
            request, _("Registered from the queue"), one_by_one(documents, register), unread=unread, back="queue"
        )
    sent = request.method == "POST"
    context = {"lines": lines, "form": form, "nothing": sent and not request.POST.getlist("row")}
    return render(request, "documents/register_clean.html", context, status=422 if sent else 200)
