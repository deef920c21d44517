"""The office's words for queues and for the work that comes again by itself."""

from django.utils.translation import gettext_lazy as _

QUEUES = {"house": _("Daily work"), "files": _("Files"), "mail": _("Mail"), "default": _("Other work")}
JOBS = {
    "records.seal_history": _("Seal the history"),
    "records.index": _("Take a record into the search"),
    "records.index_read_files": _("Take the words of files into the search"),
    "files.read_text": _("Read the text of a file"),
    "files.forget_unattached": _("Forget files nobody attached"),
    "documents.stamp": _("Put the arrival stamp on a copy"),
    "operations.take_readings": _("Measure files and database"),
    "operations.forget_done_jobs": _("Forget jobs done long ago"),
}


def job_words(task: str) -> object:
    """A task's words; one nobody gave words keeps its name."""
    return JOBS.get(task, task)


def queue_words(queue: str) -> object:
    return QUEUES.get(queue, queue)
