"""What the registers hold: 1.3 million documents of ten years, 178 bodies, 2,000 users."""

import time
from collections.abc import Callable, Iterator

from django.utils import timezone

from congvu.bench import office
from congvu.bench.load.documents import load
from congvu.bench.measures import Measure

ROUNDS = 5
ASKED = 2_000  # requests of the baseline in a round

Say = Callable[[str], None]


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of the registers at a scale; 1 is the whole office."""
    import os

    if os.environ.get("BENCH_EXEC"):
        exec(open(os.environ["BENCH_EXEC"]).read(), {})
        return
    begun = time.monotonic()
    if office.standing() != f"registers {scale:g}":
        load(scale, timezone.now(), say)
        office.remark(f"registers {scale:g}")
    yield Measure("loading", time.monotonic() - begun, "s")
