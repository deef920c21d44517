"""Keeping a file: first all checks, then the bits, then the row. Of a refused file nothing is kept, not even its name."""

import errno
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext_lazy as _

from congvu.core import ending, rows
from congvu.core.errors import RuleBroken
from congvu.files import sandbox, vault
from congvu.files.inspection import findings
from congvu.files.jobs import lay_in, read_text, see_to_scan
from congvu.files.kinds import KINDS
from congvu.files.models import StoredFile, TextState
from congvu.files.names import clean_name
from congvu.files.secrecy import mark_of

logger = logging.getLogger(__name__)

FULL = (errno.ENOSPC, errno.EDQUOT)


class FileRefused(RuleBroken):
    """The file may not come in."""

    message = _("This file cannot be kept.")


class Empty(FileRefused):
    message = _("The file is empty. Choose it again; it may not have been copied completely.")


class TooLarge(FileRefused):
    message = _("The file is larger than %(megabytes)s MB. Split it, or scan it in a lower resolution.")


class WrongType(FileRefused):
    message = _(
        "Files of this type are not taken. Send PDF, Word (DOCX), Excel (XLSX), PowerPoint (PPTX), "
        "ODT, e-mail (EML, MSG), text or pictures."
    )


class Disguised(WrongType):
    message = _(
        "The content of the file is not what its name says, so it was refused. Save it anew from "
        "the program that made it."
    )


class Encrypted(FileRefused):
    message = _(
        "The file is locked with a password. Send it without the password, so that it can be read "
        "as long as it is kept."
    )


class Damaged(FileRefused):
    message = _("The file is damaged or incomplete. Save or scan it again.")


class Bomb(FileRefused):
    message = _("The file claims to hold far more than a document does, so it was refused without being opened.")


class HasMacros(FileRefused):
    message = _("The file contains macros (programs). Save it as PDF, or as DOCX or XLSX without macros.")


class ActiveContent(FileRefused):
    message = _("The file contains scripts or fetches content from elsewhere. Print it to PDF and send that.")


class FilesInside(FileRefused):
    message = _("Other files are packed inside this file. Send each of them by itself, so that the registry sees them.")


class BearsSecrecyMark(FileRefused):
    """A state secret on a networked machine. `reason` tells the legal source and what to do; nothing is kept."""

    message = _(
        "The file bears the secrecy mark %(mark)s. State secrets may not be kept on a computer that is or was connected "
        "to a network (%(law)s). Nothing of it has been kept here: not the file, not its name, not its title. Hand the "
        "document to the officer in charge of secret documents, who enters it in the register on the machine without "
        "a network."
    )


class NotKept(RuleBroken):
    """The store of files did not take the bits. Nothing of the file is kept, and nothing else was entered."""

    message = _(
        "The platform's store of files cannot be written at the moment, so the file was not kept and nothing was entered. "
        "Try again in some minutes; if it stays like this, tell the administrator."
    )


class NoSpace(NotKept):
    message = _(
        "The platform's disk for files is full, so the file was not kept and nothing was entered. Tell the "
        "administrator; when there is space again, send the file once more."
    )


_SECRETS_LAWS = (  # (in force from, the rule)
    (date(2020, 7, 1), _("Law 29/2018/QH14 on the protection of state secrets, article 5")),
    (
        date(2026, 3, 1),
        _("Law 117/2025/QH15 on the protection of state secrets; before it Law 29/2018/QH14, article 5"),
    ),
)

_BROUGHT_AGAIN = rows.Question(
    "UPDATE files_storedfile f SET last_brought_at = %s WHERE f.sha256 = %s RETURNING {columns}", f=StoredFile
)
_NAMES = ["id", "handle", "sha256", "size", "media_type", "pages"]
_WITHOUT_WORDS = " ".join(["SELECT", ", ".join(_NAMES), "FROM files_storedfile WHERE id = ANY(%s::bigint[])"])

REFUSALS: dict[str, type[FileRefused]] = {
    findings.EMPTY: Empty,
    findings.WRONG_TYPE: WrongType,
    findings.DISGUISED: Disguised,
    findings.ENCRYPTED: Encrypted,
    findings.DAMAGED: Damaged,
    findings.BOMB: Bomb,
    findings.MACROS: HasMacros,
    findings.ACTIVE: ActiveContent,
    findings.FILES_INSIDE: FilesInside,
    findings.BEARS_MARK: BearsSecrecyMark,
}


