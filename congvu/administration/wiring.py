"""What the administration plugs in: its line of the menu, its doors, and how the history tells what was done behind them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.administration import tables
from congvu.administration.doors import open_doors
from congvu.administration.permissions import may_import, may_open_administration
from congvu.core import stores
from congvu.core.stores import Door, MenuEntry, Panel, Verb
from congvu.directory.permissions import may_keep_bodies
from congvu.records.models import Record
from congvu.records.permissions import may_ask_why
from congvu.workdays.permissions import may_change_calendar

stores.menu.add(
    "administration",
    MenuEntry(
        _("Administration"),
        "administration:home",
        "settings",
        _("Administration"),
        900,
        shown_to=may_open_administration,
    ),
)


def _today() -> Any:
    return timezone.localdate()


for code, door in (
    ("bodies", Door(_("Bodies"), "directory:bodies", "landmark",
        _("Enter, rename, give codes; what they were called and who followed them."), 10,
        count=lambda actor: tables.bodies_of(actor).valid_on(_today()).count())),
    ("reorganise", Door(_("Merge, split or end"), "administration:reorganise", "git-merge",
        _("First what follows from it: units, people, codes, open work. Then the act, all of it or nothing."), 20,
        shown_to=may_keep_bodies)),
    ("units", Door(_("Units"), "administration:units", "building-2",
        _("Units with their people and what waits in them."), 30,
        count=lambda actor: tables.units_of(actor, _today()).filter(valid__contains=_today()).count())),
    ("people", Door(_("People"), "administration:people", "users-round",
        _("Who joins, moves or leaves; open work is handed over first."), 40,
        count=lambda actor: tables.people_of(actor, _today()).filter(holds=True).count())),
    ("posts", Door(_("Posts"), "administration:posts", "briefcase",
        _("Who holds which post; vacant ones."), 50,
        count=lambda actor: tables.posts_of(actor, _today()).count())),
    ("delegations", Door(_("Delegations"), "administration:delegations", "handshake",
        _("Who acts for whom: in force, ending within a week, to come."), 60,
        count=lambda actor: tables.delegations_when(tables.delegations_of(actor), "running").count())),
    ("accounts", Door(_("Accounts and sessions"), "administration:accounts", "key-round",
        _("Open and close, unlock, end sessions, reset a second factor, give a link to choose the password."), 70,
        count=lambda actor: tables.accounts_of(actor, timezone.now()).filter(is_active=True).count())),
    ("books", Door(_("Books"), "administration:books", "book-open",
        _("Registers by body and year: first and last number, open, closed."), 80,
        count=lambda actor: tables.books_of(tables.bodies_of(actor)).count())),
    ("calendar", Door(_("Working calendar"), "workdays:this_year", "calendar-days",
        _("Holidays, days off in lieu, swapped days, make-up working days."), 90, shown_to=may_change_calendar)),
    ("rules", Door(_("Rules"), "administration:rules", "scale",
        _("Handling times, working hours and kinds of documents with their days and legal sources."), 100)),
    ("lists", Door(_("Lists from spreadsheets"), "administration:lists", "file-spreadsheet",
        _("Bring in bodies, units, people or days: checked line by line, entered all or not at all."), 110,
        shown_to=may_import)),
    ("why", Door(_("Why may someone see this"), "administration:find_record", "shield-question-mark",
        _("Which key lets someone in, or what they would need."), 120)),
):  # fmt: skip
    stores.doors.add(code, door)


def _why_panel(request: Any, record: Record) -> dict[str, Any] | None:
    return {"record": record} if may_ask_why(request.actor, record) else None


def _look(request: Any, _thing: Any) -> dict[str, Any] | None:
    return {"doors": open_doors(request.actor)} if may_open_administration(request.actor) else None


stores.desk_panels.add("administration", Panel("administration/_look.html", _look, rank=30))
stores.panels.add("why", Panel("administration/why_panel.html", _why_panel, rank=900))

for verb, sentence, icon in (
    ("brought", _("Brought the list %(name)s (%(lines)s lines)"), "file-spreadsheet"),
    ("asked_to_enter", _("Asked to enter the list"), "file-spreadsheet"),
    ("entered", _("Entered the list %(name)s"), "file-check"),
):
    stores.verbs.add(f"administration.{verb}", Verb(sentence, icon))
