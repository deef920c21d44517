"""Checking and entering a list. Checking is entering and taking all of it back: what the report says is what will happen."""

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DataError, connection, connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from congvu.accounts.models import User
from congvu.administration.actions import enter_list
from congvu.administration.importing.columns import Wrong
from congvu.administration.importing.kinds import KINDS, Kind
from congvu.administration.importing.known import Known
from congvu.administration.models import ListLine, ListState, Outcome, UploadedList
from congvu.core.errors import RuleBroken

STEP = 200
EVERY = 1.0  # seconds between two words of how far it is
Found = tuple[int, str, list[dict[str, Any]]]  # a line's key, what becomes of it, what is wrong with it
_REPORT = """
    UPDATE administration_listline AS line SET outcome = found.outcome, wrong = found.wrong::jsonb
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS found (id, outcome, wrong) WHERE line.id = found.id
"""


def check(list_id: int) -> None:
    """Try every line for whoever brought the list; keep the report and nothing else. A list that was checked already stays as it
    is, when the job is taken up once more."""
    uploaded = UploadedList.objects.select_related("brought_by__user").get(pk=list_id)
    if uploaded.state != ListState.CHECKING:
        return
    by = uploaded.brought_by.user.actor(timezone.now())
    with transaction.atomic():
        outcomes = try_lines(uploaded, by, progress=progress_of(uploaded))
        transaction.set_rollback(True)
    keep_report(uploaded, outcomes)
    checked = UploadedList.objects.filter(pk=list_id, state=ListState.CHECKING)
    checked.update(state=ListState.CHECKED, done=uploaded.lines_read)


def enter(list_id: int, user_id: int) -> None:
    """Enter the list, as the job does it for an administrator."""
    uploaded = UploadedList.objects.get(pk=list_id)
    now = timezone.now()
    by = User.objects.get(pk=user_id).actor(now)
    failed: list[Found] = []
    with transaction.atomic():
        outcomes = try_lines(uploaded, by, progress=progress_of(uploaded))
        if any(outcome == Outcome.ERROR for _pk, outcome, _wrong in outcomes):
            failed = outcomes  # something changed since it was checked: nothing is entered
            transaction.set_rollback(True)
        else:
            enter_list(uploaded, outcomes=count(outcomes), at=now, by=by)
    keep_report(uploaded, outcomes)
    if failed:
        UploadedList.objects.filter(pk=list_id).update(state=ListState.CHECKED)


def try_lines(uploaded: UploadedList, by: Any, *, progress: Callable[[int], None]) -> list[Found]:
    """Enter each line, or find what is wrong with it, by the actions; a line that fails leaves the others as they are."""
    kind = KINDS[uploaded.kind]
    now = timezone.now()
    found: list[Found] = []
    with translation.override("en"):  # the report keeps the catalogue's words; each reader gets their own language
        lines = ListLine.objects.filter(uploaded=uploaded).order_by("number").values_list("pk", "cells")
        for stretch in _stretches(lines.iterator(chunk_size=STEP)):
            read = [(pk, *_read(kind, cells)) for pk, cells in stretch]
            given = [values for _pk, values, wrong in read if not wrong]
            known = Known(given)
            for pk, values, wrong in read:
                outcome = Outcome.ERROR if wrong else ""
                if not wrong:
                    outcome, wrong = _try(kind, values, known, now, by)
                if outcome == Outcome.ERROR and known.has_grown:  # what the line entered is taken back
                    known = Known(given)
                known.has_grown = False
                found.append((pk, outcome, wrong))
                progress(len(found))
    return found


def _stretches(lines: Iterator[Any]) -> Iterator[list[Any]]:
    while stretch := list(itertools.islice(lines, STEP)):
        yield stretch


def _read(kind: Kind, cells: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The values of a line, and what is wrong with its cells."""
    values, wrong = {}, []
    for column in kind.columns:
        try:
            values[column.key] = column.value_of(cells.get(column.key, ""))
        except Wrong as one:
            wrong.append(_told(str(column.heading), one.why, one.values))
    return values, wrong


def _try(kind: Kind, values: dict[str, Any], known: Known, now: Any, by: Any) -> tuple[str, list[dict[str, Any]]]:
    headings = {column.key: str(column.heading) for column in kind.columns}
    try:
        with transaction.atomic():
            return kind.enter(values, known=known, at=now, by=by), []
    except Wrong as one:
        return Outcome.ERROR, [_told(headings.get(one.column, ""), one.why, one.values)]
    except RuleBroken as broken:
        return Outcome.ERROR, [_told("", str(broken), {})]
    except DataError:
        return Outcome.ERROR, [_told("", _("The days of this line contradict one another."), {})]


def _told(column: str, why: str, values: dict[str, Any]) -> dict[str, Any]:
    said = {key: value if isinstance(value, list) else str(value) for key, value in values.items()}
    return {"column": column, "why": why, "values": said}


def keep_report(uploaded: UploadedList, outcomes: list[Found]) -> None:
    for start in range(0, len(outcomes), 1_000):
        part = outcomes[start : start + 1_000]
        numbers, words, wrong = [pk for pk, _o, _w in part], [o for _pk, o, _w in part], [w for _pk, _o, w in part]
        with connection.cursor() as cursor:
            cursor.execute(_REPORT, [numbers, [str(one) for one in words], [json.dumps(one) for one in wrong]])


def count(outcomes: list[Found]) -> dict[str, int]:
    return {str(kind): sum(1 for _pk, outcome, _wrong in outcomes if outcome == kind) for kind in Outcome.values}


def progress_of(uploaded: UploadedList) -> Callable[[int], None]:
    """Says each second how far the job is, over a connection of its own: what the job itself writes is not seen before it
    ends."""
    said = time.monotonic()

    def say(done: int) -> None:
        nonlocal said
        if time.monotonic() - said < EVERY:
            return
        said = time.monotonic()
        with _beside() as cursor:
            cursor.execute(
                "UPDATE administration_uploadedlist SET done = %s WHERE id = %s AND state IN ('checking', 'entering')",
                [done, uploaded.pk],
            )

    return say


@contextlib.contextmanager
def _beside() -> Iterator[Any]:
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
