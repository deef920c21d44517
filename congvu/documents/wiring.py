"""What documents plug in: their kind, what waits for whom, and how the thread tells what was done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.journeys import Soon
from congvu.directory.models import DelegationScope
from congvu.directory.roles import Role
from congvu.documents.actions.passing_on import follow_successor, pass_on
from congvu.documents.models import IncomingDocument
from congvu.documents.queries import SEARCHED, late_of, searched
from congvu.documents.states import ASSIGNED, IN_PROGRESS, INCOMING, PRESENTED
from congvu.records.pages import deadline_of
from congvu.records.standing import in_states, open_records
from congvu.workdays.calendar import current_calendar

LATE_SHOWN = 8


def _pass_on(pk: int, *, by: Any, **more: Any) -> None:
    """What waits on the document goes to others: by an administrator, or by the platform on the day of a merger."""
    act = pass_on if by else follow_successor
    act(IncomingDocument.objects.get(pk=pk), by=by, **more)


stores.record_kinds.add(
    IncomingDocument.KIND,
    stores.RecordKind(_("Incoming document"), "file-down", "documents:incoming", INCOMING, pass_on=_pass_on),
)

stores.search_fields.add(IncomingDocument.KIND, stores.SearchFields(SEARCHED, searched))


TO_INSTRUCT = {"scope": DelegationScope.INSTRUCT}
TO_ASSIGN = {"scope": DelegationScope.ASSIGN}
TELLS_GIVER = {"tells_giver": True}


def _page(name: str) -> Any:
    return lambda item: reverse(f"documents:{name}", args=[item.record.handle])


for code, label, icon, page, waiting, more in (
    ("register", _("Register"), "stamp", "register", _("waits to be registered"), {}),
    ("present", _("Present"), "send", "incoming", _("waits to be presented"), {}),
    ("instruct", _("Instruct"), "user-pen", "incoming", _("waits for an instruction"), TO_INSTRUCT),
    ("assign", _("Give to an officer"), "user-plus", "incoming", _("waits for the head of unit"), TO_ASSIGN),
    ("handle", _("Handle"), "pen-line", "incoming", _("is being handled"), TELLS_GIVER),
    ("contribute", _("Give an opinion"), "message-square-text", "incoming", _("waits for an opinion"), TELLS_GIVER),
    ("file", _("File in the dossier"), "archive", "incoming", _("waits to be filed"), {}),
):
    stores.acts.add(code, stores.Act(label, icon, _page(page), waiting, **more))

for verb, sentence, icon, strong in (
    ("receive", _("Received"), "inbox", False),
    ("enter", _("Received and registered, arrival number %(number)s"), "stamp", False),
    ("take_in", _("Came by %(source)s"), "inbox", False),
    ("migrate", _("Taken over from %(source)s with its arrival number %(number)s"), "archive", False),
    ("read_anew", _("The scan was read by OCR"), "scan-text", False),
    ("merge", _("Joined to %(into)s as its annex"), "file-stack", False),
    ("discard", _("Put aside, not registered"), "trash-2", False),
    ("register", _("Registered, arrival number %(number)s"), "stamp", False),
    ("correct", _("Corrected what was entered"), "pencil", False),
    ("present", _("Presented to %(to)s"), "send", False),
    ("pass_to_unit", _("Passed to %(to)s"), "send", False),
    ("return_to_sender", _("Returned to the sender"), "undo-2", False),
    ("cancel", _("Arrival number %(number)s cancelled"), "ban", False),
    ("instruct", _("Instruction: %(lead)s leads"), "user-pen", True),
    ("transfer", _("Transferred from %(from_)s to %(to)s"), "arrow-left-right", False),
    ("assign", _("Given to %(officer)s"), "user-plus", False),
    ("assign_contributor", _("Contribution given to %(officer)s (%(unit)s)"), "user-plus", False),
    ("reassign", _("Taken from %(from_)s, given to %(officer)s"), "user-cog", False),
    ("contribute", _("Opinion of %(unit)s"), "message-square-text", False),
    ("finish", _("Handled"), "circle-check", True),
    ("send_back", _("Sent back for more work"), "corner-up-left", False),
    ("file", _("Filed in dossier %(dossier)s"), "archive", False),
    ("take_back_presentation", _("Presentation taken back from %(from_)s"), "corner-down-left", False),
    ("take_back_from_unit", _("Taken back from %(from_)s"), "corner-down-left", False),
    ("take_back_instruction", _("Instruction taken back from %(from_)s"), "corner-down-left", False),
    ("take_back_assignment", _("Work taken back from %(from_)s"), "corner-down-left", False),
    ("pass_on", _("Passed on from %(from_)s to %(to)s"), "arrow-left-right", False),
    ("link", _("Linked to %(to)s"), "link", False),
    ("stamp", _("Arrival stamp put on a copy"), "stamp", False),
    ("set_kind", _("Set the kind of document “%(name)s” from %(from_on)s: %(source)s"), "file-type", False),
    ("end_kind", _("Ended the kind of document “%(name)s” after %(until_on)s: %(source)s"), "file-type", False),
    ("no_stamp", _("No file to put the arrival stamp on"), "circle-minus", False),
):
    stores.verbs.add(f"documents.{verb}", stores.Verb(sentence, icon, strong))

stores.menu.add(
    "incoming",
    stores.MenuEntry(
        _("Incoming documents"),
        "documents:register_book",
        "file-down",
        rank=20,
        shown_to=lambda actor: bool(actor.seats),
    ),
)
stores.menu.add(
    "receive",
    stores.MenuEntry(
        _("Receive"), "documents:receive", "inbox", rank=15, shown_to=lambda actor: actor.holds(Role.CLERK) is not None
    ),
)


def _look(request: Any, _thing: Any) -> dict[str, Any] | None:
    """What an inspector follows up: how many documents stand where, and the latest of them."""
    if not request.actor.holds(Role.INSPECTOR):
        return None
    counts = in_states(Soon(open_records(request.actor, IncomingDocument.KIND, request.now)).rows[0])
    calendar = current_calendar()
    return {
        "late": counts["late"],
        "states": [(INCOMING.states[code], counts.get(code, 0)) for code in (PRESENTED, ASSIGNED, IN_PROGRESS)],
        "lines": [(one, deadline_of(one, request.now, calendar)) for one in late_of(request.actor, LATE_SHOWN)],
    }


stores.desk_panels.add("follow_up", stores.Panel("documents/_look.html", _look, rank=10))

stores.lists.add("documents:register_book", _("Incoming documents"))
stores.lists.add("documents:follow_up", _("Follow-up of incoming documents"))
