"""The registry's work: receive, register, correct, present, return, cancel. The same actions as behind the pages."""

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from congvu.accounts.models import Scope
from congvu.api import incoming_shapes as shapes
from congvu.api.bearer import Bearer
from congvu.api.files import named_files
from congvu.api.idempotency import once
from congvu.api.incoming import readable
from congvu.api.incoming import router as register_router
from congvu.api.problems import DETAILS, Problem, unknown_reference
from congvu.api.shapes import Handle, chosen
from congvu.core import ending
from congvu.core.errors import Refused
from congvu.core.journeys import Soon, answers_with
from congvu.core.rows import Question
from congvu.directory.models import Organisation, Person, Unit
from congvu.directory.roles import Role
from congvu.documents.actions import registry
from congvu.documents.models import DocumentType, IncomingDocument

router = Router(tags=["registry"], auth=Bearer(Scope.DOCUMENTS_REGISTER))


@register_router.post(  # an address has one router, whatever is done there
    "/incoming",
    response={201: shapes.DoneOut},
    auth=Bearer(Scope.DOCUMENTS_REGISTER),
    tags=["registry"],
    operation_id="receive",
    summary="A document comes in",
)
@once
def receive(request: Any, sent: shapes.IncomingIn) -> Status[shapes.DoneOut]:
    """Receive a document with its files, or paper with its abstract; with `register` it gets its arrival number at once, and
    `title` and `urgency` are those of `register`."""
    organisation = own_body(request, sent.body)
    files = named_files(request, sent.files, "/body/files")
    if sent.received_at and sent.received_at > request.now:
        said = _("This moment has not come yet.")
        raise Problem(422, "not-valid", DETAILS[422], errors=[{"pointer": "/body/received_at", "detail": said}])
    entered = sent.register_as
    asked = registry.beforehand(organisation, request.now)
    particulars = particulars_of(entered, request.actor.on, "/body/register", asked) if entered else None
    values: dict[str, Any] = {"at": request.now, "by": request.actor}
    came: dict[str, Any] = {"channel": sent.channel, "received_at": sent.received_at}
    if particulars and not sent.present:
        document = registry.arrival(organisation, particulars=particulars, **came, at=request.now)
        return Status(201, done(registry.enter(document, files=files, asked=asked, **values)))
    with ending.together():
        if particulars:
            document = registry.arrival(organisation, particulars=particulars, **came, at=request.now)
            document = registry.enter(document, files=files, asked=asked, **values)
        else:
            named: dict[str, Any] = {"title": sent.title, "urgency": sent.urgency}
            document = registry.receive(organisation, files=files, **named, **came, **values)
        if sent.present:
            document = registry.present(document, **receiver(sent.present, document, "/body/present"), **values)
    return Status(201, done(document))


@router.post("/incoming/{handle}/register", response=shapes.DoneOut, operation_id="register", summary="Register")
@once
def register(request: Any, handle: Annotated[Handle, Path()], sent: shapes.ParticularsIn) -> shapes.DoneOut:
    """Enter a received document in the year's register under the next number."""
    document = readable(request, handle)
    particulars = particulars_of(sent, request.actor.on, "/body")
    return done(registry.register(document, particulars=particulars, at=request.now, by=request.actor))


@router.post("/incoming/{handle}/correct", response=shapes.DoneOut, operation_id="correct", summary="Correct")
@once
def correct(request: Any, handle: Annotated[Handle, Path()], sent: shapes.ParticularsIn) -> shapes.DoneOut:
    """Correct what was entered; number and day of arrival stay."""
    document = readable(request, handle)
    particulars = particulars_of(sent, request.actor.on, "/body")
    return done(registry.correct(document, particulars=particulars, at=request.now, by=request.actor))


@router.post("/incoming/{handle}/present", response=shapes.DoneOut, operation_id="present", summary="Present")
@once
def present(request: Any, handle: Annotated[Handle, Path()], sent: shapes.PresentIn) -> shapes.DoneOut:
    """Lay the document before a leader, or pass it straight to a unit."""
    document = readable(request, handle)
    to = receiver(sent, document, "/body")
    return done(registry.present(document, **to, at=request.now, by=request.actor))


@router.post(
    "/incoming/{handle}/return",
    response=shapes.DoneOut,
    operation_id="return_to_sender",
    summary="Return to the sender",
)
@once
def return_to_sender(request: Any, handle: Annotated[Handle, Path()], sent: shapes.BecauseIn) -> shapes.DoneOut:
    """Send the document back, with the reason."""
    document = readable(request, handle)
    return done(registry.return_to_sender(document, because=sent.because, at=request.now, by=request.actor))


@router.post("/incoming/{handle}/cancel", response=shapes.DoneOut, operation_id="cancel", summary="Cancel the number")
@once
def cancel(request: Any, handle: Annotated[Handle, Path()], sent: shapes.BecauseIn) -> shapes.DoneOut:
    """Strike out a number given by mistake; it stays in the register with the reason."""
    document = readable(request, handle)
    return done(registry.cancel(document, because=sent.because, at=request.now, by=request.actor))


_KIND = Question(
    "SELECT {columns} FROM documents_documenttype k WHERE k.code = %s AND k.valid @> %s::date ORDER BY k.id LIMIT 1",
    k=DocumentType,
)


# -- what was sent, in the words of the actions ------------------------------------------------------------------------
def own_body(request: Any, handle: str | None) -> Organisation:
    """The body for which something comes in: the one named, else the one whose clerk the owner of the token is."""
    bodies = {seat.organisation.handle: seat.organisation for seat in request.actor.seats if seat.role == Role.CLERK}
    if not bodies:
        raise Refused
    if handle is None and len(bodies) == 1:
        return next(iter(bodies.values()))
    if handle not in bodies:
        raise unknown_reference("/body/body")
    return bodies[handle]


def particulars_of(sent: shapes.ParticularsIn, day: date, pointer: str, *along: Soon) -> registry.Particulars:
    """What was sent, in the words of the action; what is to be asked soon goes along where something is asked."""
    kind = None
    if sent.document_type:
        (answer,) = answers_with(along, (_KIND.statement, (sent.document_type, day)))
        found = _KIND.read(answer.fetchall())
        if not found:
            raise unknown_reference(f"{pointer}/document_type")
        ((kind,),) = found
    issuing = chosen(Organisation.objects.all(), sent.issuing_body, f"{pointer}/issuing_body")
    values = dict(sent) | {"document_type": kind, "issuing_body": issuing}
    return registry.Particulars(**values)


def receiver(sent: shapes.PresentIn, document: IncomingDocument, pointer: str) -> dict[str, Any]:
    """The leader or the unit, and the words."""
    leader = chosen(Person.objects.all(), sent.leader, f"{pointer}/leader")
    unit = chosen(Unit.objects.all(), sent.unit, f"{pointer}/unit")
    if (leader is None) == (unit is None):
        said = _("Name a leader or a unit, one of the two.")
        raise Problem(422, "not-valid", DETAILS[422], errors=[{"pointer": pointer, "detail": said}])
    return {"to": leader or unit, "words": sent.words}


def done(document: IncomingDocument) -> shapes.DoneOut:
    """How the document stands now."""
    entry = getattr(document, "entry", None)
    return shapes.DoneOut(
        handle=document.handle,
        state=document.state,
        arrival_number=entry.number if entry else None,
        arrival_year=entry.register.year if entry else None,
        changed_at=document.changed_at,
    )
