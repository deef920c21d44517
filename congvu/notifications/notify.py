"""Says to open pages that something changed. Said when the transaction commits, and not at all if it does not."""

import json
from collections.abc import Iterable, Sequence

from congvu.core import ending

CHANNEL = "congvu_live"
LONGEST_PAYLOAD = 7900  # bytes; PostgreSQL takes 7,999
PEOPLE_IN_ONE = 700  # numbers of up to nine figures
ABOUT_IN_ONE = 80  # names of at most 80 characters


def tell(people_ids: Iterable[int], what: str = "work") -> None:
    """Tell the pages these people have open that `what` changed: the event's name, a plain word."""
    _send(_payloads(sorted(set(people_ids)), what))


def tell_about(about: Sequence[str], what: str = "record") -> None:
    """Tell the pages that show one of these: records by their handles, lists by what stands in them. Handles cannot be guessed,
    and the page is told nothing but to look again: what it may see is decided there."""
    parts = [list(about[start : start + ABOUT_IN_ONE]) for start in range(0, len(about), ABOUT_IN_ONE)]
    _send([json.dumps({"about": part, "what": what}) for part in parts])


def tell_everyone(what: str = "work") -> None:
    """Tell every open page."""
    _send([json.dumps({"everyone": True, "what": what})])


def _send(payloads: list[str]) -> None:
    for payload in payloads:
        ending.say("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def _payloads(people: list[int], what: str) -> list[str]:
    """As few messages as the longest payload allows."""
    if not what.isidentifier() or not what.isascii() or len(what) > 40:
        raise ValueError(f"{what!r} is not a plain word")
    payloads: list[str] = []
    room = LONGEST_PAYLOAD - len(json.dumps({"people": [], "what": what}))
    part: list[int] = []
    used = 0
    for person in people:
        width = len(str(person)) + 2
        if used + width > room:
            payloads.append(json.dumps({"people": part, "what": what}))
            part, used = [], 0
        part.append(person)
        used += width
    return [*payloads, json.dumps({"people": part, "what": what})] if part else payloads
