"""One thing comes in: a file dropped on the page, a message of a mailbox, a file of a watched folder. It becomes a document in
the queue with what its file says, or an arrival that stands there with the reason it did not come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.core import ending
from congvu.directory.models import Organisation
from congvu.documents.actions.intake import take_in
from congvu.documents.actions.registry import receive
from congvu.documents.filling import FirstReading, first_reading
from congvu.documents.models import Arrival, ArrivalState, Channel, Source
from congvu.files import store
from congvu.files.mails import Named, Refused, is_mail, keep_mail
from congvu.files.names import clean_name

_LOOKED_AT = 6  # attachments of a mail in which the document itself is sought
_LETTERS = ("pdf", "docx")  # the kinds a document mostly has


@dataclass(frozen=True)
class Brought:
    """What a file or mail was taken apart into, the document itself first."""

    files: list[Named]
    reading: FirstReading | None
    subject: str = ""
    sender: str = ""
    message_id: str = ""
    refused: Sequence[Refused] = ()


def drop(
    organisation: Organisation, upload: bytes | File, *, name: str, channel: str = "", at: datetime, by: Actor
) -> Arrival:
    """The registry dropped a file. Of one that bears a secrecy mark not even the name is kept. Never raises a FileRefused: the
    arrival says why."""
    arrival = Arrival(organisation=organisation, came_at=at, brought_by=by.person, name=clean_name(name))
    try:
        with ending.together():
            brought = taken_apart(upload, name=name, at=at, by=by)
            arrival.document = receive(
                organisation,
                files=brought.files,
                channel=channel or (Channel.EMAIL if brought.subject or brought.sender else Channel.UPLOAD),
                title=_title(brought),
                reading=brought.reading,
                refused=_facts(brought),
                at=at,
                by=by,
            )
            return _in(arrival, brought)
    except store.FileRefused as refusal:
        return not_in(arrival, refusal)


def come(
    source: Source, upload: bytes, *, name: str, key: str, at: datetime, arrival: Arrival | None = None
) -> Arrival:
    """Something came by a source: row and document in one transaction, so that it is taken once. `arrival`: the row of an earlier
    attempt that failed. Raises what fails for a while; a refusal is written down and given back."""
    row = arrival or Arrival(organisation=source.organisation, source=source, key=key, name=clean_name(name))
    row.came_at = at
    channel = Channel.EMAIL if is_mail(upload, name) else Channel.UPLOAD
    try:
        with ending.together():
            brought = taken_apart(upload, name=name, at=at, by=None)
            row.document = take_in(
                source.organisation,
                files=brought.files,
                channel=channel,
                title=_title(brought),
                source=source.place,
                reading=brought.reading,
                refused=_facts(brought),
                at=at,
                by=None,
            )
            return _in(row, brought)
    except store.FileRefused as refusal:
        return not_in(row, refusal)


def taken_apart(upload: bytes | File, *, name: str, at: datetime, by: Any) -> Brought:
    """Keep what was brought: a file as it is, of a mail its words and attachments. Raises a child of FileRefused."""
    day = timezone.localdate(at)
    if not is_mail(upload, name):
        file = store.keep(upload, name=name, at=at, by=by)
        return Brought([(clean_name(name), file)], first_reading(file, day))
    mail = keep_mail(upload, name=name, at=at, by=by)
    if not mail.files:
        raise store.Empty if not mail.refused else store.FileRefused(mail.refused[0].reason)
    main, reading = _document_among(mail.files, day)
    files = [main, *(one for one in mail.files if one is not main)]
    return Brought(files, reading, mail.subject, mail.sender, mail.message_id, mail.refused)


def _document_among(files: list[Named], day: Any) -> tuple[Named, FirstReading | None]:
    """Which of a mail's files is the document: the first that has a number and notation, else the first letter, else the first
    attachment, else the mail's own words."""
    attached = files[1:] or files
    letters = [one for one in attached if one[1].kind.code in _LETTERS]
    readings: list[tuple[Named, FirstReading]] = []
    for one in (letters or attached)[:_LOOKED_AT]:
        readings.append((one, first_reading(one[1], day)))
        if readings[-1][1].values.get("reference"):
            return readings[-1]
    return readings[0]


def _title(brought: Brought) -> str:
    """The mail's subject where the file says no abstract."""
    return brought.subject[:1000]


def _facts(brought: Brought) -> list[list[str]]:
    return [[one.name, one.reason] for one in brought.refused]


def _in(arrival: Arrival, brought: Brought) -> Arrival:
    arrival.state, arrival.reason = ArrivalState.TAKEN, ""
    arrival.name = (brought.subject or arrival.name)[:250]
    arrival.sender, arrival.message_id = brought.sender[:250], brought.message_id[:300]
    arrival.refused = _facts(brought)
    arrival.save()
    return arrival


def not_in(arrival: Arrival, refusal: store.FileRefused) -> Arrival:
    """Write down that it did not come in, and why."""
    arrival.state, arrival.reason, arrival.document = ArrivalState.REFUSED, str(refusal), None
    if isinstance(refusal, store.BearsSecrecyMark):
        arrival.name = arrival.sender = ""
    arrival.save()
    return arrival
