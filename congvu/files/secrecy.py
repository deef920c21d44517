"""Recognising a secrecy mark (dấu chỉ độ mật): MẬT, TỐI MẬT, TUYỆT MẬT.

Law 29/2018/QH14 on the protection of state secrets, article 5 (from 1 March 2026: Law 117/2025/QH15) forbids keeping
secret content on a computer that is or was connected to a network. A file that *bears* a mark is refused; one that
*speaks of* secrecy (the law itself, "bảo mật", "V/v bảo vệ bí mật nhà nước", "danh mục bí mật nhà nước độ Tuyệt mật")
is not.

A mark is a stamp: it stands alone (Circular 24/2020/TT-BCA; Decree 30/2020, annex I, place 10a), not within a sentence.
So what counts is a piece of text that, freed of frames and spaces, is nothing but the mark, and where it stands.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SECRET, MOST_SECRET, TOP_SECRET = "MẬT", "TỐI MẬT", "TUYỆT MẬT"

# The same words as older fonts store them (TCVN3 .VnTime/.VnTimeH, VNI-Times), and as careless readers of scans spell them.
_SPELLINGS = {
    SECRET: ("MẬT", "MËT", "mËt", "MAÄT", "MÂT", "MẠT", "MẬT"),
    MOST_SECRET: ("TỐI MẬT", "TèI MËT", "tèi mËt", "TOÁI MAÄT", "TOI MAT", "TÔI MÂT", "TỐI MÂT", "TỐI MẠT"),
    TOP_SECRET: (
        "TUYỆT MẬT",
        "TUYÖT MËT",
        "tuyÖt mËt",
        "TUYEÄT MAÄT",
        "TUYET MAT",
        "TUYÊT MÂT",
        "TUYỆT MÂT",
        "TUYỆT MẠT",
    ),
}
_LEVEL = {
    unicodedata.normalize("NFC", spelling).replace(" ", ""): mark
    for mark, spellings in _SPELLINGS.items()
    for spelling in spellings
}
_CARRIERS = ("TÀI LIỆU", "VĂN BẢN", "CÔNG VĂN", "HỒ SƠ", "BẢN")  # "TÀI LIỆU MẬT" alone on a line, as on a cover
_OTHER_STAMPS = {"TÀILIỆUTHUHỒI": SECRET, "CHỈNGƯỜICÓTÊNMỚIĐƯỢCBÓCBÌ": TOP_SECRET, "BẢNSAOBÍMẬTNHÀNƯỚC": SECRET}
_DECLARED = re.compile(r"^(?:cấp\s+)?(?:độ|mức\s+độ|mức)\s*mật\s*[:\-–.]\s*(.+)$", re.IGNORECASE)
_AFTER_REFERENCE = re.compile(r"^số\s*:?\s*\S*\d\S*\s+(?=\S)", re.IGNORECASE)  # "Số: 12/BC-BCA MẬT"
_COPY = re.compile(r"\s+(?:bản\s+số|số\s+bản|bản)\b.*$", re.IGNORECASE)
_EDGE = re.compile(r"^[^\w]+|[^\w]+$")

# What every mark has, whatever stands between its letters; most lines of an office have it nowhere.
_GAP = r"[\s._\-–—|]"
_BETWEEN = re.compile(f"{_GAP}+")
_TRACE = re.compile(f"[Mm]{_GAP}*(?:[ẬËÂẠậëâạ]|[Aa](?:{_GAP}*[Ää])?){_GAP}*[Tt]")
# Printed letters, figures and signs of Vietnamese, each in one piece: what `_plain` and NFC leave as they are.
_ORDINARY = re.compile(
    r"[\t\n -~À-ÖØ-öø-ÿ–—“”‘’ĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA))) + "]*"
)  # fmt: skip

UPPER_PART = 0.5  # of the first page: the stamp's place is under the reference (item 10a), on covers somewhat lower
FOOT = 0.92  # below this a mark repeated at the foot of the page


@dataclass(frozen=True)
class Piece:
    """A piece of text that stands by itself on the first page: a line, a table cell, a text box.
    `top` is the distance from the upper edge as a part of the page's height."""

    text: str
    top: float = 0.0


def mark_of(text: str) -> str | None:
    """The mark that this piece of text is, if it is nothing else. Small letters count only where the level is declared."""
    plain = _plain(text)
    if not _has_trace(plain):
        return None
    text = " ".join(_EDGE.sub("", plain).split())
    if not text or len(text) > 60:
        return None
    declared = _DECLARED.match(text)
    if declared:
        return _level(_EDGE.sub("", declared[1]).upper())
    text = _AFTER_REFERENCE.sub("", text)
    level = _level(text) or _level(_EDGE.sub("", _COPY.sub("", text)))
    if level:
        return level
    joined = text.replace(" ", "")
    if joined in _OTHER_STAMPS:
        return _OTHER_STAMPS[joined]
    for carrier in _CARRIERS:
        if text.startswith(carrier + " "):
            return _level(text.removeprefix(carrier + " "))
    return None


