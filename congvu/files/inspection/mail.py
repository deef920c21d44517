"""Looking into e-mails, EML and MSG: the message's own words, and what is attached to it."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from olefile import OleFileIO
from oxmsg.domain import constants as pid
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from congvu.files import limits
from congvu.files.decoding import decoded
from congvu.files.inspection.findings import BOMB, DAMAGED, Findings, Unfit
from congvu.files.inspection.plain import html_text, lines
from congvu.files.secrecy import Piece

_INSIDE = "__substg1.0_3701000D"  # where a message that is attached to a message lies
_OUTER_HEADER, _INNER_HEADER, _ATTACHED_HEADER = 32, 24, 8  # before the properties of each


@dataclass(frozen=True)
class Attached:
    """What is attached: a file, or a mail within the mail."""

    name: str
    content: bytes = b""
    mail: "Mail | None" = None


@dataclass(frozen=True)
class Mail:
    """A mail as far as the registry needs it. `sent_at` as ISO 8601, empty where it is not said or makes no sense."""

    subject: str = ""
    sender: str = ""
    to: str = ""
    sent_at: str = ""
    message_id: str = ""
    body: str = ""
    attached: list[Attached] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The mail as a reader sees it: its heading, then its words."""
        heading = (("From", self.sender), ("To", self.to), ("Date", self.sent_at), ("Subject", self.subject))
        return "\n".join([*(f"{name}: {said}" for name, said in heading if said), "", self.body]).strip() + "\n"


def inspect(content: bytes, kind: str, look: Callable[[bytes, str], object]) -> tuple[Findings, list[Piece]]:
    """The message and all that is attached, each looked into as if it had been brought by itself."""
    mail = read(content, kind)
    pieces = pieces_of(mail)
    for attached in mail.attached:
        look_into(attached, look)
    return Findings(kind), pieces


def look_into(attached: Attached, look: Callable[[bytes, str], object]) -> None:
    if attached.mail is None:
        look(attached.content, attached.name)
        return
    for inner in attached.mail.attached:
        look_into(inner, look)


def pieces_of(mail: Mail) -> list[Piece]:
    """Where a stamp of secrecy would stand: in the subject and the first words, also of the mails within."""
    inner = [piece for one in mail.attached if one.mail for piece in pieces_of(one.mail)]
    return [Piece(mail.subject, 0.0), *lines(mail.body), *inner]


def read(content: bytes, kind: str) -> Mail:
    """The mail with all mails within. Raises Unfit: a bomb when it holds more than a mail does."""
    budget = _Budget()
    if kind == "msg":
        with OleFileIO(content) as compound:
            return _outlook(Storage.from_ole(compound), _OUTER_HEADER, budget, 0)
    return _internet(read_email(content), budget, 0)


class _Budget:
    """How much all mails of one file may hold together."""

    def __init__(self) -> None:
        self.attached, self.parts = limits.ATTACHMENTS, limits.MAIL_PARTS

    def attach(self) -> None:
        self.attached -= 1
        if self.attached < 0:
            raise Unfit(BOMB, str(limits.ATTACHMENTS))

    def part(self) -> None:
        self.parts -= 1
        if self.parts < 0:
            raise Unfit(BOMB)

    @staticmethod
    def depth(depth: int) -> None:
        if depth > limits.MAILS_WITHIN:
            raise Unfit(BOMB, str(depth))


# -- EML ----------------------------------------------------------------------------------------------------------------
def read_email(content: bytes) -> EmailMessage:
    if content.count(b"\n--") > limits.MAIL_BOUNDARIES:
        raise Unfit(BOMB)
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise Unfit(DAMAGED)
    if len(message.keys()) > limits.MAIL_HEADERS:
        raise Unfit(BOMB, str(len(message.keys())))
    return message


