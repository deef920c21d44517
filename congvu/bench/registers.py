"""What the registers hold: 1.3 million documents of ten years, 178 bodies, 2,000 users."""

from collections.abc import Callable, Iterator

from congvu.bench import clients, office
from congvu.bench.measures import Measure

ROUNDS = 5
ASKED = 2_000  # requests of the baseline in a round

Say = Callable[[str], None]


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of the registers at a scale; 1 is the whole office."""
    with office.bare() as bare:
        times = clients.Times()
        for _round in range(ROUNDS):
            times.add(clients.ask_all(bare, (clients.Request("/") for _request in range(ASKED))))
        say(f"bare page: {times.faults[:3]}")
        yield Measure("bare page", times.per_second, "requests/s")
        yield Measure("bare page p95", times.percentile(0.95) * 1000, "ms")
