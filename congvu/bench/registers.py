"""What the registers of 178 bodies and 2,000 users hold, 130,000 documents a year: of ten years at scale 1, of one at 0.1.

Pages as people open them, with eight clients at once, and beside them a bare Django page with one row and, of an office of
several years, the pages of the same office after one.

The rounds of the sorts of readers, of the bare page and of the smaller office alternate; a figure is the median of its rounds.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.bench import clients, office
from congvu.bench.beside import Beside, named, stand_by
from congvu.bench.clients import Request, Times
from congvu.bench.load.documents import load
from congvu.bench.measures import A_YEAR, Measure
from congvu.bench.readers import PAGES, Reader, asked_for, commonest_words, readers, search_terms
from congvu.records.models import Record
from congvu.records.search import search

YEARS = 10
ROUNDS = 7
BARE_ASKED = 600  # requests of the bare page in a round
WARMED = 480  # requests of a page by a sort of readers before: a connection just opened meets the buffers' pages anew
ASKED = 120  # requests of a page by a sort of readers in a round: fifteen of each client, so that beginning and end weigh little
TERMS = 1_000
COMMON = 20
SLOW = 4  # times the usual: such a term is searched again

Say = Callable[[str], None]
Found = dict[tuple[str, str], list[Times]]


def smaller(scale: float) -> float | None:
    """Of an office of several years the scale of the same office after one."""
    return 1 / YEARS if round(YEARS * scale) > 1 else None


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of the registers at a scale; 1 is the office after ten years, 0.1 the same after one. What is less than a year
    has that part of its documents."""
    yield from _loaded(scale, say)
    yield Measure("documents", Record.objects.count(), "")
    yield Measure("database", _size(), "MB")
    people = readers()
    terms = search_terms(TERMS)
    yield from _terms(people, terms, say)
    beside = Beside.in_folder(settings.DATA)
    with office.bare() as bare, office.served("web") as ports:
        yield from _pages(bare, ports.web, people, terms, beside, say)


def serve_beside(scale: float, file: Path, say: Say) -> None:
    """Serve this office for the measurement of a larger one, which finds in the file what to ask."""
    for _loading in _loaded(scale, say):
        say("the smaller office is loaded")
    people, terms = readers(), search_terms(TERMS)
    with office.served("web") as ports:
        stand_by(
            file,
            ports.web,
            {
                named(round_, sort, page): asked_for(page, some, _asked_in(round_), terms, round_ + 1)
                for round_ in range(-1, ROUNDS)
                for page in PAGES
                for sort, some in people.items()
            },
        )


def _loaded(scale: float, say: Say) -> Iterator[Measure]:
    """Load the office unless it stands."""
    holding = office.holding("registers", scale)
    if office.standing() != holding:
        begun = time.monotonic()
        loaded = load(round(A_YEAR * YEARS * scale), max(round(YEARS * scale), 1), timezone.now(), say)
        office.remark(holding)
        yield Measure("loading", time.monotonic() - begun, "s")
        say(f"{loaded.documents:,} documents loaded")


def _asked_in(round_: int) -> int:
    """How many requests of a page by a sort of readers; the round before the first warms up."""
    return ASKED if round_ >= 0 else WARMED


def _size() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1e6")
        return float(cursor.fetchone()[0])


# -- pages ------------------------------------------------------------------------------------------------------------
def _pages(
    bare: int, web: int, people: dict[str, list[Reader]], terms: list[str], beside: Beside | None, say: Say
) -> Iterator[Measure]:
    found: Found = defaultdict(list)
    small: Found = defaultdict(list)
    for round_ in range(-1, ROUNDS):
        times = {("bare", "page"): clients.ask_all(bare, (Request("/") for _one in range(BARE_ASKED)))}
        for page in PAGES:
            for sort, some in people.items():
                requests = asked_for(page, some, _asked_in(round_), terms, round_ + 1)
                times[sort, page] = clients.ask_all(web, requests)
                if beside:
                    small[sort, page].append(clients.ask_all(beside.port, beside.requests(round_, sort, page)))
        faults = [fault for one in times.values() for fault in one.faults]
        faults += [fault for rounds in small.values() for fault in rounds[-1].faults]
        if faults:
            raise office.Unfit(f"{len(faults)} answers were no success: {faults[0]}")
        if round_ >= 0:
            for key, one in times.items():
                found[key].append(one)
        say(f"round {round_ + 1} of {ROUNDS}")
    yield from figures(found, {key: rounds[1:] for key, rounds in small.items()})


