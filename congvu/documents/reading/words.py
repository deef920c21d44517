"""The words of a line, freed of what printers and scanners do to them."""

import functools
import re
import unicodedata

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHORT = (
    (re.compile(r"\bu\.?b\.?n\.?d\b"), "uy ban nhan dan"),
    (re.compile(r"\bh\.?d\.?n\.?d\b"), "hoi dong nhan dan"),
    (re.compile(r"\bt\.?p\b\.?"), "thanh pho"),
    (re.compile(r"\bt\.?w\b\.?"), "trung uong"),
    (re.compile(r"\bmttq\b"), "mat tran to quoc"),
    (re.compile(r"\btncs\b"), "thanh nien cong san"),
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """NFC, one space between words, nothing invisible."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def even(text: str) -> str:
    """With one sort of dash."""
    return _DASHES.sub("-", text)


def folded(text: str) -> str:
    """Small letters without accents: "Quyết định" → "quyet dinh"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


@functools.lru_cache(maxsize=8192)  # the names of all bodies, at every form beside a document
def name_key(name: str) -> str:
    """A body's name by which two writings of it are the same: "UBND TP. HÀ NỘI", "Ủy ban nhân dân thành phố Hà Nội"."""
    key = folded(plain(name))
    for short, full in _SHORT:
        key = short.sub(full, key)
    return _NOT_LETTERS.sub(" ", key).strip()


def in_capitals(text: str) -> bool:
    """Whether the text is printed in capital letters."""
    return any(c.isalpha() for c in text) and text == text.upper()
