"""Nobody goes and nothing closes while work still waits there: it is handed over first."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.core import stores
from congvu.core.errors import RuleBroken
from congvu.directory.models import Person, Unit


class WorkIsOpen(RuleBroken):
    message = gettext_lazy("Work still waits here. Hand it over first.")


def open_work(*, units: Iterable[Unit], person: Person | None = None) -> int:
    """How much still waits in the units, or in them on the name of the person. The apps that keep work plug in the count."""
    wanted = [unit.pk for unit in units]
    return sum(count(units=wanted, person=person.pk if person else None) for count in stores.open_work)


def refuse_open_work(*, units: Iterable[Unit], person: Person | None = None) -> None:
    """Raises WorkIsOpen with the number of what waits."""
    number = open_work(units=units, person=person)
    if number:
        raise WorkIsOpen(_("%(number)s pieces of work still wait here. Hand them over first.") % {"number": number})
