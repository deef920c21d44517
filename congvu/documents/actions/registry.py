"""What the registry does with a document that comes in: receive, register, correct, present, return, cancel
(Decree 30/2020, art. 20-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.core.journeys import Soon
from congvu.directory.models import Organisation, Person, Unit, UnitKind
from congvu.directory.roles import Role
from congvu.documents import jobs
from congvu.documents.filling import FirstReading
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.documents.permissions import ASSIGN, INSTRUCT, PRESENT, REGISTER, clerk_seat, may_receive, may_work_registry
from congvu.documents.states import INCOMING, RECEIVED
from congvu.files.models import StoredFile
from congvu.files.scans import bears_mark
from congvu.files.secrecy import SECRET
from congvu.files.store import refuse_secret_words
from congvu.records import attachments, deadlines, registers, work
from congvu.records.models import ItemState, Urgency
from congvu.workdays.calendar import YEARS, calendar_of, current_calendar
from congvu.workdays.rules import handling_deadline, presenting_deadline

BOOK = "incoming"
UNHURRIED = 5.0  # seconds: what machines bring is all registered and found before copies are stamped


class AbstractMissing(RuleBroken):
    """A paper without a file is known by its abstract."""

    message = _("Choose the document's file, or write its abstract when it came on paper.")


class NotYetIssued(RuleBroken):
    """The document's date lies after the day it came."""

    message = _("The date of the document lies after the day it came. Check the date.")


class IssuerMissing(RuleBroken):
    """A document is registered with its issuing body."""

    message = _("Say which body issued the document.")


class ReasonMissing(RuleBroken):
    """This needs a reason, which is kept in the history."""

    message = _("Give the reason: it is kept in the history.")


class NotALeader(RuleBroken):
    """Documents are presented to a leader of the body or passed to the head of one of its units."""

    message = _("Choose a leader of the office or one of its units.")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is entered of a document, in the law's order (Decree 30/2020, annex IV, register of incoming documents)."""

    title: str
    issuing_body: Organisation | None = None
    issuer_name: str = ""
    reference: str = ""
    document_type: DocumentType | None = None
    issued_on: date | None = None
    signatory: str = ""
    urgency: str = Urgency.NORMAL
    pages: int | None = None
    copies: int = 1
    circulation: str = ""
    note: str = ""


ENTERED = list(Particulars.__dataclass_fields__)
_NOT_ENTERED = {field.name for field in IncomingDocument._meta.fields if field.is_relation or field.name not in ENTERED}


def registry_of(organisation: Organisation) -> Unit:
    """The body's registry; a body without one of its own keeps its register in the unit of its clerk."""
    units = Unit.objects.filter(organisation=organisation)
    return units.filter(kind=UnitKind.REGISTRY).first() or units.filter(posts__role=Role.CLERK).distinct().get()


