"""Proofs of the history: whoever has an entry, its path and a published root can verify by themselves that the entry stood in the
history when it was sealed. docs/mechanisms/api.md tells how."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from congvu.accounts.models import Scope
from congvu.api.bearer import Bearer
from congvu.api.shapes import PageOut, Paging, paged
from congvu.core.tables.paging import Sort
from congvu.records import history
from congvu.records.models import HistoryEntry, HistorySeal, Record

router = Router(tags=["history"], auth=Bearer(Scope.HISTORY_READ))
OLDEST = Sort("oldest", "", ("pk",))
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class SealOut(Schema):
    """A sealed batch: the root of its Merkle tree (RFC 6962), the root before it, and the office's Ed25519 signature of
    both, one after the other. All in hexadecimal."""

    number: int
    entries: int
    root: str
    previous_root: str
    key: str
    signature: str
    sealed_at: datetime


class StepOut(Schema):
    """A neighbour on the way to the root, and on which side it stands."""

    side: Literal["left", "right"]
    hash: str


class ProofOut(Schema):
    """`canonical` is the text whose SHA-256 is `digest`; the leaf is SHA-256(0x00 + entry as 8 bytes big-endian + digest).
    Until the next minute's seal `seal` is null and `path` empty."""

    entry: int
    record: str
    canonical: str
    digest: str
    leaf: str
    path: list[StepOut]
    seal: SealOut | None


@router.get("/history/seals", response=PageOut[SealOut], operation_id="list_seals", summary="The seals of the history")
def seals(request: Any, asked: Annotated[Paging, Query()]) -> PageOut[SealOut]:
    """The chain of signed roots, the oldest first. They tell nothing of what was done and may be published."""
    found = HistorySeal.objects.defer("leaves")
    return paged(found, OLDEST, asked, lambda rows: [seal_out(row) for row in rows])


@router.get("/history/{entry}/proof", response=ProofOut, operation_id="get_proof", summary="Proof of an entry")
def proof(request: Any, entry: Annotated[Number, Path()]) -> ProofOut:
    """The proof of an entry of a record one may read; the entry's number stands in the record's thread."""
    found = HistoryEntry.objects.select_related("record").filter(pk=entry).first()
    if found is None or found.record is None:
        raise Http404
    if not Record.objects.visible_to(request.actor).filter(pk=found.record.pk).exists():
        raise Http404
    sealed = seal_of(found)
    own = history.leaf(found.pk, bytes(found.digest))
    return ProofOut(
        entry=found.pk,
        record=found.record.handle,
        canonical=history.canonical(found),
        digest=bytes(found.digest).hex(),
        leaf=own.hex(),
        path=_path(sealed, entry) if sealed else [],
        seal=seal_out(sealed) if sealed else None,
    )


def seal_of(entry: HistoryEntry) -> HistorySeal | None:
    """The seal that holds the entry; none while it still waits for one."""
    return next(iter(HistorySeal.objects.filter(entries__contains=[entry.pk])), None)


def seal_out(sealed: HistorySeal) -> SealOut:
    return SealOut(
        number=sealed.pk,
        entries=len(sealed.entries),
        root=bytes(sealed.root).hex(),
        previous_root=bytes(sealed.previous_root).hex(),
        key=sealed.key,
        signature=bytes(sealed.signature).hex(),
        sealed_at=sealed.sealed_at,
    )


def _path(sealed: HistorySeal, entry: int) -> list[StepOut]:
    raw = bytes(sealed.leaves)
    leaves = [raw[i : i + 32] for i in range(0, len(raw), 32)]
    steps = history.merkle_path(leaves, sealed.entries.index(entry))
    return [StepOut(side="left" if on_left else "right", hash=neighbour.hex()) for on_left, neighbour in steps]
