"""What is done behind the doors of the administration itself: bringing a list, and entering it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from congvu.accounts.actors import Actor
from congvu.administration.importing.columns import plain
from congvu.administration.importing.kinds import KINDS, Kind
from congvu.administration.importing.reading import ListRefused, Row, rows_of
from congvu.administration.models import ListLine, ListState, Outcome, UploadedList
from congvu.administration.permissions import may_import, may_use_list
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken, WrongState

AT_ONCE = 100  # lines that are checked and entered while one waits; longer lists are the worker's
STEP = 1_000


class HeadingMissing(ListRefused):
    message = gettext_lazy("The first line must bear the headings of the template.")


class NoLines(ListRefused):
    message = gettext_lazy("The list has headings but no lines.")


class HasErrors(RuleBroken):
    message = gettext_lazy("The list still has errors. Correct them in the file and bring it again.")


@action(may_import)
def bring_list(kind: str, *, name: str, content: bytes, at: datetime, by: Actor) -> UploadedList:
    """Take in a list: its lines are read and wait to be checked. Raises a child of ListRefused; nothing of it is then kept."""
    uploaded = UploadedList.objects.create(kind=kind, name=name[:200], brought_by=by.person, brought_at=at)
    rows = rows_of(content, name)
    columns = _places(KINDS[kind], rows)
    lines: list[ListLine] = []
    for number, cells in rows:
        given = {key: cells[place] for place, key in columns.items() if place < len(cells) and cells[place]}
        lines.append(ListLine(uploaded=uploaded, number=number, cells=given))
        uploaded.lines_read += 1
        if len(lines) == STEP:
            ListLine.objects.bulk_create(lines)
            lines.clear()
    ListLine.objects.bulk_create(lines)
    if not uploaded.lines_read:
        raise NoLines
    uploaded.save(update_fields=["lines_read"])
    note(uploaded, "brought", at=at, by=by, kind=kind, name=name, lines=uploaded.lines_read)
    if uploaded.lines_read > AT_ONCE:
        app.configure_task("administration.check_list").defer(list_id=uploaded.pk)
    return uploaded


@action(may_use_list)
def ask_to_enter(uploaded: UploadedList, *, at: datetime, by: Actor) -> UploadedList:
    """Enter a checked list: at once when it is short, else by the worker. Raises WrongState, HasErrors."""
    if uploaded.state != ListState.CHECKED:
        raise WrongState
    if uploaded.lines.filter(outcome=Outcome.ERROR).exists():
        raise HasErrors
    uploaded.state, uploaded.done = ListState.ENTERING, 0
    uploaded.save(update_fields=["state", "done"])
    note(uploaded, "asked_to_enter", at=at, by=by, lines=uploaded.lines_read)
    if uploaded.lines_read > AT_ONCE:
        app.configure_task("administration.enter_list").defer(list_id=uploaded.pk, user_id=by.user.pk)
    return uploaded


@action(may_use_list)
def enter_list(uploaded: UploadedList, *, outcomes: dict[str, int], at: datetime, by: Actor) -> UploadedList:
    """The lines are entered: to be called in the transaction that entered them."""
    if uploaded.state != ListState.ENTERING:
        raise WrongState
    uploaded.state, uploaded.entered_by, uploaded.entered_at = ListState.ENTERED, by.person, at
    uploaded.done = uploaded.lines_read
    uploaded.save(update_fields=["state", "entered_by", "entered_at", "done"])
    note(uploaded, "entered", at=at, by=by, kind=uploaded.kind, name=uploaded.name, **outcomes)
    return uploaded


def _places(kind: Kind, rows: Iterator[Row]) -> dict[int, str]:
    """Which column stands where, by the headings of the first row. Raises HeadingMissing with what lacks."""
    head = next(rows, (0, []))[1]
    known = {name: column.key for column in kind.columns for name in column.known_as()}
    places = {place: known[plain(words)] for place, words in enumerate(head) if plain(words) in known}
    lacking = [str(column.heading) for column in kind.columns if column.required and column.key not in places.values()]
    if lacking:
        raise HeadingMissing(
            _("These headings are missing in the first line: %(lacking)s.") % {"lacking": ", ".join(lacking)}
        )
    return places
