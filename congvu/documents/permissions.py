"""Who may do what with an incoming document. The same questions show or hide a button and refuse inside the action."""

from congvu.accounts.actors import HEADS, Actor, Seat
from congvu.directory.models import DelegationScope, Organisation
from congvu.directory.permissions import may_administer
from congvu.directory.roles import Role
from congvu.documents.models import IncomingDocument
from congvu.documents.states import ASSIGNED, PRESENTED
from congvu.records.models import Part, WorkItem
from congvu.records.work import open_items

ASSIGN, CONTRIBUTE, FILE, HANDLE, INSTRUCT, PRESENT, REGISTER = (
    "assign",
    "contribute",
    "file",
    "handle",
    "instruct",
    "present",
    "register",
)


# -- seats: from where the actor may act ------------------------------------------------------------------------------
def clerk_seat(actor: Actor, organisation_id: int) -> Seat | None:
    return actor.holds(Role.CLERK, organisation_id=organisation_id)


def seat_of(actor: Actor, item: WorkItem, scope: str) -> Seat | None:
    """The actor's seat before which the item lies: their own, their unit's as its head, or that of whom they act for."""
    if item.person_id:
        return actor.seat(lambda seat: seat.holder.pk == item.person_id and seat.covers(scope))
    return actor.seat(lambda seat: seat.role in HEADS and seat.unit.pk == item.unit_id and seat.covers(scope))


def head_seat(actor: Actor, item: WorkItem) -> Seat | None:
    """The actor's seat as head of the unit that has the item, whoever in the unit holds it."""
    return actor.seat(
        lambda seat: seat.role in HEADS and seat.unit.pk == item.unit_id and seat.covers(DelegationScope.ASSIGN)
    )


def giver_seat(actor: Actor, item: WorkItem) -> Seat | None:
    """The actor's seat from which the item was given: they gave it, it was given on their behalf, or they act for its giver."""
    givers = {item.given_by_id, item.given_for_id} - {None}
    return actor.seat(lambda seat: seat.holder.pk in givers)


def taker_seat(actor: Actor, document: IncomingDocument, item: WorkItem) -> Seat | None:
    """The actor's seat from which the item may be taken back: the giver's; for what the registry gave, any of its clerks."""
    given_by_registry = document.state == PRESENTED or (document.state == ASSIGNED and not document.presented_to_id)
    return giver_seat(actor, item) or (clerk_seat(actor, document.organisation_id) if given_by_registry else None)


def own_items(actor: Actor, document: IncomingDocument, *acts: str) -> list[WorkItem]:
    """The open items of these acts that lie before the actor."""
    scopes = {INSTRUCT: DelegationScope.INSTRUCT, ASSIGN: DelegationScope.ASSIGN}
    return [
        item
        for item in open_items(document, *acts)
        if seat_of(actor, item, scopes.get(item.act, DelegationScope.EVERYTHING))
    ]


def may_pass_on(actor: Actor, document: IncomingDocument) -> bool:
    """What waits for someone who leaves, or in a unit that ends: the administrators of the body that has the document, and those
    who keep the bodies. It gives them no right to read it."""
    return may_administer(actor, document.organisation)


# -- the registry -----------------------------------------------------------------------------------------------------
def may_receive(actor: Actor, organisation: Organisation) -> bool:
    return clerk_seat(actor, organisation.pk) is not None


def may_work_registry(actor: Actor, document: IncomingDocument) -> bool:
    """Register, correct, present, return to sender, cancel a number: the registry clerks of the receiving body."""
    return clerk_seat(actor, document.organisation_id) is not None


# -- instruction and handling -----------------------------------------------------------------------------------------
def may_instruct(actor: Actor, document: IncomingDocument) -> bool:
    return bool(own_items(actor, document, INSTRUCT))


def may_assign(actor: Actor, document: IncomingDocument) -> bool:
    return bool(own_items(actor, document, ASSIGN))


def may_transfer(actor: Actor, document: IncomingDocument) -> bool:
    """The head of the unit that has it may pass the lead on to the right unit while no officer has it."""
    return any(item.part == Part.LEAD for item in own_items(actor, document, ASSIGN))


def may_reassign(actor: Actor, document: IncomingDocument) -> bool:
    return any(head_seat(actor, item) for item in open_items(document, HANDLE))


def may_contribute(actor: Actor, document: IncomingDocument) -> bool:
    return bool(own_items(actor, document, CONTRIBUTE))


def may_finish(actor: Actor, document: IncomingDocument) -> bool:
    return bool(own_items(actor, document, HANDLE))


def may_file(actor: Actor, document: IncomingDocument) -> bool:
    return bool(own_items(actor, document, FILE))


def may_send_back(actor: Actor, document: IncomingDocument) -> bool:
    """The head of the lead unit may ask for more work before the document is filed."""
    return any(head_seat(actor, item) for item in open_items(document, FILE))


def may_take_back(actor: Actor, document: IncomingDocument) -> bool:
    """Whoever gave the lead may take it back while the receiver has not passed it on."""
    return any(
        taker_seat(actor, document, item)
        for item in open_items(document, INSTRUCT, ASSIGN, HANDLE)
        if item.part == Part.LEAD
    )


# -- kinds of documents -----------------------------------------------------------------------------------------------
def may_set_kinds(actor: Actor, thing: object = None) -> bool:
    """Administrators enter what the law says of the kinds of documents."""
    return actor.holds(Role.ADMINISTRATOR) is not None
