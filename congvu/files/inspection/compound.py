"""The older office files (OLE compound files): never taken themselves, but for
messages (MSG); they may sit inside newer ones."""

from congvu.files.inspection.findings import ENCRYPTED, FILES_INSIDE, MACROS, WRONG_TYPE, Unfit

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _named(name: str) -> bytes:
    return name.encode("utf-16-le")


def is_compound(content: bytes) -> bool:
    return content.startswith(_MAGIC)


def is_mail(content: bytes) -> bool:
    """Whether it is a message of Outlook (MSG)."""
    return _named("__properties_version1.0") in content and _named("__nameid_version1.0") in content


def harmless(content: bytes) -> None:
    """Raises Unfit for macros, encryption, or a file packed inside."""
    if any(_named(name) in content for name in ("_VBA_PROJECT", "VBA\x00", "_VBA_PROJECT_CUR")):
        raise Unfit(MACROS)
    if _named("EncryptedPackage") in content:
        raise Unfit(ENCRYPTED)
    if _named("Ole10Native") in content:
        raise Unfit(FILES_INSIDE)


def refuse(content: bytes) -> None:
    """A compound file brought by itself: say the most useful reason."""
    harmless(content)
    raise Unfit(WRONG_TYPE, "OLE")
