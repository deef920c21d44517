"""Whether something is an e-mail, by how it begins: asked before any reader of mails is there."""

import re

_HEADER = re.compile(
    rb"^(?:from|to|date|subject|received|mime-version|message-id|return-path|delivered-to|content-type|x-[\w-]+):", re.I
)


def looks_like_email(content: bytes) -> bool:
    """Header lines first, at least two of those every e-mail has."""
    head = content[:20_000].lstrip().split(b"\n\n")[0].split(b"\r\n\r\n")[0]
    found = [line for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
    return len([line for line in found if _HEADER.match(line)]) >= 2 and bool(_HEADER.match(found[0]))
