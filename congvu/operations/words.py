"""The office's words for queues and for the work that comes again by itself."""

from django.utils.translation import gettext_lazy as _

QUEUES = {
    "house": _("Daily work"),
    "files": _("Files"),
    "mail": _("Mail"),
    "scans": _("Scans"),
    "intake": _("What comes in"),
    "webhooks": _("Webhooks"),
    "default": _("Other work"),
}
JOBS = {
    "records.seal_history": _("Seal the history"),
    "records.index": _("Take a record into the search"),
    "records.index_late": _("Take what came late into the search"),
    "records.index_alone": _("Take one record into the search, apart from the others"),
    "records.index_left": _("Take what was left over into the search"),
    "records.index_read_files": _("Take the words of files into the search"),
    "records.take_changes": _("Reckon deadlines again after a change of the calendar"),
    "notifications.remind": _("Remind of deadlines"),
    "notifications.moves": _("Tell of deadlines that moved"),
    "notifications.searches": _("Tell of what is new in kept searches"),
    "notifications.mail": _("Send mails"),
    "files.read_text": _("Read the text of a file"),
    "files.recognise": _("Read a scan"),
    "files.recognise_left": _("Take up scans that came while nothing could read them"),
    "files.forget_unattached": _("Forget files nobody attached"),
    "documents.read_mailboxes": _("Look into the watched mailboxes"),
    "documents.read_folders": _("Look into the watched folders"),
    "documents.read_scans": _("Read what stands in a scan into the form"),
    "documents.stamp": _("Put the arrival stamp on a copy"),
    "administration.check_list": _("Check a list from a spreadsheet"),
    "administration.enter_list": _("Enter a list from a spreadsheet"),
    "administration.follow_successors": _("Pass on the work of units that have ended"),
    "api.announce": _("Tell other systems what happened"),
    "api.deliver": _("Send a webhook"),
    "api.forget": _("Forget old answers and webhooks"),
    "core.take_up_stalled_jobs": _("Take up jobs whose worker died"),
    "operations.take_readings": _("Measure files and database"),
    "operations.forget_done_jobs": _("Forget jobs done long ago"),
}


def job_words(task: str) -> object:
    """A task's words; one nobody gave words keeps its name."""
    return JOBS.get(task, task)


def queue_words(queue: str) -> object:
    return QUEUES.get(queue, queue)