def may_bear_mark(text: str) -> bool:
    """Whether any line of the text can be a mark. Most are none, and for those this is all that need be asked."""
    return _has_trace(_plain(text))


def is_ordinary(text: str) -> bool:
    """Whether nothing stands in the text but printed letters, figures and signs of Vietnamese, in NFC, none of them a mark."""
    return _ORDINARY.fullmatch(text) is not None and not _has_trace(text)


def mark_on_page(pieces: Iterable[Piece]) -> str | None:
    """The mark the first page bears in its upper part or at its foot."""
    for piece in pieces:
        if piece.top <= UPPER_PART or piece.top >= FOOT:
            mark = mark_of(piece.text)
            if mark:
                return mark
    return None


def _has_trace(plain: str) -> bool:
    if _TRACE.search(plain):
        return True
    if "Ồ" not in plain and "Ỉ" not in plain:  # one of which is in every other stamp
        return False
    joined = _BETWEEN.sub("", plain)
    return any(stamp in joined for stamp in _OTHER_STAMPS)


def _plain(text: str) -> str:
    """NFC, without invisible characters; signs of frames become spaces; figures and letters of other widths are folded."""
    if _ORDINARY.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    return "".join(
        ""
        if unicodedata.category(c) in ("Cf", "Cc") and c not in "\t\n"
        else " "
        if unicodedata.category(c) == "So"
        else c
        for c in folded
    )


def _level(text: str) -> str | None:
    return _LEVEL.get(_BETWEEN.sub("", text))


# -- the name of a file -----------------------------------------------------------------------------------------------
_BRACKETED = re.compile(r"[(\[{]\s*([^)\]}]*?)\s*[)\]}]")
_WORD = re.compile(r"[^\W_]+")
_SINGLE = {"MẬT", "MAT"}
_DOUBLE = {"TỐI", "TOI", "TUYỆT", "TUYET"}
_MERELY_ABOUT = {
    "BÍ",
    "BI",
    "BẢO",
    "BAO",
    "CƠ",
    "CO",
    "ẨN",
    "AN",
    "THÂN",
    "THAN",
    "ĐỘ",
    "DO",
    "GIỮ",
    "GIU",
    "KÍN",
    "ĐƯỜNG",
}
_COPY_WORDS = {"SIGNED", "SCAN", "BẢN", "BAN", "COPY", "FINAL"}
_CARRIER_ENDS = {"LIEU", "VAN", "BAN"}  # tai lieu mat, cong van mat, van ban mat


def mark_in_name(name: str) -> str | None:
    """The mark a file name bears: "QĐ 12 (TUYỆT MẬT).pdf", "12-MAT.pdf", "CV 15 TỐI MẬT.docx".

    Capitals count at the end of the name or before figures, in brackets always; small letters only in brackets or right
    after a figure. MAT without its accent may as well be "tiền mặt", "gặp mặt", "ra mắt": it counts in brackets, after a
    figure, after "tai lieu", "cong van", "van ban", or as the whole name. "bao-mat.pdf", "BAO VE BI MAT.pdf",
    "danh muc bi mat nha nuoc do tuyet mat.pdf", "mat-bang.pdf", "GIAY MOI GAP MAT.pdf" are none.
    """
    name = _plain(name)
    stem = name.rpartition(".")[0] or name
    for bracket in _BRACKETED.findall(stem):
        mark = _mark_of_words(bracket.upper().split())
        if mark:
            return mark
    words = _WORD.findall(stem)
    for place in range(len(words)):
        mark = _mark_at(words, place)
        if mark:
            return mark
    return None


def _mark_of_words(words: list[str]) -> str | None:
    if len(words) == 1 and words[0] in _SINGLE:
        return SECRET
    if len(words) == 2 and words[0] in _DOUBLE and words[1] in _SINGLE:
        return TOP_SECRET if words[0].startswith("TU") else MOST_SECRET
    return None


def _mark_at(words: list[str], place: int) -> str | None:
    """The mark whose last word stands at this place of the name."""
    word = words[place]
    if word.upper() not in _SINGLE:
        return None
    double = place > 0 and words[place - 1].upper() in _DOUBLE
    first = place - 1 if double else place
    before = words[first - 1] if first > 0 else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if before.upper() in _MERELY_ABOUT or (after and not after.isdigit() and after.upper() not in _COPY_WORDS):
        return None
    numbered = any(c.isdigit() for c in before)
    if not numbered and not all(w.isupper() for w in words[first : place + 1]):
        return None
    if word.upper() == "MAT" and not (double or numbered or first == 0 or before.upper() in _CARRIER_ENDS):
        return None
    return _mark_of_words([w.upper() for w in words[first : place + 1]])
