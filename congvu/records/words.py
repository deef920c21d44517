"""Words as search compares them: without accents, whatever way they were typed.

Two spellings are kept of a Vietnamese word. The *bare* one has no accents ("quyết" and "quyet" are `quyet`). The *marked* one
keeps them, with the tone at the end, so that its place does not matter: "hòa" and "hoà" are both `hoa2`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0e80-\u0eff])+")
# The same as one set of letters, which is found in half the time; it knows the first 65,536, and hardly a text has others.
_RUNS = [found[0] for found in _WORD.finditer("".join(map(chr, range(1 << 16))))]
_PLAIN_WORD = re.compile(f"[{''.join(f'{run[0]}-{run[-1]}' for run in _RUNS)}]+")
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}  # as the VNI keys count them
_QUALITIES = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|qu|kh|ph|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:uyeu|ieu|yeu|uoi|uou|oai|oao|oay|oeo|uay|uya|uye|uyu|uay|uao|uai|ueu"
    r"|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|ya|oo(?=ng|c)|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_LONGEST = 64  # letters of a word; what is longer is no word
_FINAL_Y = re.compile(r"(?:[hklmst]|qu)[iy]")


class Word(NamedTuple):
    """A word of a text: where it stands, and its two spellings; `marked` is empty where there is nothing to mark."""

    start: int
    end: int
    bare: str
    marked: str


class Spelt(NamedTuple):
    """A word in its two spellings, and each as a vector of words begins it; empty where there is nothing to mark."""

    bare: str
    marked: str
    bare_key: str
    marked_key: str


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in NFC, in their order."""
    for found in _word_of(text).finditer(text):
        word = spelling(found[0])
        if word.bare:
            yield Word(found.start(), found.end(), word.bare, word.marked)


def spelt(text: str) -> list[Spelt]:
    """The words of a text in NFC, in their order, but not their places."""
    return [word for word in map(spelling, _word_of(text).findall(text)) if word[0]]


@lru_cache(maxsize=4096)
def spelt_again(text: str) -> list[Spelt]:
    """The words of a short text of which several things are asked, or which comes again: a title, the name of a body."""
    pieces = text.split()
    return [word for piece in pieces for word in _PIECES[piece]] if len(pieces) > 1 else spelt(text)


class _Pieces(dict[str, list[Spelt]]):
    """The words of what stands between two spaces: mostly one, with what signs it has, and mostly not for the first time."""

    def __missing__(self, piece: str) -> list[Spelt]:
        if piece.isascii() and piece.isdigit():
            return [spelling.__wrapped__(piece)]  # hardly a number comes again
        if len(self) >= _PIECES_KEPT:
            self.clear()
        words = self[piece] = spelt(piece)
        return words


_PIECES_KEPT = 1 << 14
_PIECES = _Pieces()


class Wanted(NamedTuple):
    """Bare words looked for in a text, and the beginnings of such."""

    whole: frozenset[str]
    begun: tuple[str, ...]


def places_of(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Where the words of a text in NFC begin and end that are wanted, in their order; where a beginning stands there as a word of
    its own, that is what was meant by it."""
    whole, begun = wanted
    words = _word_of(text).finditer(text)
    if not begun:
        return [one.span() for one in words if spelling(one[0])[0] in whole]
    found = [(word, one.span()) for one in words if (word := spelling(one[0])[0]) in whole or word.startswith(begun)]
    as_typed = any(word in begun for word, _place in found)
    return [place for word, place in found if not as_typed or word in whole]


def _word_of(text: str) -> re.Pattern[str]:
    """What a word of the text is found by."""
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return _PLAIN_WORD
    return _WORD


def bare(text: str) -> str:
    """The text as its bare words: "Quyết định số 05/QĐ-TTg" is "quyet dinh so 5 qd ttg"."""
    return " ".join([word[0] for word in spelt_again(unicodedata.normalize("NFC", text))])


_bare_again = lru_cache(maxsize=4096)(bare)


@lru_cache(maxsize=1 << 16)
def spelling(letters: str) -> Spelt:
    """A word as it stands in a text."""
    word = letters[:_LONGEST].lower()
    plain = bare_word(word)
    if not plain or word.isascii():
        return Spelt(plain, "", f"{plain}:", "")
    marked = marked_word(word)
    return Spelt(plain, marked, f"{plain}:", f"={marked}:")


def bare_word(word: str) -> str:
    """One word in small letters without accents; figures without leading zeros."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFD", word.replace("đ", "d"))
        word = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
    return word.lstrip("0") or "0" if word.isdigit() else word


def marked_word(word: str) -> str:
    """One word in small letters with the marks of its letters and its tone at the end: "quyết" is `quye^t1`."""
    spelt, tone = [], ""
    for letter in unicodedata.normalize("NFD", word.replace("đ", "d-")):
        tone = _TONES.get(letter, tone)
        if letter not in _TONES:
            spelt.append(_QUALITIES.get(letter, letter))
    return "".join(spelt) + tone


