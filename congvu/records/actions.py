"""What is done to registers themselves, and to what may be asked of a record's readers."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import Organisation, Person
from congvu.records.models import HistoryEntry, Record, Register
from congvu.records.permissions import may_ask_why, may_keep_books
from congvu.records.registers import BOOKS
from congvu.records.why import Answer, explain


class BookIsOpen(RuleBroken):
    """The book of the series and year is there already."""

    message = _("The body already has this book for the year.")


class YearIsRunning(RuleBroken):
    """A book is closed when its year is over."""

    message = _("A book is closed when its year is over: numbers are still given in it.")


class BookIsClosed(RuleBroken):
    """The book was closed before."""

    message = _("This book is closed already.")


class WrongNumber(RuleBroken):
    """Numbering begins at 1 or later."""

    message = _("The first number is 1 or greater.")


class YearTooFar(RuleBroken):
    """Books are opened for this year and the next."""

    message = _("A book is opened for this year or the next.")


@action(may_keep_books)
def open_book(
    organisation: Organisation, *, code: str, year: int, first_number: int = 1, at: datetime, by: Actor
) -> Register:
    """Open the body's book of a series for a year before its first document does, when numbering goes on from another system:
    the first number given is `first_number` (Decree 30/2020, art. 15 and 22: continuous from 1 January to 31 December).
    Raises BookIsOpen, WrongNumber, YearTooFar."""
    if first_number < 1:
        raise WrongNumber
    if year - timezone.localdate(at).year not in (0, 1):
        raise YearTooFar
    with translation.override(settings.LANGUAGE_CODE):
        name = str(BOOKS[code])
    book, is_new = Register.objects.get_or_create(
        organisation=organisation, code=code, year=year, defaults={"name": name, "last_number": first_number - 1}
    )
    if not is_new:
        raise BookIsOpen
    note(book, "book_opened", at=at, by=by, body=organisation.name, year=year, first_number=first_number)
    return book


@action(may_keep_books)
def close_book(book: Register, *, at: datetime, by: Actor) -> Register:
    """Close the book of a year that is over (khóa sổ): its last number and how many were cancelled stand in the history.
    Raises YearIsRunning, BookIsClosed."""
    if book.year >= timezone.localdate(at).year:
        raise YearIsRunning
    if closing_of([book]).get(book.pk):
        raise BookIsClosed
    cancelled = book.entries.filter(cancelled_at__isnull=False).count()
    note(book, "book_closed", at=at, by=by, last_number=book.last_number, cancelled=cancelled, year=book.year)
    return book


@action(may_ask_why)
def ask_why(record: Record, *, person: Person, at: datetime, by: Actor) -> Answer:
    """Why the person may see the record on the day, or what they would need. That it was asked stands in the record's thread."""
    answer = explain(record, person, by.on)
    note(record, "asked_why", at=at, by=by, person=person.full_name, may_see=answer.may_see)
    return answer


def closing_of(books: list[Register]) -> dict[int, HistoryEntry]:
    """The entry by which each book was closed, for those that are."""
    subjects = {f"records.register:{book.pk}": book.pk for book in books}
    found = HistoryEntry.objects.filter(record=None, subject__in=subjects, verb="records.book_closed")
    return {subjects[entry.subject]: entry for entry in found}
