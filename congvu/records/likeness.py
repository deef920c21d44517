"""Titles that are alike, for what was misspelt: each word stands for those of the office's own words that are spelt like it, and
of the titles that have them the most alike come first. Words are compared with words, of which there are thousands, and not with
titles, of which there are millions."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from congvu.records.asking import Asked, Term
from congvu.records.beginnings import in_whole
from congvu.records.models import SearchEntry
from congvu.records.newest import Newest

MOST = 200  # titles that are compared letter by letter
SHOWN = 20
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


def alike(newest: Newest, question: Asked) -> dict[int, float]:
    """Those whose titles are most like what was asked, with how alike. Who puts words in quotes wants just these."""
    if len(question.best) < 4 or question.is_quoted:
        return {}
    near = _spelt_like([term.best for term in question.terms])
    groups = _groups(question, near)
    found = newest.fitting([" & ".join(groups)], MOST, in_title=True).rows if near else []
    if not found and len(groups) > 1:
        found = newest.fitting(_but_one(groups), MOST, in_title=True).rows
    rows = (
        SearchEntry.objects.filter(pk__in={row[0] for row in found})
        .annotate(likeness=TrigramWordSimilarity(question.best, Concat("title", Value(" "), "reference")))
        .filter(likeness__gte=LIKE)
        .order_by("-likeness", "-pk")
    )
    return dict(rows.values_list("pk", "likeness")[:SHOWN])


def _groups(question: Asked, near: dict[int, list[str]]) -> list[str]:
    """Of each word asked for, itself or, where no title has it, what is spelt like it, as a part of a tsquery over titles."""
    groups = (_any_of(term, near.get(place, [])) for place, term in enumerate(question.terms, 1))
    return [group for group in groups if group]


def _any_of(term: Term, near: list[str]) -> str:
    words = [part for part in (in_whole(term), *(f"'{word}'" for word in near)) if part]
    return f"({' | '.join(words)})" if words else ""


def _but_one(groups: list[str]) -> list[str]:
    """All words but any one of them."""
    return [" & ".join(groups[:place] + groups[place + 1 :]) for place in range(len(groups))]


def _spelt_like(words: list[str]) -> dict[int, list[str]]:
    """By the place of an unknown word the known ones it may have been meant to be; figures are like no others."""
    letters = [word if word.isalpha() else "" for word in words]
    turned = [(place, other) for place, word in enumerate(letters, 1) for other in _turned(word)]
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SPELT_LIKE, [letters, [place for place, _other in turned], [other for _place, other in turned]])
        for place, word in cursor.fetchall():
            found.setdefault(place, []).append(word)
    return found


def _turned(word: str) -> list[str]:
    """The word with two neighbouring letters the other way round: "tirnh" was meant to be "trinh"."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return sorted(swapped - {word})
