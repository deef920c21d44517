"""From the leader's instruction to the filed document: instruct, give to an officer, contribute, finish, file; and the ways
back: transfer, reassign, take back, send back (Decree 30/2020, art. 23-24)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import DelegationScope, Person, PostHolding, Unit
from congvu.directory.roles import Role
from congvu.documents.actions.registry import ReasonMissing
from congvu.documents.models import IncomingDocument
from congvu.documents.permissions import (
    ASSIGN,
    CONTRIBUTE,
    FILE,
    HANDLE,
    INSTRUCT,
    PRESENT,
    head_seat,
    may_assign,
    may_contribute,
    may_file,
    may_finish,
    may_instruct,
    may_reassign,
    may_send_back,
    may_take_back,
    may_transfer,
    own_items,
    seat_of,
    taker_seat,
)
from congvu.documents.states import INCOMING
from congvu.files.models import StoredFile
from congvu.files.store import refuse_secret_words
from congvu.records import attachments, work
from congvu.records.models import AttachmentRole, ItemState, Part, WorkItem
from congvu.workdays.reckoning import Deadline


class UnitTwice(RuleBroken):
    """A unit has one part in a document."""

    message = _("A unit cannot lead and contribute at once. Choose each unit once.")


class UnitOfAnother(RuleBroken):
    """Work is given within the body."""

    message = _("Choose a unit of your own body.")


class NotInTheUnit(RuleBroken):
    """Work is given to someone who holds a post in the unit today."""

    message = _("Choose someone who holds a post in the unit today.")


class ResultMissing(RuleBroken):
    """What was done must be said."""

    message = _("Say what was done: the result stays with the document.")


class DueBeforeNow(RuleBroken):
    """A deadline lies ahead."""

    message = _("The deadline has already passed. Choose a later one.")


class DossierMissing(RuleBroken):
    """A document is filed in a dossier."""

    message = _("Say in which dossier it is filed (number and notation).")


@action(may_instruct)
def instruct(
    document: IncomingDocument,
    *,
    lead: Unit,
    contributing: Sequence[Unit] = (),
    words: str = "",
    deadline: Deadline | None = None,
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """The leader's instruction: one lead unit, contributing units, words, a deadline with its arithmetic.
    Raises UnitTwice, UnitOfAnother, DueBeforeNow."""
    item = own_items(by, document, INSTRUCT)[0]
    INCOMING.move(document, "instruct")
    units = [lead, *contributing]
    if len({unit.pk for unit in units}) != len(units):
        raise UnitTwice
    if any(unit.organisation_id != document.organisation_id for unit in units):
        raise UnitOfAnother
    if deadline and deadline.due_at <= at:
        raise DueBeforeNow
    refuse_secret_words(words, at=at)
    on_behalf_of = _for(by, item, DelegationScope.INSTRUCT)
    work.end([item], result=words, at=at, by=by)
    document.instruction = words
    document.due_at = deadline.due_at if deadline else None
    document.due_how = deadline.to_json() if deadline else None
    for unit in units:
        work.give(
            document,
            ASSIGN,
            unit=unit,
            part=Part.LEAD if unit is lead else Part.CONTRIBUTING,
            words=words,
            due_at=document.due_at,
            due_how=document.due_how,
            at=at,
            by=by,
            on_behalf_of=on_behalf_of,
        )
    work.settle(document, "instruction", at=at)
    note(
        document,
        "instruct",
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
        lead=lead.name,
        contributing=[unit.name for unit in contributing],
        words=words,
        due_at=document.due_at.isoformat() if document.due_at else None,
    )
    return document


@action(may_transfer)
def transfer(document: IncomingDocument, *, to: Unit, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """The head of a unit whose work it is not passes the lead on to the right unit, with the reason. Raises ReasonMissing,
    UnitTwice when that unit already has a part."""
    if not because.strip():
        raise ReasonMissing
    INCOMING.move(document, "transfer")
    if to.organisation_id != document.organisation_id:
        raise UnitOfAnother
    if any(item.unit_id == to.pk for item in work.open_items(document)):
        raise UnitTwice
    item = next(item for item in own_items(by, document, ASSIGN) if item.part == Part.LEAD)
    on_behalf_of = _for(by, item, DelegationScope.ASSIGN)
    work.end([item], as_=ItemState.WITHDRAWN, result=because, at=at, by=by)
    _hand_on(document, item, ASSIGN, unit=to, at=at, by=by, on_behalf_of=on_behalf_of)
    work.settle(document, at=at)
    note(
        document, "transfer", at=at, by=by, on_behalf_of=on_behalf_of, from_=item.unit.name, to=to.name, because=because
    )
    return document


@action(may_assign)
def assign(
    document: IncomingDocument,
    *,
    officer: Person,
    unit: Unit | None = None,
    words: str = "",
    deadline: Deadline | None = None,
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """The head gives the unit's part to an officer (or keeps it: the officer may be the head). `unit` says which unit when the
    actor heads several that have a part. A shorter deadline than the leader's may be set. Raises NotInTheUnit, NothingWaits."""
    item = next((i for i in own_items(by, document, ASSIGN) if unit is None or i.unit_id == unit.pk), None)
    if item is None:
        raise work.NothingWaits
    leads = item.part == Part.LEAD
    INCOMING.move(document, "assign" if leads else "assign_contributor")
    _check_member(officer, item.unit, by)
    refuse_secret_words(words, at=at)
    on_behalf_of = _for(by, item, DelegationScope.ASSIGN)
    work.end([item], at=at, by=by)
    given = _hand_on(
        document,
        item,
        HANDLE if leads else CONTRIBUTE,
        unit=item.unit,
        person=officer,
        words=words,
        deadline=deadline,
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    if leads:
        _shorten(document, given)
    work.settle(document, at=at)
    note(
        document,
        "assign" if leads else "assign_contributor",
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
        officer=officer.full_name,
        unit=item.unit.name,
        words=words,
        due_at=given.due_at.isoformat() if given.due_at else None,
    )
    return document


@action(may_reassign)
def reassign(
    document: IncomingDocument, *, officer: Person, because: str, words: str = "", at: datetime, by: Actor
) -> IncomingDocument:
    """The head takes the work from one officer and gives it to another, with the reason; the deadline stays."""
    if not because.strip():
        raise ReasonMissing
    INCOMING.move(document, "reassign")
    item = next(item for item in work.open_items(document, HANDLE) if head_seat(by, item))
    _check_member(officer, item.unit, by)
    seat = head_seat(by, item)
    on_behalf_of = seat.for_person if seat else None
    work.end([item], as_=ItemState.WITHDRAWN, result=because, at=at, by=by)
    _hand_on(
        document,
        item,
        HANDLE,
        unit=item.unit,
        person=officer,
        words=words or item.words,
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    work.settle(document, at=at)
    note(
        document,
        "reassign",
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
        from_=item.person.full_name if item.person else "",
        officer=officer.full_name,
        because=because,
    )
    return document


@action(may_contribute)
def contribute(document: IncomingDocument, *, opinion: str, at: datetime, by: Actor) -> IncomingDocument:
    """A contributing officer gives the unit's opinion to the lead. Raises ResultMissing."""
    if not opinion.strip():
        raise ResultMissing
    INCOMING.move(document, "contribute")
    refuse_secret_words(opinion, at=at)
    item = own_items(by, document, CONTRIBUTE)[0]
    on_behalf_of = _for(by, item, DelegationScope.EVERYTHING)
    work.end([item], result=opinion, at=at, by=by)
    work.settle(document, at=at)
    note(document, "contribute", at=at, by=by, on_behalf_of=on_behalf_of, unit=item.unit.name, opinion=opinion)
    return document


@action(may_finish)
def finish(
    document: IncomingDocument,
    *,
    result: str,
    answered_by: str = "",
    files: Sequence[tuple[str, StoredFile]] = (),
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """The officer says what was done, with the answering document if there is one. Contributions still open are no longer
    needed. The document then waits to be filed. Raises ResultMissing."""
    if not result.strip():
        raise ResultMissing
    INCOMING.move(document, "finish")
    refuse_secret_words(result, at=at)
    item = own_items(by, document, HANDLE)[0]
    on_behalf_of = _for(by, item, DelegationScope.EVERYTHING)
    work.end([item], result=result, at=at, by=by)
    work.end(work.open_items(document, ASSIGN, CONTRIBUTE), as_=ItemState.WITHDRAWN, at=at, by=by)
    for name, file in files:
        attachments.attach(document, file, role=AttachmentRole.RESULT, name=name, at=at, by=by)
    document.result, document.answered_by = result, answered_by
    work.give(document, FILE, unit=item.unit, person=item.person, at=at, by=by, on_behalf_of=on_behalf_of)
    work.settle(document, "result", "answered_by", at=at)
    note(
        document,
        "finish",
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
        result=result,
        answered_by=answered_by,
        files=[name for name, _file in files],
    )
    return document


@action(may_send_back)
def send_back(document: IncomingDocument, *, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """The head asks the officer for more work before the document is filed; the deadline stays. Raises ReasonMissing."""
    if not because.strip():
        raise ReasonMissing
    INCOMING.move(document, "send_back")
    item = next(item for item in work.open_items(document, FILE) if head_seat(by, item))
    seat = head_seat(by, item)
    on_behalf_of = seat.for_person if seat else None
    work.end([item], as_=ItemState.WITHDRAWN, result=because, at=at, by=by)
    work.give(
        document,
        HANDLE,
        unit=item.unit,
        person=item.person,
        words=because,
        due_at=document.due_at,
        due_how=document.due_how,
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    work.settle(document, at=at)
    note(document, "send_back", at=at, by=by, on_behalf_of=on_behalf_of, because=because)
    return document


@action(may_file)
def file(document: IncomingDocument, *, dossier: str, at: datetime, by: Actor) -> IncomingDocument:
    """Put the handled document into its dossier: the thread of work ends here. Raises DossierMissing."""
    if not dossier.strip():
        raise DossierMissing
    INCOMING.move(document, "file")
    refuse_secret_words(dossier, at=at)
    item = own_items(by, document, FILE)[0]
    on_behalf_of = _for(by, item, DelegationScope.EVERYTHING)
    work.end([item], result=dossier, at=at, by=by)
    document.filed_in, document.closed_at = dossier, at
    work.settle(document, "filed_in", at=at)
    note(document, "file", at=at, by=by, on_behalf_of=on_behalf_of, dossier=dossier)
    return document


@action(may_take_back)
def take_back(document: IncomingDocument, *, because: str, at: datetime, by: Actor) -> IncomingDocument:
    """Whoever gave the lead takes it back while the receiver has not passed it on: the clerk a presentation, the leader an
    instruction, the head an assignment. The document then lies where it lay before. Raises ReasonMissing."""
    if not because.strip():
        raise ReasonMissing
    item = next(i for i in work.open_items(document, INSTRUCT, ASSIGN, HANDLE) if i.part == Part.LEAD)
    seat = taker_seat(by, document, item)
    on_behalf_of = seat.for_person if seat else None
    before = _item_before(document, item)
    moves = {
        (INSTRUCT, PRESENT): "take_back_presentation",
        (ASSIGN, PRESENT): "take_back_from_unit",
        (ASSIGN, INSTRUCT): "take_back_instruction",
        (HANDLE, ASSIGN): "take_back_assignment",
    }
    move = moves.get((item.act, before.act))
    if move is None:
        raise work.NothingWaits
    INCOMING.move(document, move)
    withdrawn = [item]
    if move == "take_back_presentation":
        document.presented_to = None
    if move == "take_back_instruction":
        withdrawn = work.open_items(document)
        document.instruction, document.due_at, document.due_how = "", None, None
    work.end(withdrawn, as_=ItemState.WITHDRAWN, result=because, at=at, by=by)
    work.give(
        document,
        before.act,
        unit=before.unit,
        person=before.person,
        words=before.words,
        due_at=before.due_at,
        due_how=before.due_how,
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    work.settle(document, "presented_to", "instruction", at=at)
    note(document, move, at=at, by=by, on_behalf_of=on_behalf_of, from_=str(item.owner), because=because)
    return document


def _item_before(document: IncomingDocument, item: WorkItem) -> WorkItem:
    """The lead item that was done when this one was given, or that this one replaced."""
    done = [i for i in work.items_of(document) if i.part == Part.LEAD and i.state == ItemState.DONE and i.pk < item.pk]
    wanted = {INSTRUCT: (PRESENT,), ASSIGN: (INSTRUCT, PRESENT), HANDLE: (ASSIGN,)}[item.act]
    found = next((i for i in reversed(done) if i.act in wanted), None)
    if found is None:
        raise work.NothingWaits
    return found


def _for(by: Actor, item: WorkItem, scope: str) -> Person | None:
    """On whose behalf the actor deals with the item."""
    seat = seat_of(by, item, scope)
    return seat.for_person if seat else None


def _hand_on(
    document: IncomingDocument,
    item: WorkItem,
    act: str,
    *,
    unit: Unit,
    person: Person | None = None,
    words: str = "",
    deadline: Deadline | None = None,
    at: datetime,
    by: Actor,
    on_behalf_of: Person | None,
) -> WorkItem:
    """Give what an item stands for to the next: its part stays, its deadline too unless a shorter one is set."""
    shorter = deadline if deadline and (item.due_at is None or deadline.due_at < item.due_at) else None
    if shorter and shorter.due_at <= at:
        raise DueBeforeNow
    return work.give(
        document,
        act,
        unit=unit,
        person=person,
        part=item.part,
        words=words or item.words,
        due_at=shorter.due_at if shorter else item.due_at,
        due_how=shorter.to_json() if shorter else item.due_how,
        at=at,
        by=by,
        on_behalf_of=on_behalf_of,
    )


def _shorten(document: IncomingDocument, item: WorkItem) -> None:
    """A document without a deadline of the leader's takes the head's."""
    if document.due_at is None:
        document.due_at, document.due_how = item.due_at, item.due_how


def _check_member(officer: Person, unit: Unit, by: Actor) -> None:
    posts = PostHolding.objects.valid_on(by.on).filter(person=officer, post__unit=unit)
    if not posts.exclude(post__role=Role.INSPECTOR).exists():
        raise NotInTheUnit
