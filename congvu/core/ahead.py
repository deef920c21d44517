"""Work done ahead: what must be reckoned for the next portion is reckoned while the database writes the one before."""

import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.utils import translation

T = TypeVar("T")
SHORT_TURNS = 0.0005  # seconds; who waits for the database must get back to work at once when it has answered


class _Ended:
    """There is no more, or an error ended it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


@contextmanager
def ahead(items: Iterator[T], depth: int = 2) -> Iterator[Iterator[T]]:
    """The items, made in a thread of their own, at most `depth` of them before they are asked for. What makes them must not ask
    the database. An error in there comes up where the item would have been."""
    made: queue.Queue[T | _Ended] = queue.Queue(depth)
    wanted = threading.Event()
    wanted.set()

    def offer(one: T | _Ended) -> bool:
        while wanted.is_set():
            try:
                made.put(one, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            with translation.override(language):
                if all(map(offer, items)):
                    offer(_Ended())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the item would have been
            offer(_Ended(error))

    language = translation.get_language()
    thread = threading.Thread(target=make, daemon=True)
    turns = sys.getswitchinterval()
    sys.setswitchinterval(SHORT_TURNS)
    thread.start()
    try:
        yield _taken(made)
    finally:
        wanted.clear()
        thread.join()
        sys.setswitchinterval(turns)


def _taken(made: "queue.Queue[T | _Ended]") -> Iterator[T]:
    while not isinstance(one := made.get(), _Ended):
        yield one
    if one.error:
        raise one.error
