"""The shapes of incoming documents."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from congvu.api.shapes import (
    Because,
    BodyName,
    Circulation,
    Code,
    Cursor,
    Day,
    DocumentReference,
    DossierName,
    Given,
    Handle,
    Instruction,
    Named,
    Note,
    Opinion,
    Paging,
    PersonName,
    Title,
    Written,
    Year,
)
from congvu.documents.models import Channel
from congvu.records.links import LinkKind
from congvu.records.models import AttachmentRole, ItemState, Part, Urgency

Reference = Annotated[Cursor, Field(description="What POST /files answered")]


# -- out --------------------------------------------------------------------------------------------------------------
class TypeOut(Schema):
    code: str
    name: str
    abbreviation: str


class IncomingOut(Schema):
    """A line of the register. `title` is the abstract (trích yếu), `reference` the sender's number and notation."""

    handle: str
    state: str
    state_words: str
    title: str
    reference: str
    issuer: str
    issuing_body: Named | None
    document_type: TypeOut | None
    issued_on: date | None
    urgency: Urgency
    channel: Channel
    arrival_number: int | None
    arrival_year: int | None
    received_at: datetime
    due_at: datetime | None
    overdue: bool
    holder: Named | None
    holder_unit: Named | None
    changed_at: datetime
    closed_at: datetime | None


class AttachmentOut(Schema):
    handle: str
    role: AttachmentRole
    name: str
    version: int
    sha256: str
    size: int
    media_type: str
    pages: int | None
    url: str


class PartOut(Schema):
    """Who has a part now or gave theirs: the unit, the person once one is named, what waits."""

    part: Part
    act: str
    state: ItemState
    unit: Named
    person: Named | None
    words: str
    due_at: datetime | None


class EntryOut(Schema):
    """What was done, as the history keeps it. `id` is what /history/{id}/proof takes."""

    id: int
    verb: str
    sentence: str
    at: datetime
    who: str
    on_behalf_of: Named | None
    words: str


class RelatedOut(Schema):
    handle: str
    title: str
    how: str


class OneIncomingOut(IncomingOut):
    body: Named
    signatory: str
    pages: int | None
    copies: int
    circulation: str
    note: str
    presented_to: Named | None
    instruction: str
    result: str
    answered_by: str
    filed_in: str
    files: list[AttachmentOut]
    parts: list[PartOut]
    related: list[RelatedOut]
    thread: list[EntryOut]
    may: list[str] = Field(description="What the owner of the token may do with it now, by the names of the operations")


class DoneOut(Schema):
    """How the document stands after what was done."""

    handle: str
    state: str
    arrival_number: int | None
    arrival_year: int | None
    changed_at: datetime


# -- in ---------------------------------------------------------------------------------------------------------------
class IncomingAsked(Paging):
    """`late`: past its deadline and not closed. `reference` is the beginning of the sender's number and notation."""

    state: Literal[
        "received",
        "registered",
        "presented",
        "assigned",
        "in_progress",
        "handled",
        "filed",
        "returned",
        "cancelled",
        "",
    ] = ""
    late: bool = False
    year: Year | None = None
    urgency: Urgency | None = None
    document_type: Code = ""
    issuing_body: Handle | None = None
    arrival_number: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    reference: DocumentReference = ""
    came_from: Day | None = None
    came_to: Day | None = None
    sort: Literal["newest", "oldest"] = "newest"


class ParticularsIn(Given):
    """What is entered of a document, in the law's order (Decree 30/2020, annex IV). Name the issuing body by its handle, or
    as written when the directory does not know it."""

    title: Title
    issuing_body: Handle | None = None
    issuer_name: BodyName = ""
    reference: DocumentReference = ""
    document_type: Code = ""
    issued_on: Day | None = None
    signatory: PersonName = ""
    urgency: Urgency = Urgency.NORMAL
    pages: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    copies: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1
    circulation: Circulation = ""
    note: Note = ""


class PresentIn(Given):
    """To a leader, or straight to a unit: one of the two."""

    leader: Handle | None = None
    unit: Handle | None = None
    words: Note = ""


class IncomingIn(Given):
    """A document that comes in. With `register` it is registered in the same step, with `present` also presented: all of it is
    done, or nothing. `body` need only be said by a clerk of several bodies."""

    body: Handle | None = None
    files: Annotated[list[Reference], Field(max_length=50)] = []
    channel: Literal["upload", "paper", "email"] = "upload"
    title: Note = ""
    urgency: Urgency = Urgency.NORMAL
    received_at: Annotated[AwareDatetime, Written, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))] | None = None
    register_as: ParticularsIn | None = Field(default=None, alias="register")
    present: PresentIn | None = None


class DeadlineIn(Given):
    """By when: so many working days, or a day; neither: by rule; `none=true`: without a deadline."""

    working_days: Annotated[int, Field(strict=True, ge=1, le=250)] | None = None
    on: Day | None = None
    none: Annotated[bool, Field(strict=True)] = False


class InstructIn(Given):
    lead: Handle
    contributing: Annotated[list[Handle], Field(max_length=40)] = []
    words: Instruction = ""
    deadline: DeadlineIn = DeadlineIn()


class AssignIn(Given):
    """`unit` need only be said by who heads several units that have a part."""

    officer: Handle
    unit: Handle | None = None
    words: Instruction = ""
    deadline: DeadlineIn = DeadlineIn()


class ReassignIn(Given):
    officer: Handle
    because: Because
    words: Instruction = ""


class TransferIn(Given):
    unit: Handle
    because: Because


class BecauseIn(Given):
    because: Because


class OpinionIn(Given):
    opinion: Opinion


class FinishIn(Given):
    result: Opinion
    answered_by: DocumentReference = ""
    files: Annotated[list[Reference], Field(max_length=50)] = []


class FileIn(Given):
    """The number and notation of the dossier."""

    dossier: DossierName


class LinkIn(Given):
    to: Handle
    kind: LinkKind
