"""What happened with a source and with each thing in it, written down."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from congvu.core.errors import RuleBroken
from congvu.documents.intake import come
from congvu.documents.models import Arrival, ArrivalState, Source
from congvu.documents.sources.faults import FAILED_FOR_A_WHILE

log = logging.getLogger(__name__)
_PAUSES = (1, 5, 15, 60)  # minutes before the next attempt, the last again and again


def was_read(source: Source, at: datetime) -> None:
    """The source was read without a fault."""
    Source.objects.filter(pk=source.pk).update(read_at=at, failed_at=None, failure="")


def cannot_be_read(source: Source, fault: str, at: datetime) -> None:
    """The source cannot be read: since when, and why."""
    since = source.failed_at if source.failed_at and source.failure == fault else at
    Source.objects.filter(pk=source.pk).update(failed_at=since, failure=fault)


def dealt_with(source: Source, keys: list[str]) -> dict[str, Arrival]:
    """What is known of these things, by their keys."""
    return {one.key: one for one in Arrival.objects.filter(source=source, key__in=keys)}


def is_due(known: Arrival | None, at: datetime) -> bool:
    """Whether to try a thing now: it is new, or failed and its pause is over."""
    if known is None:
        return True
    pause = _PAUSES[min(known.tries, len(_PAUSES)) - 1]
    return known.state == ArrivalState.FAILED and known.came_at + timedelta(minutes=pause) <= at


def take(source: Source, content: bytes, *, name: str, key: str, known: Arrival | None, at: datetime) -> Arrival:
    """Take one thing in. What fails for now (no clerk today, a store that is full, a database that went away) is written down
    and tried again later; nothing is lost, for it stays where it lies."""
    if known:
        known.tries += 1
    try:
        return come(source, content, name=name, key=key, at=at, arrival=known)
    except RuleBroken as broken:
        return _failed(source, name, key, known, str(broken), at)
    except (OSError, DatabaseError):
        log.exception("%s: %s could not be taken in", source.place, key)
        return _failed(source, name, key, known, str(FAILED_FOR_A_WHILE), at)


def _failed(source: Source, name: str, key: str, known: Arrival | None, reason: str, at: datetime) -> Arrival:
    row = known or Arrival(organisation=source.organisation, source=source, key=key, name=name[:250])
    row.state, row.reason, row.came_at, row.document = ArrivalState.FAILED, reason, at, None
    with transaction.atomic():
        row.save()
    return row
