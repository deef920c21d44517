"""Search over everything the owner of the token may read, as on the page: never finds, counts or suggests anything else."""

from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from congvu.accounts.models import Scope
from congvu.api.bearer import Bearer
from congvu.api.shapes import BodyName, Code, Queried, Question, StateCode, Year
from congvu.records import search as records_search

router = Router(tags=["search"], auth=Bearer(Scope.DOCUMENTS_READ))


class PieceOut(Schema):
    """A piece of text; marked when it is a word that was asked for."""

    text: str
    marked: bool


class HitOut(Schema):
    handle: str
    kind: str
    title: str
    reference: str
    state: str
    body: str
    snippet: list[PieceOut]


class FacetOut(Schema):
    """How what was found divides: a value and how many have it."""

    value: str
    count: int


class FoundOut(Schema):
    """`capped`: there are more than `found`. `alike`: nothing has all the words; these titles are alike."""

    hits: list[HitOut]
    found: int
    capped: bool
    alike: bool
    facets: dict[str, list[FacetOut]]


class SearchAsked(Queried):
    q: Question
    kind: Code = ""
    state: StateCode = ""
    body: BodyName = ""
    year: Year | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = records_search.SHOWN


@router.get("/search", response=FoundOut, operation_id="search", summary="Search")
def search(request: Any, asked: Annotated[SearchAsked, Query()]) -> FoundOut:
    """The best first: words with or without accents, references in any spelling, phrases in quotes, words inside files."""
    narrowed = {"kind": asked.kind, "state": asked.state, "body": asked.body, "year": str(asked.year or "")}
    filters = {facet: value for facet, value in narrowed.items() if value}
    results = records_search.search(request.actor, asked.q, filters=filters, limit=asked.limit)
    return FoundOut(
        hits=[_hit(hit) for hit in results.hits],
        found=results.found,
        capped=results.capped,
        alike=results.alike,
        facets={
            facet: [FacetOut(value=value, count=count) for value, count in counted]
            for facet, counted in results.facets.items()
        },
    )


def _hit(hit: records_search.Hit) -> HitOut:
    record = hit.record
    return HitOut(
        handle=record.handle,
        kind=record.kind,
        title=record.title,
        reference=record.reference,
        state=record.state,
        body=record.body,
        snippet=[PieceOut(text=piece.text, marked=piece.is_marked) for piece in hit.snippet],
    )
