"""What records plugs in: the one writer of the history, what waits before someone may go, what a changed calendar does."""

from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.actions import keep_history_with
from congvu.records import history, jobs, passing_on
from congvu.records.effects import before_deciding, last_changes

keep_history_with(history.write)
stores.open_work.add("records", passing_on.open_work)
stores.read_files.add("search", jobs.file_was_read)
stores.calendar_effects.add("deadlines", stores.Panel("records/_effect.html", before_deciding))
stores.calendar_panels.add("changes", stores.Panel("records/_changes.html", last_changes))
stores.verbs.add(
    "records.asked_why", stores.Verb(_("Asked why %(person)s may or may not see it"), "shield-question-mark")
)
stores.verbs.add(
    "records.book_opened", stores.Verb(_("Opened the book of %(year)s at number %(first_number)s"), "book-open")
)
stores.verbs.add(
    "records.book_closed", stores.Verb(_("Closed the book of %(year)s at number %(last_number)s"), "book-marked")
)
stores.verbs.add(
    "records.book_migrated",
    stores.Verb(
        _("Took over %(taken)s documents of %(year)s from %(source)s; %(missing)s numbers are missing there"), "archive"
    ),
)
stores.verbs.add(
    "records.deadline_moved",
    stores.Verb(_("The calendar changed: the deadline moved from %(from_)s to %(to)s"), "calendar-clock"),
)
