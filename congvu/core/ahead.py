"""Work done ahead: what must be reckoned for the next portion is reckoned while the database writes the one before."""

import gc
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.utils import translation

T = TypeVar("T")
SHORT_TURNS = 0.0001  # seconds; who waits for the database must get back to work at once when it has answered
MANY = 100_000  # things made until the next look for garbage
_END: Any = object()


@contextmanager
def ahead(items: Iterator[T], depth: int = 2) -> Iterator[Iterator[T]]:
    """The items, made in a thread of their own, at most `depth` of them before they are asked for. What makes them must not ask
    the database. An error in there comes up where the item would have been. Meanwhile garbage that hangs
    together in circles is looked for less often: there is none among many items just made."""
    turns, seldom = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(SHORT_TURNS)
    gc.set_threshold(MANY)
    maker = ThreadPoolExecutor(1, initializer=translation.activate, initargs=(translation.get_language(),))
    try:
        yield _taken(maker, items, depth)
    finally:
        maker.shutdown(cancel_futures=True)
        sys.setswitchinterval(turns)
        gc.set_threshold(*seldom)


def _taken(maker: ThreadPoolExecutor, items: Iterator[T], depth: int) -> Iterator[T]:
    coming: deque[Future[T]] = deque(maker.submit(next, items, _END) for _one in range(depth))
    while (one := coming.popleft().result()) is not _END:
        coming.append(maker.submit(next, items, _END))
        yield one
