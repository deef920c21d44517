"""A mail taken apart: its words as a text, and what is attached. The parts are looked into afterwards, each by itself."""

import base64
from collections.abc import Iterator
from typing import Any

from congvu.files import limits
from congvu.files.inspection import door, mail
from congvu.files.inspection.findings import BEARS_MARK, BOMB, WRONG_TYPE, Unfit
from congvu.files.names import clean_name
from congvu.files.secrecy import mark_in_name, mark_on_page

Answer = dict[str, Any]


def opened(content: bytes, name: str) -> Answer:
    """{"subject", "sender", "sent_at", "message_id", "parts": [{"name", "content"}]}: the words of the mail first, then what is
    attached, in base64. Raises Unfit for what is no mail, holds more than a mail does, or bears a mark of secrecy."""
    kind = door.mail_kind(content, name)
    if not kind:
        raise Unfit(WRONG_TYPE)
    found = mail.read(content, kind)
    if mark := mark_in_name(name) or mark_in_name(f"{found.subject}.txt") or mark_on_page(mail.pieces_of(found)):
        raise Unfit(BEARS_MARK, mark)
    parts, room = [], limits.MAIL_UNPACKED
    for inner, bits in _parts(found, ""):
        room -= len(bits)
        if room < 0:
            raise Unfit(BOMB)
        parts.append({"name": inner, "content": base64.b64encode(bits).decode()})
    heading = {fact: getattr(found, fact) for fact in ("subject", "sender", "sent_at", "message_id")}
    return heading | {"parts": parts}


def _parts(found: mail.Mail, within: str) -> Iterator[tuple[str, bytes]]:
    """The words, then each attachment; a mail within gives its words and its attachments likewise."""
    if found.body.strip() or not found.attached:
        yield within or clean_name(f"{found.subject[:80]}.txt"), found.words.encode()
    for attached in found.attached:
        if attached.mail:
            yield from _parts(attached.mail, clean_name(f"{attached.name.rpartition('.')[0][:80]}.txt"))
        else:
            yield clean_name(attached.name), attached.content
