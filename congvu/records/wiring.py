"""What records plugs in: the one writer of the history, and what a changed calendar does to running deadlines."""

from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.actions import keep_history_with
from congvu.records import history
from congvu.records.effects import before_deciding, last_changes

keep_history_with(history.write)

stores.calendar_effects.add("deadlines", stores.Panel("records/_effect.html", before_deciding))
stores.calendar_panels.add("changes", stores.Panel("records/_changes.html", last_changes))
stores.verbs.add(
    "records.deadline_moved",
    stores.Verb(_("The calendar changed: the deadline moved from %(from_)s to %(to)s"), "calendar-clock"),
)
