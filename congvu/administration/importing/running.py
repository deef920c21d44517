"""Checking and entering a list. Checking is entering and taking all of it back: what the report says is what will happen."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DataError, connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from congvu.accounts.models import User
from congvu.administration.actions import enter_list
from congvu.administration.importing.columns import Wrong
from congvu.administration.importing.kinds import KINDS, Kind
from congvu.administration.models import ListLine, ListState, Outcome, UploadedList
from congvu.core.errors import RuleBroken

STEP = 200


def check(list_id: int) -> None:
    """Try every line for whoever brought the list; keep the report and nothing else."""
    uploaded = UploadedList.objects.select_related("brought_by__user").get(pk=list_id)
    by = uploaded.brought_by.user.actor(timezone.now())
    with transaction.atomic():
        outcomes = try_lines(uploaded, by, progress=progress_of(uploaded))
        transaction.set_rollback(True)
    keep_report(uploaded, outcomes)
    UploadedList.objects.filter(pk=list_id).update(state=ListState.CHECKED, done=uploaded.lines_read)


def enter(list_id: int, user_id: int) -> None:
    """Enter the list, as the job does it for an administrator."""
    uploaded = UploadedList.objects.get(pk=list_id)
    now = timezone.now()
    by = User.objects.get(pk=user_id).actor(now)
    failed: list[tuple[int, str, list[dict[str, Any]]]] = []
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


def try_lines(
    uploaded: UploadedList, by: Any, *, progress: Callable[[int], None]
) -> list[tuple[int, str, list[dict[str, Any]]]]:
    """Enter each line, or find what is wrong with it, by the actions; a line that fails leaves the others as they are."""
    kind = KINDS[uploaded.kind]
    now = timezone.now()
    found = []
    with translation.override("en"):  # the report keeps the catalogue's words; each reader gets their own language
        lines = ListLine.objects.filter(uploaded=uploaded).order_by("number").values_list("pk", "cells")
        for place, (pk, cells) in enumerate(lines.iterator(chunk_size=STEP), start=1):
            found.append((pk, *_try(kind, cells, now, by)))
            if place % STEP == 0:
                progress(place)
    return found


def _try(kind: Kind, cells: dict[str, str], now: Any, by: Any) -> tuple[str, list[dict[str, Any]]]:
    values, wrong = {}, []
    for column in kind.columns:
        try:
            values[column.key] = column.value_of(cells.get(column.key, ""))
        except Wrong as one:
            wrong.append(_told(str(column.heading), one.why, one.values))
    if wrong:
        return Outcome.ERROR, wrong
    headings = {column.key: str(column.heading) for column in kind.columns}
    try:
        with transaction.atomic():
            return kind.enter(values, at=now, by=by), []
    except Wrong as one:
        return Outcome.ERROR, [_told(headings.get(one.column, ""), one.why, one.values)]
    except RuleBroken as broken:
        return Outcome.ERROR, [_told("", str(broken), {})]
    except DataError:
        return Outcome.ERROR, [_told("", _("The days of this line contradict one another."), {})]


def _told(column: str, why: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"column": column, "why": why, "values": {key: str(value) for key, value in values.items()}}


def keep_report(uploaded: UploadedList, outcomes: list[tuple[int, str, list[dict[str, Any]]]]) -> None:
    for start in range(0, len(outcomes), 1_000):
        part = outcomes[start : start + 1_000]
        lines = [ListLine(pk=pk, outcome=outcome, wrong=wrong) for pk, outcome, wrong in part]
        ListLine.objects.bulk_update(lines, ["outcome", "wrong"])


def count(outcomes: list[tuple[int, str, list[dict[str, Any]]]]) -> dict[str, int]:
    return {str(kind): sum(1 for _pk, outcome, _wrong in outcomes if outcome == kind) for kind in Outcome.values}


def progress_of(uploaded: UploadedList) -> Callable[[int], None]:
    """Says how far the job is, over a connection of its own: what the job itself writes is not seen before it ends."""

    def say(done: int) -> None:
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
