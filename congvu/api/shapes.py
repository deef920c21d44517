"""The shapes of what goes in and out, shared by the resources: texts, pages, and how things are named."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from congvu.api.problems import DETAILS, Problem, unknown_reference
from congvu.core.fields import nfc
from congvu.core.tables.paging import Sort, first_in_order, page, position
from congvu.directory.models import Organisation, Person, Unit
from congvu.records.asking import MOST_CHARACTERS

T = TypeVar("T")
M = TypeVar("M", bound=Model)

PRINTABLE = r"^[^\x00]*$"  # the database keeps no NUL
HANDLE = r"^[0-9a-z]{12}$"

Handle = Annotated[str, StringConstraints(pattern=HANDLE)]
Asked = Annotated[str, StringConstraints(max_length=200, pattern=PRINTABLE)]
Cursor = Annotated[str, StringConstraints(max_length=500, pattern=PRINTABLE)]
Limit = Annotated[int, Field(ge=1, le=200)]
Year = Annotated[int, Field(ge=1945, le=2200)]


def _says_something(value: str) -> str:
    if not value:
        raise ValueError(_("Write something."))
    return value


# texts as the columns keep them: Unicode NFC, trimmed, of at most so many characters
_NFC = AfterValidator(nfc)
StateCode = Annotated[str, StringConstraints(max_length=16, pattern=PRINTABLE), _NFC]
Code = Annotated[str, StringConstraints(max_length=32, pattern=PRINTABLE), _NFC]
Circulation = Annotated[str, StringConstraints(max_length=60, pattern=PRINTABLE), _NFC]
DocumentReference = Annotated[str, StringConstraints(max_length=80, pattern=PRINTABLE), _NFC]
PersonName = Annotated[str, StringConstraints(max_length=160, pattern=PRINTABLE), _NFC]
BodyName = Annotated[str, StringConstraints(max_length=250, pattern=PRINTABLE), _NFC]
Question = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS, pattern=PRINTABLE), _NFC]
Note = Annotated[str, StringConstraints(max_length=1000, pattern=PRINTABLE), _NFC]
Instruction = Annotated[str, StringConstraints(max_length=4000, pattern=PRINTABLE), _NFC]

# texts that must say something
_SAYS = AfterValidator(_says_something)
DossierName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PRINTABLE), _NFC, _SAYS]
Because = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=PRINTABLE), _NFC, _SAYS]
Title = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=PRINTABLE), _NFC, _SAYS]
Opinion = Annotated[str, StringConstraints(min_length=1, max_length=8000, pattern=PRINTABLE), _NFC, _SAYS]


def _written(value: Any) -> Any:
    """Days and moments come as text, never as numbers of seconds."""
    if isinstance(value, str) and "-" in value:
        return value
    raise ValueError(_("Write the day as 2026-11-20."))


Written = BeforeValidator(_written)
Day = Annotated[date, Written, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


class Given(BaseModel):
    """What is sent in: a member that is not known is an error, so that a misspelt one is not overlooked. It is plain data, and
    never read from the rows of models as ninja's own shapes are."""

    model_config = ConfigDict(extra="forbid")


class Queried(Given):
    """What is asked for in the address. A name that is not known is an error: a misspelt filter would show everything."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_else(cls, data: Any, info: ValidationInfo) -> Any:
        given = (info.context or {}).get("request")
        unknown = sorted(given.GET.keys() - cls.model_fields.keys()) if given else []
        if unknown:
            raise ValueError(_("There is no parameter “%(name)s” here.") % {"name": unknown[0]})
        return data


class Errors(Schema):
    pointer: str
    detail: str


class ProblemOut(Schema):
    """Problem details (RFC 9457). `type` is stable; `title` and `detail` are for people, in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Errors] | None = None


class Named(Schema):
    """Something of the directory: its handle and its name."""

    handle: str
    name: str


class PageOut(Schema, Generic[T]):
    """A page of a list. `next` is the cursor of the page after it; null on the last one."""

    items: list[T]
    next: str | None


class Paging(Queried):
    """Where a page begins and how long it is."""

    after: Cursor = ""
    limit: Limit = 50


def body_named(body: Organisation | None) -> Any:
    return Named(handle=body.handle, name=body.name) if body else None


def unit_named(unit: Unit | None) -> Any:
    return Named(handle=unit.handle, name=unit.name) if unit else None


def person_named(person: Person | None) -> Any:
    return Named(handle=person.handle, name=person.full_name) if person else None


def paged(found: QuerySet[M], sort: Sort, asked: Paging, drawn: Callable[[list[M]], Iterable[T]]) -> PageOut[T]:
    """The page that was asked for. A cursor that means nothing is an error, never the first page again."""
    if asked.after and position(asked.after, sort) is None:
        said = _("This is not a cursor of this list.")
        raise Problem(422, "not-valid", DETAILS[422], errors=[{"pointer": "/query/after", "detail": said}])
    wanted = page(lambda *asked_for: list(first_in_order(found, *asked_for)), sort, asked.limit, after=asked.after)
    return PageOut[Any](items=list(drawn(wanted.rows)), next=wanted.after or None)


def chosen(found: QuerySet[M], handle: str | None, pointer: str) -> M | None:
    """The thing a handle in the body names; none for none. Raises Problem when it names nothing."""
    if not handle:
        return None
    thing = found.filter(handle=handle).first()
    if thing is None:
        raise unknown_reference(pointer)
    return thing
