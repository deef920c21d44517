"""What somebody asked of search, taken apart: words, phrases in quotes, the last word perhaps not finished."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from congvu.records.words import Typed, Wanted, Word, bare, is_syllable, meant_by, words_in

MOST_WORDS = 24
MOST_CHARACTERS = 300
_QUOTED = re.compile(r"[\"“”„«»]")


@dataclass(frozen=True)
class Term:
    """One word asked for: what it may mean. `begins`: it was perhaps not finished, so it is the beginning of a word."""

    typed: Word
    meanings: tuple[Typed, ...]
    begins: bool = False

    def query(self) -> str:
        """The word as a part of a tsquery."""
        mark = ":*" if self.begins else ""
        written = [
            "(" + " <-> ".join(f"'{part}'{mark}" for part in meaning.bare.split()) + ")" for meaning in self.meanings
        ]
        return written[0] if len(written) == 1 else f"({' | '.join(written)})"

    @cached_property
    def best(self) -> str:
        """What it most likely means."""
        return next((meaning.bare for meaning in self.meanings if is_syllable(meaning.bare)), self.typed.bare)

    @property
    def marked(self) -> str:
        """The word with its accents, when it was typed with them, in whichever way."""
        return self.typed.marked or next((meaning.marked for meaning in self.meanings if meaning.marked), "")

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for meaning in self.meanings for part in meaning.bare.split())

    def is_in(self, padded: str) -> bool:
        """Whether one of the bare words of a text is what was asked for; they stand between spaces, also before the first."""
        return any(part in padded for part in self.spaced)

    @cached_property
    def spaced(self) -> tuple[str, ...]:
        """What of it stands in a text whose bare words stand between spaces."""
        end = "" if self.begins else " "
        return tuple(f" {part}{end}" for part in self.parts)


@dataclass(frozen=True)
class Asked:
    """A question to search: phrases, each of one word or, where it was quoted, of several that stand together."""

    text: str
    phrases: tuple[tuple[Term, ...], ...]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for phrase in self.phrases for term in phrase)

    @property
    def is_quoted(self) -> bool:
        """Whether words were asked for that must stand together."""
        return any(len(phrase) > 1 for phrase in self.phrases)

    @cached_property
    def wanted(self) -> Wanted:
        """What is looked for in a text, to be marked."""
        parts = [(part, term.begins) for term in self.terms for part in term.parts]
        return Wanted(frozenset(part for part, _begins in parts), tuple(part for part, begins in parts if begins))

    @cached_property
    def key(self) -> str:
        """The whole question as a reference would be written."""
        return bare(self.text)

    @cached_property
    def best(self) -> str:
        """What was most likely meant, in bare words."""
        return " ".join(term.best for term in self.terms)

    @property
    def is_reference(self) -> bool:
        """Whether a number was asked for and, behind it, only what is no syllable: its notation."""
        words = [term.typed.bare for term in self.terms]
        return len(words) > 1 and words[0].isdigit() and not any(map(is_syllable, words[1:]))

    @property
    def unfinished(self) -> Term | None:
        """The last word, when it was perhaps not finished."""
        return self.terms[-1] if self.terms and self.terms[-1].begins else None

    def query(self, *, last: str | None = None) -> str:
        """The question as a tsquery: every phrase must be there. `last`: what is asked for in place of the unfinished word; empty
        leaves it out."""
        unfinished = None if last is None else self.unfinished
        written = (
            " <-> ".join(part for term in phrase if (part := last if term is unfinished else term.query()))
            for phrase in self.phrases
        )
        return " & ".join(f"({phrase})" for phrase in written if phrase)

    @property
    def marked_query(self) -> str:
        """Any of its words with just these accents; empty when none was typed with accents."""
        return " | ".join(dict.fromkeys(f"'={term.marked}'" for term in self.terms if term.marked))


def asked(text: str) -> Asked:
    """Take a question apart. The last word counts as unfinished unless a space or a quote follows it."""
    text = unicodedata.normalize("NFC", text)[:MOST_CHARACTERS]
    pieces = _QUOTED.split(text)
    phrases: list[tuple[Term, ...]] = []
    room = MOST_WORDS
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1 and not piece.endswith(" ")
        words = list(words_in(piece))[:room]
        room -= len(words)
        terms = [Term(word, tuple(meant_by(word.bare)), last and at == len(words) - 1) for at, word in enumerate(words)]
        if place % 2 and terms:
            phrases.append(tuple(terms))
        else:
            phrases += [(term,) for term in terms]
    return Asked(" ".join(text.split()), tuple(phrases))
