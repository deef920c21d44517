"""File names as people see them: readable, and unable to deceive."""

import re
import unicodedata

MOST = 150  # characters of a name
_PLAYED = re.compile(r'[\\/:*?"<>|]')
_SPACES = re.compile(r"\s+")


def clean_name(name: str) -> str:
    """The last part of a path in NFC, without control signs and signs that turn the reading direction, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = _SPACES.sub(" ", _PLAYED.sub("_", name)).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if len(name) > MOST:
        name = (
            f"{stem[: MOST - len(extension) - 1].rstrip()}{dot}{extension}"
            if dot and len(extension) <= 10
            else name[:MOST]
        )
    return name or "document"
