"""A mail brought as a file, or come by a mailbox: what can be kept of it is kept, of the rest the reason is told."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File

from congvu.files import sandbox, store
from congvu.files.inspection.compound import is_compound
from congvu.files.inspection.envelope import looks_like_email
from congvu.files.inspection.findings import BEARS_MARK
from congvu.files.kinds import extension_of
from congvu.files.models import StoredFile
from congvu.files.names import clean_name

Named = tuple[str, StoredFile]


@dataclass(frozen=True)
class Refused:
    """An attachment that did not come in, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class KeptMail:
    """What was kept: the mail's words as a text file first (where it has words), then its attachments."""

    subject: str
    sender: str
    message_id: str
    files: list[Named]
    refused: list[Refused]


def is_mail(upload: bytes | File, name: str) -> bool:
    """Whether to open it as a mail, by its name and beginning."""
    if extension_of(name) not in ("eml", "msg"):
        return False
    if isinstance(upload, bytes):
        begins = upload[:20_000]
    else:
        upload.seek(0)
        begins = upload.read(20_000)
    return is_compound(begins) if extension_of(name) == "msg" else looks_like_email(begins)


def keep_mail(upload: bytes | File, *, name: str, at: datetime, by: Any) -> KeptMail:
    """Take the mail apart and keep its words and attachments; each passes the same door as a file brought alone. Nothing at all
    is kept of a mail that bears a mark of secrecy anywhere. Raises a child of FileRefused when the mail itself is refused."""
    content = store.content_of(upload)
    told = sandbox.opened(content, clean_name(name))
    store.refuse_unfit(told, at)
    parts = [(part["name"], base64.b64decode(part["content"])) for part in told["parts"]]
    looked = [(inner, bits, sandbox.looked_into(bits, inner)) for inner, bits in parts if bits]
    for _inner, _bits, what in looked:
        if what.get("unfit") == BEARS_MARK:
            store.refuse_unfit(what, at)
    files: list[Named] = []
    refused: list[Refused] = []
    for inner, bits, what in looked:
        if "unfit" in what:
            refused.append(Refused(inner, str(store.refusal(what, at))))
        else:
            files.append((inner, store.keep_looked_into(bits, what, at=at)))
    return KeptMail(told["subject"], told["sender"], told["message_id"], files, refused)