def reference_key(reference: str) -> str:
    """A number and notation in whichever spelling: "7816/VPCP-TTĐT" and "7816 vpcp ttdt" are "7816 vpcp ttdt"."""
    number, notation = number_and_notation(reference)
    words = _bare_again(notation)
    return f"{number} {words}" if number and words else number or words


def number_and_notation(reference: str) -> tuple[str, str]:
    """The word of a number that stands before the first stroke, hardly one of which comes again, and what stands behind it, which
    mostly does: "0012/VPCP-TTĐT" is "12" and "VPCP-TTĐT". Without such a number all is notation."""
    number, stroke, notation = reference.partition("/")
    if stroke and number.isascii() and number.isdigit() and len(number) <= _LONGEST:
        return number.lstrip("0") or "0", notation
    return "", reference


def is_syllable(word: str) -> bool:
    """Whether a bare word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


# -- what was typed without the keyboard's program, or was not finished ----------------------------------------------------
@dataclass(frozen=True)
class Typed:
    """A word that somebody may have meant: bare and marked."""

    bare: str
    marked: str


def meant_by(word: str) -> list[Typed]:
    """What a bare word may have been meant to be: as it stands, and, where that is no Vietnamese syllable, with the keys of
    Telex ("quyeets") or VNI ("quye61t") undone; and with i for y at the end ("kĩ thuật", "kỹ thuật")."""
    meanings = [Typed(word, "")]
    if not is_syllable(word) or "oo" in word:
        meanings += [typed for undo in (undone_telex, undone_vni) if (typed := undo(word)) is not None]
    for meaning in list(meanings):
        if _FINAL_Y.fullmatch(meaning.bare):
            meanings.append(Typed(meaning.bare[:-1] + ("i" if meaning.bare.endswith("y") else "y"), ""))
    split = re.fullmatch(r"(\d+)([a-z]+)|([a-z]+)(\d+)", word)
    if split and len(meanings) == 1:
        meanings.append(Typed(" ".join(part.lstrip("0") or "0" for part in split.groups() if part), ""))
    return list(dict.fromkeys(meanings))


_TELEX_TONES = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5", "z": ""}
_VNI_LETTERS = {"6": ("aeo", "^"), "7": ("ou", "+"), "8": ("a", "(")}


def undone_telex(word: str) -> Typed | None:
    """The word the Telex keys stand for; None where there are none."""
    if not (word.isascii() and word.isalpha()):
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        seen_vowel = any(letter[0] in "aeiouy" for letter in letters)
        if key in _TELEX_TONES and seen_vowel:
            tone = _TELEX_TONES[key]
        elif key == "w":
            _horn(letters)
        elif key in "aeo" and key in letters:
            letters[_last(letters, key)] = f"{key}^"
        elif key == "d" and "d" in letters[-1:] + letters[:1]:
            letters[_last(letters, "d")] = "d-"
        else:
            letters.append(key)
    return _typed(word, letters, tone)


def undone_vni(word: str) -> Typed | None:
    """The word the VNI keys stand for; None where there are none, or they make no syllable."""
    if not (word.isascii() and word[0].isalpha() and any(key.isdigit() for key in word)):
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in "012345":
            tone = key.strip("0")
        elif key == "9" and "d" in letters:
            letters[_last(letters, "d")] = "d-"
        elif key in _VNI_LETTERS:
            which, mark = _VNI_LETTERS[key]
            if mark == "+":
                _horn(letters, breve=False)
            elif place := [at for at, letter in enumerate(letters) if letter in which]:
                letters[place[-1]] += mark
        else:
            letters.append(key)
    typed = _typed(word, letters, tone)
    return typed if typed and is_syllable(typed.bare) else None


def _typed(word: str, letters: list[str], tone: str) -> Typed | None:
    plain = "".join(letter[0] for letter in letters)
    return Typed(plain, "".join(letters) + tone) if plain and plain != word else None


def _last(letters: list[str], key: str) -> int:
    return len(letters) - 1 - letters[::-1].index(key)


def _horn(letters: list[str], *, breve: bool = True) -> None:
    """The key w (Telex) or 7 (VNI): ươ, ơ, ư, ă; a w by itself is ư."""
    plain = [letter[0] for letter in letters]
    for at in range(len(letters) - 1):
        if plain[at] == "u" and letters[at + 1] == "o" and (at == 0 or plain[at - 1] != "q"):
            letters[at], letters[at + 1] = "u+", "o+"
            return
    for at in reversed(range(len(letters))):
        if letters[at] in ("o", "u") or (breve and letters[at] == "a"):
            letters[at] += "(" if letters[at] == "a" else "+"
            return
    if breve:
        letters.append("u+")
