"""Lists brought in from a spreadsheet: the file's lines as they were read, and what became of each."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import HandleField, NfcCharField
from congvu.directory.models import Person


class ListKind(models.TextChoices):
    BODIES = "bodies", _("Bodies")
    UNITS = "units", _("Units")
    PEOPLE = "people", _("People and posts")
    HOLIDAYS = "holidays", _("Days of the calendar")


class ListState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    ENTERING = "entering", _("Being entered")
    ENTERED = "entered", _("Entered")


class UploadedList(models.Model):
    """A list someone brought. It is checked line by line without keeping anything; entered it is in one transaction or not at
    all. `done`: how many lines the running job has seen."""

    handle = HandleField()
    kind = models.CharField(max_length=10, choices=ListKind.choices)
    name = NfcCharField(max_length=200)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.CHECKING)
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    lines_read = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-brought_at"], name="lists_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in (ListState.CHECKING, ListState.ENTERING)


class Outcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGE = "change", _("Will change")
    SAME = "same", _("Already so")
    ERROR = "error", _("Error")


class ListLine(models.Model):
    """A line of the list. `cells`: by the column's key, as words; `wrong`: by the column's key, why it cannot be entered, as the
    English words of the catalogue and their values, so that each reader is told in their own language."""

    uploaded = models.ForeignKey(UploadedList, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()  # of the row in the file
    cells = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    wrong = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uploaded", "number"], name="line_once_in_a_list")]
        indexes = [models.Index(fields=["uploaded", "outcome", "number"], name="lines_by_outcome")]

    def __str__(self) -> str:
        return f"{self.uploaded}: {self.number}"

    @property
    def told(self) -> list[tuple[str, str]]:
        """The errors in the reader's language: the column's heading and why."""
        found = []
        for one in self.wrong:
            heading, why, values = one["column"], one["why"], one["values"]
            words = {
                key: ", ".join(map(gettext, said)) if isinstance(said, list) else said for key, said in values.items()
            }
            told = gettext(why)
            found.append((gettext(heading) if heading else "", told % words if words else told))
        return found
