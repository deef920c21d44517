"""Titles that are alike, for what was misspelt: each word stands for those of the office's own words that are spelt like it, and
of the titles that have them the most alike come first. Words are compared with words, of which there are thousands, and not with
titles, of which there are millions."""

from collections.abc import Sequence

from congvu.core.ending import ask
from congvu.core.journeys import Rows
from congvu.records.asking import Asked, Term
from congvu.records.beginnings import in_whole
from congvu.records.commonness import known
from congvu.records.newest import Newest

MOST = 100  # titles that are compared letter by letter
SHOWN = 20
WANTED = 2 * SHOWN  # with so many to compare one does not go further back
TELLING = 4  # the rarest words asked for tell which titles may be alike
LIKE = 0.6  # how alike, by the trigrams of the words

# of words no title has: those that are spelt like it, or that it becomes with two letters the other way round
_SPELT_LIKE = """
    WITH strange AS MATERIALIZED (
        SELECT word, place FROM unnest(%s::text[]) WITH ORDINALITY AS asked(word, place)
        WHERE word <> '' AND NOT EXISTS (SELECT FROM records_searchword known WHERE known.word = asked.word)
    )
    SELECT strange.place, near.word FROM strange CROSS JOIN LATERAL (
        SELECT w.word FROM records_searchword w WHERE w.word %% strange.word
        ORDER BY similarity(w.word, strange.word) DESC, w.word LIMIT 6
    ) near
    UNION
    SELECT strange.place, w.word FROM strange
    JOIN unnest(%s::int[], %s::text[]) AS turned(place, word) USING (place) JOIN records_searchword w ON w.word = turned.word
"""

_LIKENESS = """
    SELECT s.record_id, alike.likeness, {told} FROM records_searchentry s
    CROSS JOIN LATERAL (SELECT word_similarity(%s, s.title || ' ' || s.reference) AS likeness) alike
    WHERE s.record_id = ANY(%s::bigint[]) AND alike.likeness >= %s
    ORDER BY alike.likeness DESC, s.record_id DESC LIMIT %s
"""


def alike(newest: Newest, question: Asked, told: Sequence[str]) -> Rows:
    """Those whose titles are most like what was asked, with how alike and what search knows of them in the columns `told`, the
    most alike first. Who puts words in quotes wants just these."""
    if len(question.best) < 4 or question.is_quoted:
        return []
    near = _spelt_like([term.best for term in question.terms])
    groups = _groups(question, near)
    kept = groups[0] if question.is_reference and groups else ""
    found = newest.fitting([" & ".join(groups)], MOST, enough=WANTED, in_title=True).rows if near else []
    if not found and len(groups) > 1:
        found = newest.fitting(_but_one(groups, kept), MOST, enough=WANTED, in_title=True).rows
    if not found:
        return []
    statement = _LIKENESS.format(told=", ".join(f"s.{column}" for column in told))
    return ask(statement, [question.best, [row[0] for row in found], LIKE, SHOWN])


def _groups(question: Asked, near: dict[int, list[str]]) -> list[str]:
    """Of each word asked for, itself or, where no title has it, what is spelt like it, as a part of a tsquery over titles."""
    groups = (_any_of(term, near.get(place, [])) for place, term in enumerate(question.terms, 1))
    return [group for group in groups if group]


def _any_of(term: Term, near: list[str]) -> str:
    words = [part for part in (in_whole(term, as_one=True), *(f"'{word}'" for word in near)) if part]
    return f"({' | '.join(words)})" if words else ""


def _but_one(groups: list[str], kept: str) -> list[str]:
    """All of the rarest words but any one of them that need not be kept."""
    rarest = [group for _share, group in known().parts("heading", " & ".join(groups))][:TELLING]
    left_out = [place for place in range(len(rarest)) if kept not in rarest or place != rarest.index(kept)]
    return [" & ".join(rarest[:place] + rarest[place + 1 :]) for place in left_out]


def _spelt_like(words: list[str]) -> dict[int, list[str]]:
    """By the place of an unknown word the known ones it may have been meant to be; figures are like no others."""
    letters = [word if word.isalpha() else "" for word in words]
    turned = [(place, other) for place, word in enumerate(letters, 1) for other in _turned(word)]
    found: dict[int, list[str]] = {}
    values = [letters, [place for place, _other in turned], [other for _place, other in turned]]
    for place, word in ask(_SPELT_LIKE, values):
        found.setdefault(place, []).append(word)
    return found


def _turned(word: str) -> list[str]:
    """The word with two neighbouring letters the other way round: "tirnh" was meant to be "trinh"."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return sorted(swapped - {word})
