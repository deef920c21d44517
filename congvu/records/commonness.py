"""How common words are in what search knows, and how much of it somebody may read: what the database's own statistics say.

From this follows how far back one looks first and what is asked of the index; never what is found.
"""

import re
import time
from collections.abc import Collection
from dataclasses import dataclass

from congvu.core import journeys

FRESH = 600  # seconds for which the statistics are known
NAMED = 0.0005  # the part of all that has a word or a reader for it to be known by name
_COLUMNS = ["words", "heading", "readers"]

_SHARES = """
    SELECT attname::text, told.value, told.share
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS told(value, share)
    WHERE schemaname = current_schema() AND tablename = 'records_searchentry' AND attname = ANY(%s)
        AND told.value IS NOT NULL AND told.share >= %s
"""
_LAST = "SELECT coalesce(max(record_id), 1) FROM records_searchentry"  # the first, where there is none yet
_WORD = re.compile(r"'([^']+)'")


@dataclass(frozen=True)
class Commonness:
    """`last`: the last record search knew of; `shares`: of each column the part of the records that has a word or a reader."""

    until: float
    last: int
    shares: dict[str, dict[str, float]]

    def readable(self, keys: Collection[int]) -> float:
        """The part of the records that somebody with these keys may read."""
        known = self.shares["readers"]
        return min(sum(known.get(str(key), 0.0) for key in keys) or NAMED, 1.0)

    def parts(self, column: str, query: str) -> list[tuple[float, str]]:
        """The parts of a tsquery that must all be there, each with the part of the records that has it, the rarest first; 0 for a
        word that is not known by name."""
        known = self.shares[column]
        parts = query.split(" & ")
        shares = (sum(known.get(word, 0.0) for word in _WORD.findall(part)) for part in parts)
        return sorted(zip((min(share, 1.0) for share in shares), parts, strict=True))

    def share(self, column: str, query: str) -> float:
        """The part of the records that has all the words of a tsquery; 0 where one of them is not known by name."""
        share = 1.0
        for place, (one, _part) in enumerate(self.parts(column, query)):
            share *= narrowed_by(one, place)
        return share

    def rarest(self, column: str, query: str) -> float:
        """The part of the records that has the rarest word of a tsquery: no more can have all of them."""
        return self.parts(column, query)[0][0]


def narrowed_by(share: float, place: int) -> float:
    """What is left when one more word is asked for beside so many rarer ones. Words that are asked for together often stand
    together: of the second only the root counts, of the third the root of the root."""
    return share ** (0.5**place)


_known: list[Commonness] = []


def known() -> Commonness:
    """What the statistics say; read again after some minutes."""
    now = time.monotonic()
    if not _known or _known[0].until < now:
        rows, ((last,),) = journeys.ask((_SHARES, [_COLUMNS, NAMED]), (_LAST, ()))
        shares: dict[str, dict[str, float]] = {column: {} for column in _COLUMNS}
        for column, value, share in rows:
            shares[column][value] = share
        _known[:] = [Commonness(now + FRESH, last, shares)]
    return _known[0]
