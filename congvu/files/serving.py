"""Handing a kept file to a browser. No address of this app gives out bits: the page that does has asked who may read."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from congvu.files.models import StoredFile
from congvu.files.names import clean_name
from congvu.files.vault import pieces

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_SHOWN = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)
_NEVER_SHOWN = "sandbox; default-src 'none'"


def serve(request: HttpRequest, stored_file: StoredFile, *, name: str, inline: bool) -> HttpResponseBase:
    """The file under the name the reader knows; the caller has checked that this person may read it.

    `inline` shows PDF, PNG and JPEG in the browser; anything else is only ever downloaded. Answers to If-None-Match and to
    one Range (PDF.js reads long documents piece by piece). Browsers may keep it for this person but must ask each time."""
    headers = _headers(stored_file, clean_name(name), inline=inline)
    if request.headers.get("If-None-Match") in (headers["ETag"], "*"):
        return HttpResponse(status=304, headers=headers)
    size = stored_file.size
    first, last, status = 0, size - 1, 200
    asked = request.headers.get("Range")
    if asked and request.headers.get("If-Range", headers["ETag"]) == headers["ETag"]:
        part = _part(asked, size)
        if part == "beyond":
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        if isinstance(part, tuple):
            (first, last), status = part, 206
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(pieces(stored_file.sha256, first, last), status=status, headers=headers)


def _headers(stored_file: StoredFile, name: str, *, inline: bool) -> dict[str, str]:
    shown = inline and stored_file.kind.inline
    return {
        "Content-Type": stored_file.media_type,
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "Content-Security-Policy": _SHOWN if stored_file.kind.inline else _NEVER_SHOWN,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored_file.sha256}"',
    }


def _part(asked: str, size: int) -> tuple[int, int] | str:
    """First and last byte of the one range asked for; "beyond" when it lies behind the end, "whole" when the wish is not
    of a kind we serve (several ranges, other units)."""
    wish = _RANGE.match(asked.strip())
    if not wish or not (wish[1] or wish[2]):
        return "whole"
    if not wish[1]:
        tail = min(int(wish[2]), size)
        return (size - tail, size - 1) if tail else "beyond"
    first, last = int(wish[1]), min(int(wish[2] or size - 1), size - 1)
    if first >= size:
        return "beyond"
    return (first, last) if first <= last else "whole"