@action(may_receive)
def receive(
    organisation: Organisation,
    *,
    files: list[tuple[str, StoredFile]],
    channel: str,
    title: str = "",
    urgency: str = Urgency.NORMAL,
    received_at: datetime | None = None,
    reading: FirstReading | None = None,
    refused: Sequence[Sequence[str]] = (),
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """A document comes in: its files (name, bits; the first is the document, the rest its annexes; none for paper) are kept and
    it waits for the registry to check and register it. `urgency` when the cover already shows it; `received_at` when it came
    earlier than it is entered; `reading`: what its file says; `refused`: attachments that did not come in, with the reason."""
    seat = clerk_seat(by, organisation.pk)
    assert seat is not None
    document = entered_in_queue(
        organisation, files=files, channel=channel, title=title, urgency=urgency, came_at=received_at or at, reading=reading,
        at=at, by=by, on_behalf_of=seat.for_person,
    )  # fmt: skip
    note(
        document,
        "receive",
        at=at,
        by=by,
        on_behalf_of=seat.for_person,
        files=[name for name, _file in files],
        channel=channel,
        **({"refused": [list(one) for one in refused]} if refused else {}),
    )
    return document


def entered_in_queue(
    organisation: Organisation,
    *,
    files: list[tuple[str, StoredFile]],
    channel: str,
    title: str,
    urgency: str,
    came_at: datetime,
    reading: FirstReading | None,
    at: datetime,
    by: Actor | None,
    on_behalf_of: Person | None = None,
) -> IncomingDocument:
    """The row of a document that came, its files, and the item that waits for the registry; the action notes the history.
    Raises AbstractMissing."""
    if not files and not title.strip():
        raise AbstractMissing
    read = reading.values if reading else {}
    refuse_secret_words(str(read.get("title", "")), str(read.get("reference", "")), title, at=at)
    document = IncomingDocument(
        kind=IncomingDocument.KIND,
        organisation=organisation,
        state=RECEIVED,
        opened_at=came_at,
        received_at=came_at,
        channel=channel,
        pages=files[0][1].pages if files else None,
        changed_at=at,
        read=reading.kept if reading else None,
        **({"title": title or files[0][0].rsplit(".", 1)[0], "urgency": urgency} | read),
    )
    document.save()
    attachments.attach_first(document, files, at=at, by=by)
    due = presenting_deadline(document.urgency, document.received_at, current_calendar())
    work.give(
        document,
        REGISTER,
        unit=registry_of(organisation),
        due_at=due.due_at,
        due_how=due.to_json(),
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    work.settle(document, at=at)
    return document


def beforehand(organisation: Organisation, at: datetime) -> Soon:
    """What `enter` asks before it writes; whoever asks something else first lets it go along."""
    return Soon(YEARS, work.NEXT_RECORD, registers.whether_open(organisation.pk, BOOK, at))


def arrival(
    organisation: Organisation,
    *,
    particulars: Particulars,
    channel: str,
    received_at: datetime | None = None,
    at: datetime,
) -> IncomingDocument:
    """A document that has come, with its particulars, before it is entered. Raises IssuerMissing, NotYetIssued,
    BearsSecrecyMark."""
    document = IncomingDocument(
        kind=IncomingDocument.KIND,
        organisation=organisation,
        state=RECEIVED,
        opened_at=received_at or at,
        received_at=received_at or at,
        channel=channel,
        changed_at=at,
    )
    _fill(document, particulars, at=at)
    return document


@action(may_work_registry)
def enter(
    document: IncomingDocument,
    *,
    files: Sequence[tuple[str, StoredFile]] = (),
    asked: Soon | None = None,
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """Receive and register in one step a document (`arrival`) of which everything is known: machines bring such ones, many a
    minute. What `receive` and `register` do, with as few statements as can be. `asked`: what is asked `beforehand`."""
    INCOMING.move(document, "register")
    seat = clerk_seat(by, document.organisation_id)
    assert seat is not None
    unit = seat.unit if seat.unit.kind == UnitKind.REGISTRY else registry_of(document.organisation)
    if files and document.pages is None:
        document.pages = files[0][1].pages
    years, ((number,),), ((is_open,),) = (asked or beforehand(document.organisation, at)).rows
    due = presenting_deadline(document.urgency, document.received_at, calendar_of(years))
    given: dict[str, Any] = {"due_at": due.due_at, "due_how": due.to_json(), "on_behalf_of": seat.for_person}
    work.begin(document, PRESENT, number=number, unit=unit, **given, at=at, by=by)
    attachments.attach_first(document, files, at=at, by=by)
    note(
        document,
        "enter",
        at=at,
        by=by,
        on_behalf_of=seat.for_person,
        **registers.enter(document, BOOK, is_open=is_open, at=at),
        files=[name for name, _file in files],
        channel=document.channel,
        **_facts(document),
    )
    if files:
        ending.later(jobs.stamp, seconds=UNHURRIED, document_id=document.pk)
    return document


@action(may_work_registry)
def register(document: IncomingDocument, *, particulars: Particulars, at: datetime, by: Actor) -> IncomingDocument:
    """Enter the document in the year's register under the next number, and put the ĐẾN stamp on a copy (by a job).
    Raises IssuerMissing, NotYetIssued, WrongState, BearsSecrecyMark."""
    INCOMING.move(document, "register")
    _refuse_marked_scan(document, at)
    _fill(document, particulars, at=at)
    seat = _clerk(by, document)
    unit = document.holder_unit or registry_of(document.organisation)
    work.end(work.open_items(document, REGISTER), at=at, by=by)
    due = presenting_deadline(document.urgency, document.received_at, current_calendar())
    work.give(document, PRESENT, unit=unit, due_at=due.due_at, due_how=due.to_json(), at=at, by=by, on_behalf_of=seat)
    work.settle(document, *ENTERED, at=at)
    note(
        document,
        "register",
        at=at,
        by=by,
        on_behalf_of=seat,
        **registers.enter(document, BOOK, at=at),
        **_facts(document),
    )
    ending.later(jobs.stamp, document_id=document.pk)
    return document


@action(may_work_registry)
def correct(document: IncomingDocument, *, particulars: Particulars, at: datetime, by: Actor) -> IncomingDocument:
    """Correct what was entered; number and day of arrival stay. The history keeps what stood before. A document that turns out
    to be more urgent has less time from now on, by the rule of its urgency (Decree 30/2020, art. 23 and 24)."""
    INCOMING.move(document, "correct")
    before = _facts(document)
    _fill(document, particulars, at=at)
    if _is_more_urgent(document.urgency, before["urgency"]):
        _hurry(document, at)
    work.settle(document, *ENTERED, at=at)
    after = _facts(document)
    changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    note(document, "correct", at=at, by=by, on_behalf_of=_clerk(by, document), changed=changed)
    return document


@action(may_work_registry)
def present(
    document: IncomingDocument, *, to: Person | Unit, words: str = "", at: datetime, by: Actor
) -> IncomingDocument:
    """Lay the document before a leader for instruction, or pass it straight to the head of the unit whose work it plainly is.
    Raises NotALeader, WrongState."""
    move = "pass_to_unit" if isinstance(to, Unit) else "present"
    INCOMING.move(document, move)
    seat = _clerk(by, document)
    work.end(work.open_items(document, PRESENT), at=at, by=by)
    if isinstance(to, Unit):
        if to.organisation_id != document.organisation_id:
            raise NotALeader
        work.give(document, ASSIGN, unit=to, words=words, at=at, by=by, on_behalf_of=seat)
    else:
        unit = leader_unit(to, document.organisation, by.on)
        document.presented_to = to
        work.give(document, INSTRUCT, unit=unit, person=to, words=words, at=at, by=by, on_behalf_of=seat)
    work.settle(document, "presented_to", at=at)
    note(document, move, at=at, by=by, on_behalf_of=seat, to=str(to), words=words)
    ending.later(jobs.stamp, document_id=document.pk)
    return document


@action(may_work_registry)
def return_to_sender(document: IncomingDocument, *, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """Send the document back: wrong addressee, missing pages or signature (Decree 30/2020, art. 21). Raises ReasonMissing."""
    _close(document, "return_to_sender", because, at=at, by=by)
    note(document, "return_to_sender", at=at, by=by, on_behalf_of=_clerk(by, document), because=because)
    return document


@action(may_work_registry)
def cancel(document: IncomingDocument, *, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """Strike out a number given by mistake; it stays in the register with the reason. Raises ReasonMissing."""
    _close(document, "cancel", because, at=at, by=by)
    registers.cancel(document.entry, because=because, at=at)
    note(
        document,
        "cancel",
        at=at,
        by=by,
        on_behalf_of=_clerk(by, document),
        number=document.entry.number,
        because=because,
    )
    return document


def leader_unit(leader: Person, organisation: Organisation, day: date) -> Unit:
    """The unit in which the person is a leader of the body on the day. Raises NotALeader."""
    holding = (
        leader.holdings.filter(valid__contains=day, post__role=Role.LEADER, post__unit__organisation=organisation)
        .select_related("post__unit")
        .first()
    )
    if holding is None:
        raise NotALeader
    return holding.post.unit


def _close(document: IncomingDocument, move: str, because: str, *, at: datetime, by: Actor) -> None:
    if not because.strip():
        raise ReasonMissing
    INCOMING.move(document, move)
    work.end(work.open_items(document), as_=ItemState.DONE, result=because, at=at, by=by)
    document.closed_at = at
    work.settle(document, at=at)


def _refuse_marked_scan(document: IncomingDocument, at: datetime) -> None:
    """A scan on which OCR saw a mark of secrecy after it came is not registered. Raises BearsSecrecyMark."""
    if any(bears_mark(attachment.file) for attachment in document.attachments.select_related("file")):
        refuse_secret_words(SECRET, at=at)


def _is_more_urgent(urgency: str, than: str) -> bool:
    order = Urgency.values
    return order.index(urgency) > order.index(than)


def _hurry(document: IncomingDocument, at: datetime) -> None:
    """What runs already may take no longer than the rule of the greater urgency allows from now on."""
    calendar = current_calendar()
    registry_items = work.open_items(document, REGISTER, PRESENT)
    other_items = [item for item in work.open_items(document) if item not in registry_items]
    if registry_items:
        deadlines.shorten_items(registry_items, presenting_deadline(document.urgency, at, calendar))
    if document.due_at or other_items:
        deadlines.shorten(document, other_items, handling_deadline(document.urgency, at, calendar))


def _clerk(by: Actor, document: IncomingDocument) -> Person | None:
    """On whose behalf the clerk acts."""
    seat = clerk_seat(by, document.organisation_id)
    return seat.for_person if seat else None


def _fill(document: IncomingDocument, particulars: Particulars, *, at: datetime) -> None:
    if not particulars.issuing_body and not particulars.issuer_name.strip():
        raise IssuerMissing
    if particulars.issued_on and particulars.issued_on > timezone.localdate(document.received_at):
        raise NotYetIssued
    refuse_secret_words(particulars.title, particulars.reference, at=at)
    for name, value in vars(particulars).items():
        setattr(document, name, value)
    document.clean_fields(exclude=_NOT_ENTERED)


def _facts(document: IncomingDocument) -> dict[str, Any]:
    """What history keeps of the particulars."""
    return {
        "title": document.title,
        "issuer": document.issuer,
        "reference": document.reference,
        "kind": str(document.document_type or ""),
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "signatory": document.signatory,
        "urgency": document.urgency,
        "due_at": document.due_at.isoformat() if document.due_at else "",
        "pages": document.pages,
        "copies": document.copies,
        "circulation": document.circulation,
        "note": document.note,
    }
