"""Pages of incoming documents. What one may not read is not found."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused, RuleBroken, WrongState
from congvu.directory.roles import Role
from congvu.documents.actions import registry
from congvu.documents.doings import DOINGS
from congvu.documents.entering import register_and_present
from congvu.documents.forms import InstructForm, ParticularsForm, ReceiveForm, RegisterForm
from congvu.documents.matching import came_before
from congvu.documents.models import IncomingDocument
from congvu.documents.permissions import may_instruct, may_work_registry
from congvu.documents.states import DISCARDED, INCOMING, RECEIVED, RETURNED
from congvu.documents.waiting import Place, place_of, scan_of
from congvu.files.serving import serve
from congvu.records.links import related_to
from congvu.records.models import Attachment, AttachmentRole
from congvu.records.pages import panels_of, record_context
from congvu.records.work import current_parts


def _document(request: OfficeRequest, handle: str) -> IncomingDocument:
    """The document, if the one who asks may read it; else it is not found."""
    found = IncomingDocument.objects.visible_to(request.actor).with_facts().prefetch_related("attachments__file")
    return get_object_or_404(found, handle=handle)


@require_GET
def incoming(request: OfficeRequest, handle: str) -> HttpResponse:
    """The document: itself on the left, what is known of it and its whole thread on the right, the one next action on top."""
    document = _document(request, handle)
    open_to = {code: doing for code, doing in DOINGS.items() if doing.open_to(request.actor, document)}
    main = next((code for code, doing in open_to.items() if doing.main), None)
    context: dict[str, Any] = {
        "document": document,
        "original": document.latest(AttachmentRole.MAIN),
        "stamped": document.latest(AttachmentRole.STAMPED),
        "others": [a for a in document.attachments.all() if a.role in (AttachmentRole.ANNEX, AttachmentRole.RESULT)],
        "current": current_parts(document),
        "related": related_to(document, request.actor),
        "main": (main, open_to[main]) if main else None,
        "doings": [(code, doing) for code, doing in open_to.items() if code != main],
        "may_register": document.state == RECEIVED and may_work_registry(request.actor, document),
        "may_correct": INCOMING.allows(document, "correct") and may_work_registry(request.actor, document),
        "panels": panels_of(document, request),
        **record_context(document, now=request.now),
    }
    if main == "instruct" and may_instruct(request.actor, document):
        context["instruct"] = InstructForm(document=document, actor=request.actor, now=request.now)
    return render(request, "documents/incoming.html", context)


@require_http_methods(["GET", "POST"])
def receive(request: OfficeRequest) -> HttpResponse:
    """The registry takes in a document: its file is dropped here, or its abstract written when it came on paper."""
    seat = request.actor.holds(Role.CLERK)
    if seat is None:
        raise Refused
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            document = registry.receive(
                seat.organisation,
                files=[*values["main"], *values["annexes"]],
                channel=values["channel"],
                title=values["title"],
                at=request.now,
                by=request.actor,
            )
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            return redirect("documents:register", document.handle)
    return render(request, "documents/receive.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def register(request: OfficeRequest, handle: str) -> HttpResponse:
    """Check the document and enter it in the register, beside the document itself."""
    document = _document(request, handle)
    if not may_work_registry(request.actor, document):
        raise Refused
    if document.state != RECEIVED:
        return redirect(document)
    walk = _walk(request, document)
    form = RegisterForm(request.POST or None, document=document, actor=request.actor, now=request.now)
    valid = form.is_valid()
    before = came_before(document, request.actor, **form.sender())
    told = {found.handle for found in before} <= set(request.POST.getlist("told"))
    if request.method == "POST" and valid and told:
        try:
            to = form.receivers[form.cleaned_data["present_to"]] if form.cleaned_data["present_to"] else None
            entered = register_and_present(
                document, particulars=form.particulars(), to=to, at=request.now, by=request.actor
            )
        except WrongState as overtaken:  # a second click, or a colleague: the document has its number already
            messages.warning(request, str(overtaken))
            return redirect(document)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            number = entered.entry.number
            messages.info(request, _("Registered: arrival number %(number)s.") % {"number": number})
            return _onward(request, entered, walk)
    return _form_beside(
        request,
        document,
        form,
        "documents/register.html",
        before=before,
        overlooked=valid and not told,
        walk=walk,
        arrival=document.arrivals.first(),
        scan=scan_of(document),
    )


def _walk(request: OfficeRequest, document: IncomingDocument) -> Place | None:
    """Where in the queue the clerk is who walks through it (`?queue`)."""
    return place_of(document, request.actor) if "queue" in request.GET else None


def _onward(request: OfficeRequest, document: IncomingDocument, walk: Place | None) -> HttpResponse:
    """To the document; for who walks through the queue to the next one, after the last to the queue's page."""
    if walk is None:
        return redirect(document)
    if not walk.after:
        return redirect("documents:queue")
    return redirect(f"{reverse('documents:register', args=[walk.after])}?queue")


