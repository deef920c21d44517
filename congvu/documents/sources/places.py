"""The sources the settings name: `code=address`, with spaces between; the code is the receiving body's identification code."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from congvu.directory.models import Organisation
from congvu.documents.models import Source, SourceKind

_PORTS = {"imaps": 993, "imap": 143}


@dataclass(frozen=True)
class Mailbox:
    """A mailbox over TLS: from the first byte (`imaps`), or from STARTTLS on (`imap`); never without."""

    code: str
    host: str
    port: int
    starttls: bool
    user: str
    password: str = field(repr=False)
    folder: str
    done: str  # the folder into which what was dealt with is moved; empty: it is only flagged
    authority: str  # a file of certificates to trust besides the system's

    @property
    def place(self) -> str:
        return f"{self.user}/{self.folder}"


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, perhaps a share of the network, into which scanners write."""

    code: str
    path: Path

    @property
    def place(self) -> str:
        return str(self.path)


def mailboxes() -> list[Mailbox]:
    """The mailboxes of CONGVU_MAILBOXES."""
    return [_mailbox(*entry) for entry in _entries(settings.MAILBOXES, "CONGVU_MAILBOXES")]


def folders() -> list[Folder]:
    """The folders of CONGVU_FOLDERS."""
    return [Folder(code, Path(unquote(path))) for code, path in _entries(settings.WATCHED_FOLDERS, "CONGVU_FOLDERS")]


def source_of(place: Mailbox | Folder, day: date) -> Source | None:
    """The row that remembers when the place was read; None when no body has the code on the day."""
    body = Organisation.objects.find_code(place.code, day)
    if body is None:
        return None
    kind = SourceKind.MAILBOX if isinstance(place, Mailbox) else SourceKind.FOLDER
    return Source.objects.get_or_create(kind=kind, place=place.place[:250], organisation=body)[0]


def _entries(told: str, name: str) -> list[tuple[str, str]]:
    pairs = [entry.partition("=") for entry in told.split()]
    if any(not code or not address for code, _is, address in pairs):
        raise ImproperlyConfigured(f"{name} must look like CODE=address, with spaces between.")
    return [(code, address) for code, _is, address in pairs]


def _mailbox(code: str, address: str) -> Mailbox:
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
        raise ImproperlyConfigured(
            "CONGVU_MAILBOXES must look like CODE=imaps://user:password@host:993/INBOX?done=Folder"
        )
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return Mailbox(
        code=code,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        starttls=parts.scheme == "imap",
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done=asked.get("done", ""),
        authority=asked.get("ca", ""),
    )
