"""Open work on incoming documents goes to others when someone leaves or a unit or body ends; the deadlines stay."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from congvu.accounts.actors import Actor
from congvu.core.actions import action, by_the_platform, note
from congvu.directory.models import Organisation
from congvu.documents.models import IncomingDocument
from congvu.documents.permissions import INSTRUCT, may_pass_on
from congvu.records.passing_on import Passing, pass_items
from congvu.records.work import lead_item


@action(may_pass_on)
def pass_on(
    document: IncomingDocument,
    *,
    passings: Iterable[Passing],
    because: str,
    organisation: Organisation | None = None,
    at: datetime,
    by: Actor,
) -> IncomingDocument:
    """An administrator lays what waits for someone, or in a unit, before others. `organisation`: the body that took over.
    Raises NothingWaits."""
    told = _pass(document, passings, organisation, at)
    note(document, "pass_on", at=at, by=by, because=because, **told)
    return document


@action(by_the_platform)
def follow_successor(
    document: IncomingDocument,
    *,
    passings: Iterable[Passing],
    because: str,
    organisation: Organisation | None = None,
    at: datetime,
    by: None,
) -> IncomingDocument:
    """On the day a merger or split decided before takes effect, what still waits goes to the successors."""
    told = _pass(document, passings, organisation, at)
    note(document, "pass_on", at=at, by=by, because=because, **told)
    return document


def _pass(
    document: IncomingDocument, passings: Iterable[Passing], organisation: Organisation | None, at: datetime
) -> dict[str, Any]:
    told = pass_items(document, passings, organisation=organisation, at=at)
    lead = lead_item(document)
    if lead and lead.act == INSTRUCT and lead.person_id != document.presented_to_id:
        document.presented_to = lead.person
        document.save(update_fields=["presented_to"])
    return {
        "passed": told,
        "from_": ", ".join(sorted({one["from_"] for one in told})),
        "to": ", ".join(sorted({one["to"] for one in told})),
        "body": organisation.name if organisation else "",
    }