def keep(upload: bytes | File, *, name: str, at: datetime, by: Any) -> StoredFile:
    """Check a file at the door and keep it; the same content is kept once. Call inside the action that attaches it:
    the row and the reading of its text commit or vanish with the action, which also writes the history.

    Raises a child of FileRefused. `by` is whoever brings it (an Actor)."""
    content = content_of(upload)
    return keep_looked_into(content, _checked(content, clean_name(name), at, sandbox.looked_into), at=at)


def keep_looked_into(
    content: bytes, what: dict[str, Any], *, at: datetime, words_of: StoredFile | None = None
) -> StoredFile:
    """Keep what the sandbox has looked into and found good (`what`: its kind, its pages, and its words where it has read them at
    once; a job reads them otherwise). `words_of`: the file of which this is a copy; its words, when read, are this one's."""
    if words_of is not None and words_of.text_state == TextState.READ:
        what = what | {"words": {"text": words_of.text}}
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _alone, found = ending.ask_all(vault.alone(sha256), (_BROUGHT_AGAIN.statement, [at, sha256]))
        if found:
            ((kept,),) = _BROUGHT_AGAIN.read(found)
            return kept
        _put(sha256, content)
        kept = StoredFile(
            sha256=sha256,
            size=len(content),
            media_type=KINDS[what["kind"]].media_type,
            pages=what["pages"],
            created_at=at,
            last_brought_at=at,
        )
        words = what.get("words")
        if words:
            lay_in(kept, words)
        rows.written(kept)
        if words:
            see_to_scan(kept, words)
        else:
            ending.later(read_text, stored_file_id=kept.pk)
    return kept


def without_words(numbers: Sequence[int]) -> dict[int, StoredFile]:
    """Files by their numbers, for who needs all but their words."""
    found = ending.ask(_WITHOUT_WORDS, [list(numbers)])
    return {row[0]: StoredFile.from_db(DEFAULT_DB_ALIAS, _NAMES, row) for row in found}


def _put(sha256: str, content: bytes) -> None:
    try:
        vault.write_once(sha256, content)
    except OSError as failure:
        logger.error("a file could not be written: %s", failure.strerror or type(failure).__name__)
        raise (NoSpace if failure.errno in FULL else NotKept) from failure


def check(upload: bytes | File, *, name: str, at: datetime) -> None:
    """The checks of `keep` without keeping anything: for showing the reason before a form is sent."""
    _checked(content_of(upload), clean_name(name), at, sandbox.inspected)


def refuse_secret_words(*texts: str, at: datetime) -> None:
    """Words typed beside a file pass the same door: a line that is nothing but a secrecy mark is refused with all
    that was typed. Raises BearsSecrecyMark."""
    for line in "\n".join(texts).splitlines():
        mark = mark_of(line)
        if mark:
            raise _secret(mark, at)


def content_of(upload: bytes | File) -> bytes:
    """The bits. Raises TooLarge."""
    size = len(upload) if isinstance(upload, bytes) else upload.size
    if size > settings.FILES_MAX_BYTES:
        raise too_large()
    if isinstance(upload, bytes):
        return upload
    upload.seek(0)
    return upload.read()


def _checked(content: bytes, name: str, at: datetime, ask: Callable[[bytes, str], dict[str, Any]]) -> dict[str, Any]:
    if not content:
        raise Empty
    what = ask(content, name)
    refuse_unfit(what, at)
    return what


def too_large() -> TooLarge:
    """The refusal of what is larger than may come in."""
    return TooLarge(TooLarge.message % {"megabytes": settings.FILES_MAX_BYTES // (1024 * 1024)})


def refuse_unfit(what: dict[str, Any], at: datetime) -> None:
    """Raise the refusal that the sandbox's answer stands for, if it is one."""
    if "unfit" in what:
        raise refusal(what, at)


def refusal(what: dict[str, Any], at: datetime) -> FileRefused:
    """The refusal with its words."""
    return _secret(what["fact"], at) if what["unfit"] == findings.BEARS_MARK else REFUSALS[what["unfit"]]()


def _secret(mark: str, at: datetime) -> BearsSecrecyMark:
    law = max((since, law) for since, law in _SECRETS_LAWS if since <= at.date())[1]
    return BearsSecrecyMark(BearsSecrecyMark.message % {"mark": mark, "law": law})
