"""The lower part of the document: who signed, and until when an answer is asked for (Decree 30/2020, annex I, place 7)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from congvu.documents.reading.head import as_date
from congvu.documents.reading.words import even, folded, in_capitals, plain
from congvu.files.lines import Line

_RECIPIENTS = re.compile(r"^noi\b.{0,4}\bnhan\b")
_CAPACITY = re.compile(r"^(?:t/?m|k/?t|t/?l|tuq|q)\s*[./]")
_TITLE = re.compile(
    r"^(?:pho )?(?:bo truong|thu truong|chu tich|chu nhiem|thu tuong|tong |giam doc|cuc truong|vu truong|chanh |truong |"
    r"vien truong|hieu truong|bi thu|tong bi thu|thong doc|quyen )"
)
_RANKS = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|TSKH|BS|KS|CN|Luật sư|Giáo sư|Phó Giáo sư|Tiến sĩ|Thạc sĩ|Đại tướng|Thượng tướng|Trung tướng|"
    r"Thiếu tướng|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy)\b[.,\s]*)+",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[^\W\d_]+(?:[ .'-][^\W\d_]+){1,5}$")
_UNTIL = re.compile(
    r"(?:truoc|cham nhat(?: la| vao| den)?|muon nhat(?: la| vao)?|den het|han cuoi(?: la)?|thoi han(?: la)?)\s*"
    r"(?:\d\d? gio(?: \d\d(?: phut)?)?,? )?ngay\s*"
    r"(?:(\d\d?)\s*thang\s*(\d\d?)(?:\s*nam\s*(\d{4}))?|(\d\d?)\s*[/.-]\s*(\d\d?)(?:\s*[/.-]\s*(\d{4}))?)"
)


def read_signatory(lines: Sequence[Line]) -> str:
    """The name under the signature, without ranks and degrees: on the page with the recipients, at the right."""
    lines = [replace(line, text=plain(line.text)) for line in lines if plain(line.text)]
    recipients = next((n for n, line in enumerate(lines) if _RECIPIENTS.match(folded(line.text))), None)
    if recipients is not None:
        place = lines[recipients]
        found = _under(
            [line for line in lines if line.page == place.page and line.top > place.top - 2 * place.size]
            + [line for line in lines if line.page == place.page + 1 and line.top < 0.3]
        )
        if found:
            return found
    begin = next((n for n in range(len(lines) - 1, -1, -1) if _says_capacity(lines[n])), None)
    return _under([line for line in lines[begin:] if line.page <= lines[begin].page + 1]) if begin is not None else ""


def _says_capacity(line: Line) -> bool:
    words = folded(line.text)
    return in_capitals(line.text) and bool(_CAPACITY.match(words) or _TITLE.match(words))


def _under(lines: list[Line]) -> str:
    """The first name below the capacity in the same column."""
    capacity = next((n for n, line in enumerate(lines) if _says_capacity(line)), None)
    if capacity is None:
        return ""
    column = lines[capacity].centre
    for line in lines[capacity + 1 :]:
        name = _RANKS.sub("", line.text)
        if abs(line.centre - column) < 0.12 and _is_name(name):
            return name
    return ""


def _is_name(words: str) -> bool:
    return (
        bool(_NAME.match(words))
        and not in_capitals(words)
        and all(word[0].isupper() for word in re.split(r"[ .'-]", words) if word)
        and not folded(words).startswith(("noi nhan", "nhu tren", "ky boi", "da ky"))
    )


def read_answer_until(lines: Sequence[Line], issued_on: date | None) -> date | None:
    """The day before which the document asks for an answer ("trước ngày 30 tháng 11 năm 2026"); a day without its year is of
    the document's year. Days before the document's own are of its story, not its request."""
    words = folded(even(plain(" ".join(line.text for line in lines))))
    for found in _UNTIL.finditer(words):
        day, month, year = (found[n] or found[n + 3] for n in (1, 2, 3))
        year = year or (str(issued_on.year) if issued_on else "0")
        until = as_date(int(day), int(month), int(year))
        if until and (issued_on is None or until > issued_on):
            return until
    return None