def figures(found: Found, small: Found) -> Iterator[Measure]:
    """Of each page and sort of readers the p95, by that of the `small` office where there is one, and the requests a second, by
    the bare page and by the administrator."""

    def middle(key: tuple[str, str], of: Callable[[Times], float], rounds: Found = found) -> float:
        return median(of(one) for one in rounds[key])

    def p95(key: tuple[str, str], rounds: Found = found) -> float:
        return _ms(middle(key, lambda one: one.percentile(0.95), rounds))

    bare_rate = middle(("bare", "page"), lambda one: one.per_second)
    yield Measure("bare page, p95", p95(("bare", "page")), "ms")
    yield Measure("bare page", bare_rate, "requests/s")
    for sort, page in found:
        if sort != "bare":
            wanted = "<150 ms" if page == "search" else "<100 ms"
            before = p95((sort, page), small) if small else None
            wanted += ", ratio ≤1.5" if small else ""
            yield Measure(f"{page}, {sort}, p95", p95((sort, page)), "ms", before, wanted)
            rate = middle((sort, page), lambda one: one.per_second)
            yield Measure(f"{page}, {sort}", rate, "requests/s", bare_rate, wanted="ratio ≥0.1")
    for page in dict.fromkeys(page for sort, page in found if sort != "bare"):
        officer, administrator = (
            _ms(middle((sort, page), lambda one: one.median)) for sort in ("officer", "administrator")
        )
        yield Measure(f"{page}, officer by administrator, p50", officer, "ms", administrator, wanted="ratio ≤1.5")


def _ms(seconds: float) -> float:
    return seconds * 1000


# -- search by itself, without a page ---------------------------------------------------------------------------------
def _terms(people: dict[str, list[Reader]], terms: list[str], say: Say) -> Iterator[Measure]:
    """How long a thousand things that people type take, and the commonest words: in this process, one after the other."""
    for sort in ("clerk", "officer"):
        actor = people[sort][0].actor
        seconds = {term: _searched(actor, term) for term in terms}
        usual = median(seconds.values())
        for term in [
            term for term, took in seconds.items() if took > SLOW * usual
        ]:  # what else the machine does is not the search's
            seconds[term] = min(seconds[term], *(_searched(actor, term) for _again in range(3)))
        ordered = sorted(seconds.values())
        slowest = max(seconds, key=lambda term: seconds[term])
        say(f"slowest of {sort}: “{slowest}”, {_ms(seconds[slowest]):.0f} ms")
        typical = median(ordered)
        yield Measure(f"{len(ordered)} terms, {sort}, p50", _ms(typical), "ms")
        yield Measure(f"{len(ordered)} terms, {sort}, p95", _ms(ordered[int(len(ordered) * 0.95)]), "ms")
        yield Measure(
            f"{len(ordered)} terms, {sort}, slowest", _ms(ordered[-1]), "ms", _ms(typical), wanted="ratio ≤10"
        )
        above = sum(one > 10 * typical for one in ordered)
        yield Measure(f"{len(ordered)} terms, {sort}, above 10 × p50", above, "terms", wanted="0")
        common = [min(_searched(actor, f"{word} ") for _try in range(2)) for word in commonest_words(COMMON)]
        yield Measure(f"{COMMON} commonest words, {sort}, slowest", _ms(max(common)), "ms")


def _searched(actor: Actor, term: str) -> float:
    begun = time.perf_counter()
    search(actor, term)
    return time.perf_counter() - begun