def _internet(message: EmailMessage, budget: _Budget, depth: int) -> Mail:
    budget.depth(depth)
    body = message.get_body(("plain", "html"))
    return Mail(
        subject=_said(message, "Subject"),
        sender=_said(message, "From"),
        to=_said(message, "To"),
        sent_at=_when(_said(message, "Date")),
        message_id=_said(message, "Message-ID"),
        body=_body(body),
        attached=list(_attached(message, body, budget, depth)),
    )


def _said(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())[: limits.MAIL_HEADING]


def _when(said: str) -> str:
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _body(body: Message | None) -> str:
    """The message's own words, the plain version before the HTML one."""
    raw = body.get_payload(decode=True) if body else None
    text = decoded(raw) if isinstance(raw, bytes) else None
    if body is None or text is None:
        return ""
    return html_text(text) if body.get_content_subtype() == "html" and text.strip() else text


def _attached(message: EmailMessage, body: Message | None, budget: _Budget, depth: int) -> Iterator[Attached]:
    """Everything but the words themselves, other versions of them, and pictures shown within them."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        budget.part()
        kind = part.get_content_type()
        if kind == "message/rfc822":
            budget.attach()
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage):
                mail = _internet(inner[0], budget, depth + 1)
                yield Attached(part.get_filename() or f"{mail.subject or 'message'}.eml", mail=mail)
        elif part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)]
        elif part is not body and _is_attachment(part):
            budget.attach()
            inside = part.get_payload(decode=True)
            if isinstance(inside, bytes) and inside and not _is_shown(part, inside):
                yield Attached(part.get_filename() or f"attachment.{part.get_content_subtype()}", inside)


def _is_attachment(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    return bool(part.get_filename()) or part.get_content_maintype() != "text"


def _is_shown(part: Message, inside: bytes) -> bool:
    """A picture within the words, such as a letterhead: really a picture, and not attached."""
    return (
        part.get_content_disposition() != "attachment"
        and bool(part.get("Content-ID"))
        and inside.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))
    )


# -- MSG ----------------------------------------------------------------------------------------------------------------
def _outlook(storage: Storage, header: int, budget: _Budget, depth: int) -> Mail:
    budget.depth(depth)
    told = Properties(storage, header)
    sent = told.date_prop_value(pid.PID_CLIENT_SUBMIT_TIME)
    sender = (told.str_prop_value(pid.PID_SENDER_NAME) or "").strip()
    address = told.str_prop_value(pid.PID_SENDER_SMTP_ADDRESS) or told.str_prop_value(pid.PID_SENDER_EMAIL_ADDRESS)
    html = told.binary_prop_value(pid.PID_HTML)
    body = told.str_prop_value(pid.PID_BODY) or (html_text(decoded(html) or "") if html and html.strip() else "")
    return Mail(
        subject=" ".join((told.str_prop_value(pid.PID_SUBJECT) or "").split())[: limits.MAIL_HEADING],
        sender=(f"{sender} <{address}>" if sender and address else sender or address or "")[: limits.MAIL_HEADING],
        sent_at=sent.isoformat() if isinstance(sent, datetime) else "",
        message_id=(told.str_prop_value(pid.PID_INTERNET_MESSAGE_ID) or "")[: limits.MAIL_HEADING],
        body=body.replace("\r\n", "\n"),
        attached=list(_of_outlook(storage, budget, depth)),
    )


def _of_outlook(storage: Storage, budget: _Budget, depth: int) -> Iterator[Attached]:
    for place in storage.iter_attachment_storages():
        budget.attach()
        told = Properties(place, _ATTACHED_HEADER)
        name = (
            told.str_prop_value(pid.PID_ATTACH_LONG_FILENAME)
            or told.str_prop_value(pid.PID_ATTACH_FILENAME)
            or "attachment"
        )
        inner = next((one for one in place.storages if one.name.upper() == _INSIDE.upper()), None)
        if inner is not None:
            mail = _outlook(inner, _INNER_HEADER, budget, depth + 1)
            yield Attached(f"{mail.subject or 'message'}.msg", mail=mail)
        elif content := told.binary_prop_value(pid.PID_ATTACH_DATA_BINARY):
            yield Attached(name, content)
