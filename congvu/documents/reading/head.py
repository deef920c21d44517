"""The upper part of the first page: issuer, reference, place and date, abstract of a letter, kind, abstract, stamps
(Decree 30/2020, annex I, places 1 to 5b, 10b and 11; for Party documents Guideline 36-HD/VPTW)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from congvu.documents.reading.words import even, folded, in_capitals, plain
from congvu.files.lines import Line

_RIGHT_HALF = 0.56  # a line whose middle lies beyond stands in the right column
_HEAD_ENDS = 0.55  # of the page's height
_STATE = re.compile(r"cong hoa xa hoi chu nghia|doc lap ?[-–—]? ?tu do|^dang cong san viet nam$")
_NUMBER = re.compile(r"^(?:(?:luat|nghi quyet|phap lenh|lenh)\s+)?s[o06]\s*(?:[:.;]|(?=[\d/])|(?=\s\d)|$)\s*")
_REFERENCE = re.compile(
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-zđ]?)(?:/(?P<year>(?:19|20)\d\d))?[/-](?P<letters>[^\W\d_][\w.]*(?:[-/&][\w.]+)*)"
)
_LETTERS_ONLY = re.compile(r"^[./_…\s]*/(?P<letters>[^\W\d_][\w.]*(?:[-/&][\w.]+)*)")
_DATE = re.compile(
    r"ngay\s*(\d\s?\d?)\s*thang\s*(\d\s?\d?)\s*nam\s*((?:\d\s?){3}\d)|,\s*(\d\d?)[/.](\d\d?)[/.](\d{4})$"
)
_ABOUT = re.compile(r"^(?:v\s*/\s*v|v[eề]\s+vi[eệ]c)\b\s*[:.]?\s*", re.IGNORECASE)
_BODY_BEGINS = re.compile(r"^(?:kinh (?:gui|moi|trinh)|can cu|chuong i\b|phan i\b|dieu 1\b)")
_SENTENCE_BEGINS = re.compile(r"^(?:thuc hien|theo|xet|de nghi|ngay|ho ten|tai|sau khi|trong|qua)\b")
_STAMPS = {"hoa toc": "immediate", "hoa toc hen gio": "immediate", "thuong khan": "very_urgent", "khan": "urgent"}
_CIRCULATION = ("xem xong tra lai", "luu hanh noi bo", "luu hanh han che")
_MARKS = ("du thao", "sao y", "sao luc", "trich sao", "sao y ban chinh", "ban chinh", "ban goc")
_ORNAMENT = re.compile(r"^[\W_]+$")
_BODIES = re.compile(
    r"^(?:bo|so|cuc|tong cuc|chi cuc|vu|van phong|uy ban|ubnd|hdnd|hoi dong|hoi|ban|dang uy|tinh uy|thanh uy|vien|hoc vien|"
    r"truong|trung tam|tap doan|tong cong ty|cong ty|ngan hang|thanh tra|toa an|kiem toan|kho bac|bao hiem|chinh phu|"
    r"thu tuong|quoc hoi|doan|lien doan|bao|dai|benh vien|phong|to cong tac|chu tich)\b"
)
_GAP = 1.0  # lines further apart, in heights of a letter, do not belong together


@dataclass(frozen=True)
class Reference:
    """Number and notation as printed, and its letters: "5521/BXD-KHTC" and BXD, KHTC. Without a number (not yet given, or
    written by hand) only the letters are known."""

    text: str = ""
    letters: tuple[str, ...] = ()
    of_party: bool = False


@dataclass(frozen=True)
class Head:
    """What the upper part says; empty where it says nothing."""

    issuer: str = ""
    parent: str = ""
    reference: Reference = Reference()
    issued_on: date | None = None
    kind: str = ""
    title: str = ""
    about: str = ""
    urgency: str = ""
    circulation: str = ""


def read_head(lines: Sequence[Line], kinds: Sequence[str]) -> Head:
    """What stands in the upper part of the first page; `kinds` are the names of the kinds of documents."""
    upper = [replace(line, text=plain(line.text)) for line in lines if line.page == 1 and plain(line.text)]
    ends = next((n for n, line in enumerate(upper) if _begins(line)), len(upper))
    upper = [line for line in upper[: ends + 1] if line.top < _HEAD_ENDS or ends < len(upper)][:60]
    numbered = next((line for line in upper if _NUMBER.match(folded(line.text))), None)
    named = _named(upper, kinds, numbered)
    above = [line for line in upper if (named is None or line.top < named.top) and not _begins(line)]
    stamps = [stamp for line in upper if (stamp := _STAMPS.get(_stamp_words(line)))]
    parent, issuer = _issuer(above, numbered)
    return Head(
        issuer=issuer,
        parent=parent,
        reference=_reference(above, numbered),
        issued_on=_date(above),
        kind=named.text if named else "",
        title=_title(upper, named) if named else "",
        about=_about(above, numbered),
        urgency=stamps[0] if stamps else "",
        circulation=next((line.text for line in upper if folded(line.text) in _CIRCULATION), ""),
    )


def _begins(line: Line) -> bool:
    return line.text[0].isupper() and bool(_BODY_BEGINS.match(folded(line.text)))


def _stamp_words(line: Line) -> str:
    return re.sub(r"[^a-z ]", "", folded(line.text)).strip() if in_capitals(line.text) else ""


def _is_right(line: Line) -> bool:
    return line.centre > _RIGHT_HALF


def kind_named(words: str, kinds: Sequence[str]) -> str:
    """The kind whose name the words are, or with which they begin: "THÔNG BÁO KẾT LUẬN"; accents count before letters."""
    for form in (str.lower, folded):
        found = [kind for kind in kinds if f"{form(words)} ".startswith(f"{form(kind)} ")]
        if found:
            return max(found, key=len)
    return ""


def _named(upper: list[Line], kinds: Sequence[str], numbered: Line | None) -> Line | None:
    """The line that names the kind: capitals, in the middle, below the reference."""
    below = numbered.top if numbered else -1.0
    for line in upper:
        if line.top <= below or not in_capitals(line.text) or len(line.text.split()) > 8:
            continue
        if kind_named(line.text, kinds) and (0.38 < line.centre < 0.64 or numbered is None):
            return line
    return None


# -- issuer ---------------------------------------------------------------------------------------------------------
def _issuer(above: list[Line], numbered: Line | None) -> tuple[str, str]:
    """Parent and issuer: the lines of the left column above the reference; the issuer is printed bold, its parent is not."""
    lowest = (
        numbered.top if numbered else min((line.top for line in above if _DATE.search(folded(line.text))), default=0.3)
    )
    lines = [
        line
        for line in above
        if line.top < lowest - 0.3 * line.size
        and not _is_right(line)
        and not _STATE.search(folded(line.text))
        and not _DATE.search(folded(line.text))
        and not _ORNAMENT.match(line.text)
        and _stamp_words(line) not in (*_STAMPS, *_MARKS)
        and in_capitals(line.text)
    ]
    if any(line.bold for line in lines) and not all(line.bold for line in lines):
        begin = next(n for n, line in enumerate(lines) if line.bold)
    else:
        begin = max((n for n, line in enumerate(lines) if _BODIES.match(folded(line.text))), default=0)
    return _joined(lines[:begin]), _joined(lines[begin:])


def _joined(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines).strip()


# -- reference --------------------------------------------------------------------------------------------------------
def _reference(above: list[Line], numbered: Line | None) -> Reference:
    """What stands after "Số:" in its row."""
    if numbered is None:
        return Reference()
    row = [line for line in above if abs(line.middle - numbered.middle) < 0.8 * numbered.size and not _is_right(line)]
    words = _joined(row[row.index(numbered) :])
    words = words[_NUMBER.match(folded(words)).end() :]  # type: ignore[union-attr]
    return as_reference(words)


def as_reference(words: str) -> Reference:
    """The reference that the words begin with: "5521 / BXD – KHTC", "18-KL/TW"."""
    tight = re.sub(r"\s*([/-])\s*", r"\1", even(plain(words)))
    if not (found := _REFERENCE.match(tight)):
        only = _LETTERS_ONLY.match(tight)
        return Reference(letters=tuple(re.split(r"[-/]", only["letters"]))) if only else Reference()
    text = found[0].rstrip(".,;")
    of_party = text[found.end("number") : found.end("number") + 1] == "-" and "/" in found["letters"]
    return Reference(text, tuple(re.split(r"[-/]", found["letters"].rstrip("."))), of_party)


# -- place and date ---------------------------------------------------------------------------------------------------
def _date(above: list[Line]) -> date | None:
    """The day in the right column; where a file has no columns, anywhere in the head."""
    for lines in ([line for line in above if _is_right(line)], above):
        if found := _DATE.search(folded(_joined(lines))) or _last_of(lines):
            day, month, year = (int(part.replace(" ", "")) for part in found.groups() if part)
            return as_date(day, month, year)
    return None


def _last_of(lines: list[Line]) -> re.Match[str] | None:
    return next((found for line in lines if (found := _DATE.search(folded(line.text)))), None)


def as_date(day: int, month: int, year: int) -> date | None:
    """The day, if the calendar has it."""
    if not 1945 <= year <= 2200 or not 1 <= month <= 12:
        return None
    last = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30 if month != 2 else 29 if year % 4 == 0 else 28
    return date(year, month, day) if 1 <= day <= last else None


# -- abstract -----------------------------------------------------------------------------------------------------------
def _about(above: list[Line], numbered: Line | None) -> str:
    """The abstract of a letter: "V/v …" below the reference, to the last line of its block."""
    column = [line for line in above if not _is_right(line)]
    begin = next((n for n, line in enumerate(column) if _ABOUT.match(line.text)), None)
    if begin is None or (numbered and column[begin].top < numbered.top):
        return ""
    block = _block(column[begin:], lambda line: _stamp_words(line) in _STAMPS or folded(line.text) in _CIRCULATION)
    return sentence(_ABOUT.sub("", _joined(block)))


def _title(upper: list[Line], named: Line) -> str:
    """The abstract under the kind: bold lines in the middle, up to a gap, the grounds, or who decides."""
    below = [line for line in upper if line.top > named.top + 0.5 * named.size]
    if not below or below[0].top - named.bottom > 2.2 * named.size:
        return ""
    capitals = in_capitals(below[0].text)
    bold = below[0].bold

    def ends(line: Line) -> bool:
        return (
            _begins(line)
            or bool(_ORNAMENT.match(line.text))
            or (in_capitals(line.text) and not capitals)
            or (bool(bold) and not line.bold)
            or (not bold and line.text[0].isupper() and bool(_SENTENCE_BEGINS.match(folded(line.text))))
            or _stamp_words(line) in _STAMPS
        )

    if ends(below[0]) or (named.bold and below[0].bold is False and len(below[0].text) > 60):
        return ""
    return sentence(_joined(_block(below, ends)))


def _block(lines: list[Line], ends: Callable[[Line], bool]) -> list[Line]:
    """The first of the lines and those that follow close below it."""
    block = lines[:1]
    for upper, line in pairwise(lines[:12]):
        if ends(line) or line.top - upper.bottom > _GAP * upper.size:
            break
        block.append(line)
    return block


def sentence(text: str) -> str:
    """With a capital letter first and without the stop at its end."""
    text = text.strip().rstrip(".;,/")
    return text[:1].upper() + text[1:]
