"""What notifications hear of, the kinds of notices of the ground floor, the bell and the lines of the menu."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.notifications import work
from congvu.notifications.notices import MOST_COUNTED, UNREAD, unread_values
from congvu.notifications.notify import tell_about
from congvu.notifications.permissions import may_set_ladder
from congvu.notifications.queries import tell_concerned
from congvu.records.announcements import noted, work_changed
from congvu.records.models import Record, WorkItem


def tell_of_work(items: list[WorkItem], at: datetime, passed: bool = False, **_facts: Any) -> None:
    """The open pages of those concerned look again, once the transaction commits; and new work is told to whom it is given."""
    if items:
        tell_concerned(items, timezone.localdate(at))
        work.tell_of(items, at, passed=passed)


def tell_of_records(records: Sequence[Record], **_facts: Any) -> None:
    """Pages that show one of the records, or a list in which it may stand, look again."""
    about = {f"{record.kind}.{record.organisation_id}" for record in records}
    tell_about([*sorted(about), *(record.handle for record in records)])


work_changed.connect(tell_of_work, dispatch_uid="live updates of work")
noted.connect(tell_of_records, dispatch_uid="live updates of records")


def bell(request: Any) -> dict[str, Any]:
    """How many notices wait to be read."""
    ((unread,),) = request.actor.told("unread")
    return {"unread": unread, "most": MOST_COUNTED}


stores.told.add("unread", stores.Told(UNREAD, unread_values))
stores.header_parts.add("bell", stores.HeaderPart("notifications/bell.html", bell, rank=10))

NoticeKind = stores.NoticeKind
for code, kind in {
    "given": NoticeKind(
        _("Work given to me"),
        _("%(who)s gave you: %(what)s"),
        "user-plus",
        _("What is laid before me or my unit, with its deadline."),
        email=True,
        rank=10,
    ),
    "given_part": NoticeKind(
        _("A part given to me"),
        _("%(who)s asks for your part: %(what)s"),
        "user-plus",
        _("Where my unit contributes and another leads."),
        digest=True,
        rank=11,
    ),
    "taken_back": NoticeKind(
        _("Work that no longer waits for me"),
        _("No longer waits for you: %(what)s"),
        "corner-down-left",
        _("It was taken back, given to somebody else or is no longer needed."),
        digest=True,
        rank=12,
    ),
    "done": NoticeKind(
        _("Work I gave that is done"),
        _("%(who)s has finished: %(what)s"),
        "circle-check",
        _("When an officer finishes or a unit gives its opinion."),
        digest=True,
        rank=13,
    ),
    "deadline_moved": NoticeKind(
        _("A deadline moved"),
        _("The deadline moved from %(from_)s to %(to)s: %(because)s"),
        "calendar-clock",
        _("Because the working calendar changed."),
        digest=True,
        rank=20,
    ),
    "deadlines_moved": NoticeKind(
        _("Several deadlines moved"),
        _("%(number)s of your documents have a new deadline: %(because)s"),
        "calendar-clock",
        _("Told once for each decision about the working calendar."),
        digest=True,
        rank=21,
    ),
    "due_soon": NoticeKind(
        _("A deadline comes near"),
        _("Due %(due)s: %(what)s"),
        "clock",
        _("Before the deadline of what waits for me, by the office's rules."),
        email=True,
        rank=30,
    ),
    "due_now": NoticeKind(
        _("A deadline is here"),
        _("The deadline is here (%(due)s): %(what)s"),
        "clock-alert",
        _("At the deadline of what waits for me."),
        email=True,
        late=True,
        rank=31,
    ),
    "late": NoticeKind(
        _("My work is late"),
        _("Late since %(due)s: %(what)s"),
        "triangle-alert",
        _("After the deadline of what waits for me."),
        email=True,
        late=True,
        rank=32,
    ),
    "due_soon_with": NoticeKind(
        _("A deadline comes near with others"),
        _("Due %(due)s with %(holder)s (%(unit)s): %(what)s"),
        "clock",
        _("For heads and leaders, by the office's rules."),
        digest=True,
        rank=40,
    ),
    "due_now_with": NoticeKind(
        _("A deadline is here with others"),
        _("The deadline is here (%(due)s) with %(holder)s (%(unit)s): %(what)s"),
        "clock-alert",
        _("For heads and leaders, by the office's rules."),
        digest=True,
        late=True,
        rank=41,
    ),
    "late_with": NoticeKind(
        _("Work is late with others"),
        _("Late since %(due)s with %(holder)s (%(unit)s): %(what)s"),
        "triangle-alert",
        _("For heads and leaders, step by step, by the office's rules."),
        email=True,
        late=True,
        rank=42,
    ),
    "found": NoticeKind(
        _("New in a search I keep"),
        _("New in your search %(searches)s"),
        "bookmark",
        _("Of the searches for which I asked to be told; only what I may read."),
        digest=True,
        by_wish=True,
        rank=50,
    ),
}.items():
    stores.notice_kinds.add(code, kind)

stores.menu.add("notices", stores.MenuEntry(_("Notices"), "notifications:list", "bell", _("Office"), 905))
stores.menu.add(
    "ladder",
    stores.MenuEntry(
        _("Reminders"),
        "notifications:ladder",
        "bell-ring",
        section=_("Administration"),
        rank=915,
        shown_to=may_set_ladder,
    ),
)

for verb, sentence, icon in (
    ("notices_chosen", _("Changed by which ways notices come"), "bell"),
    ("set_rung", _("Set from %(from_on)s who is reminded: %(source)s"), "bell-ring"),
    ("end_rung", _("Ended from %(from_on)s a reminder: %(reason)s"), "bell-off"),
):
    stores.verbs.add(f"notifications.{verb}", stores.Verb(sentence, icon))
