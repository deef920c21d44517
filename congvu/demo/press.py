"""Prints the letters and keeps their files, in processes of its own, while the story is told in another."""

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from typing import Any, Self

import django
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from congvu.core.ending import no_jobs
from congvu.demo.letters import Letter
from congvu.files import store
from congvu.files.decoding import tidy
from congvu.files.models import StoredFile, TextState
from congvu.files.samples import official_pdf


def print_and_keep(sheet: dict[str, Any], name: str, at: datetime) -> int:
    """Print one letter and keep its file, through the same door as any upload. Its words are known, so nobody reads them
    from the file again. Returns the key of the stored file."""
    with app.replace_connector(InMemoryConnector()), no_jobs():
        kept = store.keep(official_pdf(**sheet), name=name, at=at, by=None)
    text = tidy("\n".join([sheet["body"], sheet["reference"], sheet["kind"], sheet["title"], *sheet["paragraphs"]]))
    StoredFile.objects.filter(pk=kept.pk).update(text=text, text_state=TextState.READ)
    return kept.pk


class Press:
    """Takes orders in the order in which the story needs them. `processes` 0: prints when asked, in this process."""

    def __init__(self, processes: int) -> None:
        self._orders: dict[str, Future[int]] = {}
        self._sheets: dict[str, tuple[dict[str, Any], str, datetime]] = {}
        self._pool = (
            ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=django.setup)
            if processes
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def order(self, letters: Iterable[tuple[str, Letter, datetime]]) -> None:
        """Print these: each with the word under which it will be asked for, and the moment it is kept at."""
        for word, letter, at in letters:
            work = (letter.sheet(), letter.file_name, at)
            if self._pool:
                self._orders[word] = self._pool.submit(print_and_keep, *work)
            else:
                self._sheets[word] = work

    def printed(self, word: str) -> StoredFile:
        """The file of an order; waits for it."""
        key = self._orders.pop(word).result() if self._pool else print_and_keep(*self._sheets.pop(word))
        return StoredFile.objects.get(pk=key)
