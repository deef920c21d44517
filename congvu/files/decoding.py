"""The words of a plain text file: in Unicode, or as Vietnamese offices wrote before it (TCVN3, VNI, windows-1258)."""

import codecs
import re
import unicodedata

_GAPS = re.compile(r"[ \t\u00a0]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TCVN3 = dict(
    zip(
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce"
        "\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2"
        "\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_MARKS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        (
            "\u0301",
            "\u0300",
            "\u0309",
            "\u0303",
            "\u0323",
            "\u0302",
            "\u0302\u0301",
            "\u0302\u0300",
            "\u0302\u0309",
            "\u0302\u0303",
            "\u0302\u0323",
            "\u0306",
            "\u0306\u0301",
            "\u0306\u0300",
            "\u0306\u0309",
            "\u0306\u0303",
            "\u0306\u0323",
        ),
        strict=True,
    )
)
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "í": "í", "ì": "ì"}
_VNI = re.compile(r"([aeouyAEOUYôöÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([ñôöîæóòíìÑÔÖÎÆÓÒÍÌ])")
_COMMON = re.compile(
    r"\b(?:của|và|các|được|không|là|nhà|nước|việc|định|quy|cơ|về|số|ngày|tháng|năm|theo|trong|với|những|hội|bộ)\b",
    re.IGNORECASE,
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def decoded(content: bytes) -> str | None:
    """The text in NFC; None when the content is not text."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _clean(_try(content, encoding))
    text = _try(content, "utf-8")
    if text is None and b"\x00" not in content:
        text = _older(content)
    return _clean(text)


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeError:
        return None


def _clean(text: str | None) -> str | None:
    """None when the share of control characters betrays a file that is not text."""
    if text is None or len(_CONTROL.findall(text)) > len(text) / 500:
        return None
    return unicodedata.normalize("NFC", text)


def _older(content: bytes) -> str:
    """Read it each of the old ways and keep the one with the most Vietnamese words."""
    latin = content.decode("latin-1")
    ways = [
        unicodedata.normalize("NFC", content.decode("cp1258", "replace")),
        "".join(_TCVN3.get(c, c) for c in latin),
        unicodedata.normalize("NFC", _VNI.sub(_from_vni, latin)),
        latin,
    ]
    return max(ways, key=lambda way: len(_COMMON.findall(way)))


def _from_vni(match: re.Match[str]) -> str:
    letter, mark, alone = match.groups()
    if alone:
        return _cased(_VNI_LETTERS[alone.lower()], alone)
    base = _cased(_VNI_LETTERS.get(letter.lower(), letter.lower()), letter)
    return base + _VNI_MARKS[mark.lower()]


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def tidy(text: str) -> str:
    """NFC, one space between words, at most one empty line, no characters the database refuses."""
    text = _FORBIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_GAPS.sub(" ", line).strip() for line in text.split("\n"))).strip()
