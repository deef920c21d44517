"""Work done ahead and side by side: what must be reckoned for the next portion is reckoned while the database writes those
before."""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import Any, TypeVar

from django.db import connection, connections
from django.utils import translation

T = TypeVar("T")
Done = TypeVar("Done")
Before = Callable[[], object]  # waits until all items before are done; raises what went wrong there
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
    maker = _thread()
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


def side_by_side(work: Callable[[T, Before], Done], items: Iterator[T], at_once: int) -> Iterator[Done]:
    """What came of the work on each item, in their order; so many are worked on at once, each in a thread with a connection of
    its own. Within a transaction, of which other connections know nothing, one after the other."""
    if connection.in_atomic_block:
        yield from (work(item, lambda: None) for item in items)
        return
    with ExitStack() as stack:
        workers = [stack.enter_context(_thread()) for _one in range(at_once)]
        for worker in workers:
            stack.callback(worker.submit, connections.close_all)
        under_way: deque[Future[Done]] = deque()
        for worker, item in zip(cycle(workers), items, strict=False):
            done = [under_way.popleft().result()] if len(under_way) == at_once else []
            under_way.append(worker.submit(work, item, _ended(*under_way)))
            yield from done  # while the next is worked on already
        while under_way:
            yield under_way.popleft().result()


def _ended(*before: Future[Any]) -> Before:
    return lambda: [one.result() for one in before]


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, initializer=translation.activate, initargs=(translation.get_language(),))
