"""What an unfinished word may become.

The index of words is asked for whole words: of a beginning it would gather every place of every word that begins so before it
looks at anything else, which takes seconds for two letters. The office's own words tell what a beginning may become; where that
is too much, it says too little to find anything by, and only orders what the other words found.
"""

from congvu.core.ending import ask
from congvu.records.asking import Asked, Term
from congvu.records.commonness import known

MANY = 8  # words that begin so
SHORT = 3  # letters and figures below which a beginning is not asked for
YEARS = ("19", "20")  # figures that begin so are in every other record

_BEGIN_SO = "SELECT word FROM records_searchword WHERE word ~>=~ %s AND word ~<~ %s ORDER BY word USING ~<~ LIMIT %s"


def in_whole_words(question: Asked) -> str:
    """The question as a tsquery without unfinished words; empty when there is nothing else. At most a query for each meaning of
    the last word."""
    unfinished = question.unfinished
    return question.query() if unfinished is None else question.query(last=in_whole(unfinished))


def in_whole(term: Term, *, as_one: bool = False) -> str:
    """What a word may be, as a part of a tsquery; empty when that is too much. `as_one`: several words only where it cannot be
    one, for the index does not know what stands behind what."""
    if not term.begins:
        return term.query()
    ways: list[str] = []
    one_word = [meaning for meaning in term.meanings if " " not in meaning.bare] if as_one else []
    for meaning in one_word or term.meanings:
        *before, last = meaning.bare.split()
        became = _words(last)
        if became is None:
            return ""
        ways += [" <-> ".join([*(f"'{part}'" for part in before), word]) for word in became]
    return f"({' | '.join(dict.fromkeys(ways))})"


def _words(beginning: str) -> list[str] | None:
    """The words that begin so, itself among them, as parts of a tsquery; None when there are many."""
    if not beginning.isalpha():
        return [f"'{beginning}'", *([f"'{beginning}':*"] if _goes_on(beginning) else [])]
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    found = [word for (word,) in ask(_BEGIN_SO, (beginning, after, MANY + 1))]
    if len(found) > MANY:
        return None
    if not found:
        return [f"'{beginning}':*"]
    return [f"'{word}'" for word in dict.fromkeys([beginning, *found])]


def _goes_on(figures: str) -> bool:
    """Whether figures, with letters or without, are perhaps not finished and few begin so: a code that many have is whole."""
    if figures.isdigit():
        return len(figures) >= SHORT and not figures.startswith(YEARS)
    return not known().share("words", f"'{figures}'")
