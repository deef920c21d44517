"""What is shown of a found record: its words with those that were asked for marked. Pieces of plain text, never HTML."""

from typing import NamedTuple

from congvu.records.asking import Asked
from congvu.records.words import places_of

BEFORE, LONG = 60, 220  # characters


class Piece(NamedTuple):
    """A piece of a text; marked when it is a word that was asked for."""

    text: str
    is_marked: bool = False


def marked(text: str, question: Asked) -> list[Piece]:
    """The text in pieces, the words that were asked for marked; neighbours are marked as one."""
    pieces: list[Piece] = []
    done = 0
    for start, end in places_of(text, question.wanted):
        if pieces and pieces[-1].is_marked and text[done:start].isspace():
            pieces[-1] = Piece(pieces[-1].text + text[done:end], True)
        else:
            if start > done:
                pieces.append(Piece(text[done:start]))
            pieces.append(Piece(text[start:end], True))
        done = end
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return pieces


def snippet(texts: list[str], question: Asked) -> list[Piece]:
    """The part of the texts where the most of the words asked for stand together; empty where there is none."""
    best, best_words = "", 0
    for text in texts:
        spans = places_of(text, question.wanted)
        for at, (start, _end) in enumerate(spans):
            near = {_bare_of(text, span) for span in spans[at : at + 24] if span[1] <= start + LONG - BEFORE}
            if len(near) > best_words:
                best, best_words = _cut(text, start), len(near)
        if best_words >= len(question.terms):
            break
    return marked(best, question)


def _bare_of(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]].lower()


def _cut(text: str, start: int) -> str:
    """Some words before, some after, cut between words; an ellipsis where something is left out."""
    first = text.rfind(" ", 0, max(start - BEFORE, 0)) + 1 if start > BEFORE else 0
    last = len(text) if first + LONG >= len(text) else max(text.rfind(" ", start, first + LONG), start + 1)
    cut = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{cut}{' …' if last < len(text) else ''}"
