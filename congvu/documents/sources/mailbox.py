"""A watched mailbox (IMAP over TLS). Each message is taken once: known by UIDVALIDITY and UID, and by its Message-ID should the
server count anew. What was dealt with is moved or flagged; nothing is ever deleted; messages are parsed in the sandbox."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from congvu.documents.intake import not_in
from congvu.documents.models import Arrival, ArrivalState, Source
from congvu.documents.sources import faults
from congvu.documents.sources.places import Mailbox, source_of
from congvu.documents.sources.remembering import cannot_be_read, dealt_with, is_due, take, was_read
from congvu.files import store

DEALT_WITH = "$CongVu"  # the keyword of messages that were taken or refused
_AT_ONCE = 50
_SECONDS = 30.0
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]{1,290}>)", re.IGNORECASE | re.MULTILINE)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class NotSignedIn(Exception):
    """The server does not accept the name or the password."""


def read_mailbox(mailbox: Mailbox, at: datetime) -> int:
    """Take what is new in the mailbox; how many messages came in or were refused."""
    source = source_of(mailbox, timezone.localdate(at))
    if source is None:
        return 0
    fault = ""
    done = 0
    try:
        with _entered(mailbox) as box:
            done = _read(box, mailbox, source, at)
    except ssl.SSLCertVerificationError:
        fault = faults.CERTIFICATE
    except NotSignedIn:
        fault = faults.SIGN_IN
    except MailboxFolderSelectError:
        fault = faults.MISSING
    except (ImapToolsError, imaplib.IMAP4.abort, OSError) as error:
        fault = faults.UNREACHABLE if isinstance(error, OSError | imaplib.IMAP4.abort) else faults.REFUSED_BY_SERVER
    except imaplib.IMAP4.error:
        fault = faults.REFUSED_BY_SERVER
    if fault:
        cannot_be_read(source, fault, at)
    else:
        was_read(source, at)
    return done


@contextmanager
def _entered(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """Signed in, with the folder open. Certificates are always checked."""
    trust = ssl.create_default_context()
    if mailbox.authority:
        trust.load_verify_locations(mailbox.authority)
    make = MailBoxStartTls if mailbox.starttls else MailBox
    box = make(mailbox.host, mailbox.port, timeout=_SECONDS, ssl_context=trust)
    try:
        enter = box.login if (mailbox.user + mailbox.password).isascii() else box.login_utf8
        try:
            enter(mailbox.user, mailbox.password, None)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            raise NotSignedIn from error
        box.folder.set(mailbox.folder)
        yield box
    finally:
        box.client.shutdown()


def _read(box: BaseMailBox, mailbox: Mailbox, source: Source, at: datetime) -> int:
    counted = box.client.response("UIDVALIDITY")[1][0]
    validity = counted.decode() if counted else "0"
    uids = {f"{validity}:{uid}": uid for uid in box.uids(f"UNKEYWORD {DEALT_WITH}", charset=None)}
    known = dealt_with(source, list(uids))
    moved = 0
    for key in [key for key in uids if key in known and known[key].state != ArrivalState.FAILED]:
        _put_away(box, mailbox, uids[key])  # we were stopped before we came to it
    for key in [key for key in uids if is_due(known.get(key), at)][:_AT_ONCE]:
        arrival = _take(box, source, key, uids[key], known.get(key), at)
        if arrival is None or arrival.state != ArrivalState.FAILED:
            _put_away(box, mailbox, uids[key])
            moved += 1
    return moved


def _take(box: BaseMailBox, source: Source, key: str, uid: str, known: Arrival | None, at: datetime) -> Arrival | None:
    """Take one message in; None when it came before under another UID, or is gone."""
    told = _fetched(box, uid, "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    named = _MESSAGE_ID.search(told)
    message_id = named[1].decode("ascii", "replace") if named else ""
    if message_id and _came_before(source, message_id):
        return None
    size = _SIZE.search(told)
    if size and int(size[1]) > settings.FILES_MAX_BYTES:
        row = known or Arrival(
            organisation=source.organisation, source=source, key=key, came_at=at, message_id=message_id
        )
        return not_in(row, store.too_large())
    return take(source, _message(box, uid), name=f"{key.replace(':', '-')}.eml", key=key, known=known, at=at)


def _came_before(source: Source, message_id: str) -> bool:
    taken = Arrival.objects.filter(source=source, message_id=message_id).exclude(message_id="")
    return taken.exclude(state=ArrivalState.FAILED).exists()


def _fetched(box: BaseMailBox, uid: str, parts: str) -> bytes:
    """What the server tells of a message, as one piece of bytes."""
    _status, told = box.client.uid("FETCH", uid, parts)
    return b"\r\n".join(
        piece for part in told or () for piece in (part if isinstance(part, tuple) else (part,)) if piece
    )


def _message(box: BaseMailBox, uid: str) -> bytes:
    """The message as it is; it stays unread on the server."""
    _status, told = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in told or () if isinstance(part, tuple)), b"")


def _put_away(box: BaseMailBox, mailbox: Mailbox, uid: str) -> None:
    """Flag the message, and move it where the server can do that by itself; copying and deleting is not done."""
    box.client.uid("STORE", uid, "+FLAGS", f"({DEALT_WITH})")
    if mailbox.done and "MOVE" in box.client.capabilities:
        if not box.folder.exists(mailbox.done):
            box.folder.create(mailbox.done)
        box.move(uid, mailbox.done)
