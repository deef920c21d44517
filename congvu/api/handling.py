"""From the instruction to the filed document, and the ways back. The same actions as behind the pages."""

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Path, Router

from congvu.accounts.models import Scope
from congvu.api import incoming_shapes as shapes
from congvu.api.bearer import Bearer
from congvu.api.files import named_files
from congvu.api.idempotency import once
from congvu.api.incoming import readable
from congvu.api.intake import done
from congvu.api.problems import unknown_reference
from congvu.api.shapes import Handle, chosen
from congvu.directory.models import Person, Unit
from congvu.documents.actions import handling
from congvu.documents.models import IncomingDocument
from congvu.documents.permissions import ASSIGN, own_items
from congvu.records import links
from congvu.records.models import Record
from congvu.workdays.calendar import current_calendar
from congvu.workdays.reckoning import Deadline
from congvu.workdays.rules import deadline_on, handling_deadline

router = Router(tags=["handling"], auth=Bearer(Scope.DOCUMENTS_HANDLE))
Named = Annotated[Handle, Path()]


@router.post("/incoming/{handle}/instruct", response=shapes.DoneOut, operation_id="instruct", summary="Instruct")
@once
def instruct(request: Any, handle: Named, sent: shapes.InstructIn) -> shapes.DoneOut:
    """The leader's instruction: one lead unit, contributing units, words, a deadline."""
    document = readable(request, handle)
    given = handling.instruct(
        document,
        lead=_unit(sent.lead, "/body/lead"),
        contributing=[_unit(unit, f"/body/contributing/{n}") for n, unit in enumerate(sent.contributing)],
        words=sent.words,
        deadline=deadline(request, document, sent.deadline),
        at=request.now,
        by=request.actor,
    )
    return done(given)


@router.post("/incoming/{handle}/assign", response=shapes.DoneOut, operation_id="assign", summary="Give to an officer")
@once
def assign(request: Any, handle: Named, sent: shapes.AssignIn) -> shapes.DoneOut:
    """The head gives the unit's part to an officer. A deadline the leader set stays unless a shorter one is given."""
    document = readable(request, handle)
    unit = chosen(Unit.objects.all(), sent.unit, "/body/unit")
    items = own_items(request.actor, document, ASSIGN)
    has_deadline = any(item.due_at for item in items if unit is None or item.unit_id == unit.pk)
    by_rule = not (sent.deadline.working_days or sent.deadline.on)
    wanted = None if has_deadline and by_rule else deadline(request, document, sent.deadline)
    officer = _person(sent.officer, "/body/officer")
    given = handling.assign(
        document, officer=officer, unit=unit, words=sent.words, deadline=wanted, at=request.now, by=request.actor
    )
    return done(given)


@router.post(
    "/incoming/{handle}/reassign", response=shapes.DoneOut, operation_id="reassign", summary="To another officer"
)
@once
def reassign(request: Any, handle: Named, sent: shapes.ReassignIn) -> shapes.DoneOut:
    """The head takes the work from one officer and gives it to another; the deadline stays."""
    document = readable(request, handle)
    given = handling.reassign(
        document,
        officer=_person(sent.officer, "/body/officer"),
        because=sent.because,
        words=sent.words,
        at=request.now,
        by=request.actor,
    )
    return done(given)


@router.post(
    "/incoming/{handle}/transfer", response=shapes.DoneOut, operation_id="transfer", summary="To the right unit"
)
@once
def transfer(request: Any, handle: Named, sent: shapes.TransferIn) -> shapes.DoneOut:
    """The head of a unit whose work it is not passes the lead on."""
    document = readable(request, handle)
    to = _unit(sent.unit, "/body/unit")
    return done(handling.transfer(document, to=to, because=sent.because, at=request.now, by=request.actor))


@router.post(
    "/incoming/{handle}/contribute", response=shapes.DoneOut, operation_id="contribute", summary="Give an opinion"
)
@once
def contribute(request: Any, handle: Named, sent: shapes.OpinionIn) -> shapes.DoneOut:
    """A contributing officer gives the unit's opinion."""
    document = readable(request, handle)
    return done(handling.contribute(document, opinion=sent.opinion, at=request.now, by=request.actor))


@router.post("/incoming/{handle}/finish", response=shapes.DoneOut, operation_id="finish", summary="Finish")
@once
def finish(request: Any, handle: Named, sent: shapes.FinishIn) -> shapes.DoneOut:
    """The officer says what was done; the document then waits to be filed."""
    document = readable(request, handle)
    files = named_files(request, sent.files, "/body/files")
    finished = handling.finish(
        document, result=sent.result, answered_by=sent.answered_by, files=files, at=request.now, by=request.actor
    )
    return done(finished)


@router.post("/incoming/{handle}/file", response=shapes.DoneOut, operation_id="file", summary="File in the dossier")
@once
def file(request: Any, handle: Named, sent: shapes.FileIn) -> shapes.DoneOut:
    """Put the handled document into its dossier: the thread of work ends here."""
    document = readable(request, handle)
    return done(handling.file(document, dossier=sent.dossier, at=request.now, by=request.actor))


@router.post(
    "/incoming/{handle}/send-back", response=shapes.DoneOut, operation_id="send_back", summary="Ask for more work"
)
@once
def send_back(request: Any, handle: Named, sent: shapes.BecauseIn) -> shapes.DoneOut:
    """The head asks the officer for more work before the document is filed."""
    return _because(request, handle, sent, handling.send_back)


@router.post("/incoming/{handle}/take-back", response=shapes.DoneOut, operation_id="take_back", summary="Take back")
@once
def take_back(request: Any, handle: Named, sent: shapes.BecauseIn) -> shapes.DoneOut:
    """Whoever gave the lead takes it back while the receiver has not passed it on."""
    return _because(request, handle, sent, handling.take_back)


@router.post(
    "/incoming/{handle}/link", response=shapes.DoneOut, operation_id="link", summary="Link to another document"
)
@once
def link(request: Any, handle: Named, sent: shapes.LinkIn) -> shapes.DoneOut:
    """Tie the document to another record that one may read as well."""
    document = readable(request, handle)
    to = chosen(Record.objects.visible_to(request.actor), sent.to, "/body/to")
    if to is None:
        raise unknown_reference("/body/to")
    links.link(document, to=to, kind=sent.kind, at=request.now, by=request.actor)
    return done(document)


def deadline(request: Any, document: IncomingDocument, sent: shapes.DeadlineIn) -> Deadline | None:
    """The deadline that was sent, reckoned by the office's calendar."""
    calendar = current_calendar()
    if sent.none:
        return None
    if sent.on:
        return deadline_on(sent.on, request.now, calendar)
    if sent.working_days:
        return calendar.add_working_days(request.now, sent.working_days)
    return handling_deadline(document.urgency, request.now, calendar)


def _because(
    request: Any, handle: str, sent: shapes.BecauseIn, action: Callable[..., IncomingDocument]
) -> shapes.DoneOut:
    document = readable(request, handle)
    return done(action(document, because=sent.because, at=request.now, by=request.actor))


def _unit(handle: str, pointer: str) -> Unit:
    unit = chosen(Unit.objects.all(), handle, pointer)
    if unit is None:
        raise unknown_reference(pointer)
    return unit


def _person(handle: str, pointer: str) -> Person:
    person = chosen(Person.objects.all(), handle, pointer)
    if person is None:
        raise unknown_reference(pointer)
    return person
