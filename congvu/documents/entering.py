"""Registering and presenting in one: both happen, or neither, so that no number is given to a document that then lies about."""

from datetime import datetime

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.directory.models import Person, Unit
from congvu.documents.actions import registry
from congvu.documents.models import IncomingDocument


def register_and_present(
    document: IncomingDocument, *, particulars: registry.Particulars, to: Person | Unit | None, at: datetime, by: Actor
) -> IncomingDocument:
    """The document with its arrival number, and before whoever decides on it when it is said who that is (Article 22,
    Decree 30/2020). Raises what `register` and `present` raise; then nothing has happened, and no number is used up."""
    with ending.together():
        registered = registry.register(document, particulars=particulars, at=at, by=by)
        return registered if to is None else registry.present(registered, to=to, at=at, by=by)