@require_http_methods(["GET", "POST"])
def correct(request: OfficeRequest, handle: str) -> HttpResponse:
    """Correct what was entered; the history keeps what stood before."""
    document = _document(request, handle)
    if not may_work_registry(request.actor, document):
        raise Refused
    if not INCOMING.allows(document, "correct"):
        return redirect(document)
    form = ParticularsForm(request.POST or None, document=document, actor=request.actor, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            registry.correct(document, particulars=form.particulars(), at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _("Corrected."))
            return redirect(document)
    return _form_beside(request, document, form, "documents/correct.html")


def _form_beside(
    request: OfficeRequest,
    document: IncomingDocument,
    form: Any,
    template: str,
    *,
    before: Sequence[IncomingDocument] = (),
    overlooked: bool = False,
    **more: Any,
) -> HttpResponse:
    """The form beside the document; `before`: documents that may be the same, of which the clerk must have been told."""
    context = {
        "document": document,
        "form": form,
        "original": document.latest(AttachmentRole.MAIN),
        "before": before,
    } | more
    return render(request, template, context, status=422 if form.errors or overlooked else 200)


@require_http_methods(["GET", "POST"])
def do(request: OfficeRequest, handle: str, verb: str) -> HttpResponse:
    """One doing on its own page: its form, and the action."""
    document = _document(request, handle)
    doing = DOINGS.get(verb)
    if doing is None:
        raise Http404
    if not doing.may(request.actor, document):
        raise Refused(
            _(
                "You may not do this with the document as it stands. It may have gone on to others meanwhile: look at it."
            )
        )
    if not doing.open_to(request.actor, document):
        messages.warning(request, _("This can no longer be done: someone else has dealt with the document meanwhile."))
        return redirect(document)
    walk = _walk(request, document)
    form = doing.form(
        request.POST or None, request.FILES or None, document=document, actor=request.actor, now=request.now
    )
    if request.method == "POST" and form.is_valid():
        try:
            document = doing.run(document, form.cleaned_data, request.now, request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, str(doing.done))
            if walk and document.state in (DISCARDED, RETURNED):
                return _onward(request, document, walk)
            readable = IncomingDocument.objects.visible_to(request.actor).filter(pk=document.pk).exists()
            return redirect(document if readable else "desk:home")
    context = {"document": document, "verb": verb, "doing": doing, "form": form, "walk": walk}
    return render(request, "documents/do.html", context, status=422 if form.errors else 200)


@require_GET
def file(request: OfficeRequest, handle: str, attachment: str) -> HttpResponseBase:
    """A file of a document, for those who may read the document."""
    document = _document(request, handle)
    found = get_object_or_404(Attachment.objects.select_related("file"), record_id=document.pk, handle=attachment)
    return serve(request, found.file, name=found.name, inline="download" not in request.GET)
