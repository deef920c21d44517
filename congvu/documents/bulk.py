"""Presenting many documents to one leader, giving many to one officer: one form, one action for each."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.accounts.actors import HEADS, Actor
from congvu.accounts.requests import OfficeRequest
from congvu.core.days import DayField
from congvu.core.errors import Refused
from congvu.core.widgets import LongSelect
from congvu.directory.models import Organisation, Person, Unit
from congvu.directory.roles import Role
from congvu.documents.actions import handling, registry
from congvu.documents.forms import DeadlineForm, Receivers, load_words
from congvu.documents.models import IncomingDocument
from congvu.documents.outcomes import chosen, one_by_one, tell
from congvu.documents.permissions import ASSIGN, own_items
from congvu.documents.queries import members_of
from congvu.workdays.calendar import current_calendar
from congvu.workdays.reckoning import Deadline
from congvu.workdays.rules import deadline_on, handling_deadline


class PresentManyForm(forms.Form):
    """To whom, and a note for all of them."""

    to = forms.ChoiceField(label=gettext_lazy("Present to"), widget=LongSelect())
    words = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, organisation: Organisation, actor: Actor) -> None:
        super().__init__(data)
        self.receivers = Receivers(organisation, actor.on)
        self.fields["to"].choices = [("", "—"), *self.receivers.choices]  # type: ignore[attr-defined]

    def clean_to(self) -> Person | Unit:
        return self.receivers[self.cleaned_data["to"]]


class AssignManyForm(forms.Form):
    """Who handles them, what to do, until when."""

    officer = forms.ChoiceField(label=gettext_lazy("Who handles it"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What to do"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    deadline = forms.ChoiceField(
        label=gettext_lazy("Deadline"), required=False, widget=forms.RadioSelect, initial="rule"
    )
    due_on = DayField(label=gettext_lazy("On the day"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        self.actor, self.now = actor, now
        units = {seat.unit.pk: seat.unit for seat in actor.seats if seat.role in HEADS}
        self.members = {
            f"{unit.handle}-{member.person.handle}": (unit, member)
            for unit in units.values()
            for member in members_of(unit, now, actor.on)
        }
        self.fields["officer"].choices = [  # type: ignore[attr-defined]
            (
                code,
                " · ".join([m.person.full_name, m.title, *([unit.name] if len(units) > 1 else []), load_words(m.load)]),
            )
            for code, (unit, m) in self.members.items()
        ]
        self.fields["deadline"].choices = [  # type: ignore[attr-defined]
            ("rule", _("As instructed, or by rule")),
            *DeadlineForm.days(),
            ("day", _("On a day")),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("deadline") == "day" and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Write the day."))
        return values

    def due(self, document: IncomingDocument) -> Deadline | None:
        """The deadline of one of them: the one chosen for all; by rule each has its own, and a leader's deadline stays."""
        calendar, how = current_calendar(), self.cleaned_data["deadline"] or "rule"
        if how == "day":
            return deadline_on(self.cleaned_data["due_on"], self.now, calendar)
        if how != "rule":
            return calendar.add_working_days(self.now, int(how))
        instructed = any(item.due_at for item in own_items(self.actor, document, ASSIGN))
        return None if instructed else handling_deadline(document.urgency, self.now, calendar)


@require_http_methods(["GET", "POST"])
def present_many(request: OfficeRequest) -> HttpResponse:
    """Lay the ticked documents before one leader, or pass them to one unit."""
    seat = request.actor.holds(Role.CLERK)
    if seat is None:
        raise Refused
    documents, unread = chosen(request)
    form = PresentManyForm(request.POST or None, organisation=seat.organisation, actor=request.actor)
    if request.method == "POST" and documents and form.is_valid():
        to, words = form.cleaned_data["to"], form.cleaned_data["words"]

        def present(document: IncomingDocument) -> object:
            registry.present(document, to=to, words=words, at=request.now, by=request.actor)
            return _("Presented.")

        told = one_by_one(documents, present)
        return tell(
            request, _("Presented to %(to)s") % {"to": to}, told, unread=unread, back=request.POST.get("back", "")
        )
    return _form(request, form, documents, unread, verb="present")


@require_http_methods(["GET", "POST"])
def assign_many(request: OfficeRequest) -> HttpResponse:
    """The head gives the ticked documents to one officer."""
    if not request.actor.holds(*HEADS):
        raise Refused
    documents, unread = chosen(request)
    form = AssignManyForm(request.POST or None, actor=request.actor, now=request.now)
    if request.method == "POST" and documents and form.is_valid():
        unit, member = form.members[form.cleaned_data["officer"]]
        words = form.cleaned_data["words"]

        def assign(document: IncomingDocument) -> object:
            due = form.due(document)
            handling.assign(
                document, officer=member.person, unit=unit, words=words, deadline=due, at=request.now, by=request.actor
            )
            return _("Given to the officer.")

        told = one_by_one(documents, assign)
        heading = _("Given to %(officer)s") % {"officer": member.person.full_name}
        return tell(request, heading, told, unread=unread, back=request.POST.get("back", ""))
    return _form(request, form, documents, unread, verb="assign")


def _form(
    request: OfficeRequest, form: Any, documents: list[IncomingDocument], unread: int, *, verb: str
) -> HttpResponse:
    """The form with the list of what it is for."""
    sent = request.method == "POST"
    context = {"form": form, "documents": documents, "unread": unread, "verb": verb, "nothing": sent and not documents}
    return render(request, "documents/bulk.html", context, status=422 if sent else 200)
