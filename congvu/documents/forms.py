"""The forms of incoming documents. What was typed stays when a form comes back with an error."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import islice
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from congvu.accounts.actors import Actor
from congvu.core.days import DayField
from congvu.core.widgets import LongSelect
from congvu.directory.models import Organisation, Person, Unit
from congvu.documents.actions.registry import AbstractMissing, Particulars
from congvu.documents.filling import as_read, asked_until, missing_from, reading_of
from congvu.documents.habits import usual_units
from congvu.documents.models import Channel, DocumentType, IncomingDocument
from congvu.documents.permissions import ASSIGN, HANDLE, head_seat, own_items
from congvu.documents.queries import Load, departments_of, find_by_number, leaders_of, members_of
from congvu.files.forms import FilesField
from congvu.records.links import LinkKind
from congvu.records.models import Urgency, WorkItem
from congvu.records.work import open_items
from congvu.workdays.calendar import current_calendar
from congvu.workdays.reckoning import Deadline, moment_words
from congvu.workdays.rules import deadline_on, handling_deadline

USUAL = 6  # units a leader sees first
_QUEUE = 200  # documents one may join another to
EMPTY = {"issuing_body": None, "issuer_name": "", "reference": "", "issued_on": None}


class ReceiveForm(forms.Form):
    """A document comes in: its file and annexes, or nothing but its title when it is paper."""

    main = FilesField(label=_("Document"), required=False, multiple=False)
    annexes = FilesField(label=_("Annexes"), required=False, multiple=True)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(c.value, c.label) for c in (Channel.UPLOAD, Channel.PAPER, Channel.EMAIL)]
    )
    title = forms.CharField(
        label=_("Abstract"), required=False, max_length=1000, help_text=_("Needed for paper without a file.")
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("main") and not values.get("title") and "main" not in self.errors:
            self.add_error("main", str(AbstractMissing.message))
        return values


class ParticularsForm(forms.Form):
    """What is entered of a document, with the law's names, in the law's order (Decree 30/2020, annex IV)."""

    issuing_body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Issuing body"),
        required=False,
        empty_label="—",
        widget=LongSelect(),
    )
    issuer_name = forms.CharField(
        label=_("Issuing body as written"), required=False, max_length=250, help_text=_("When it is not in the list.")
    )
    reference = forms.CharField(label=_("Number and notation"), required=False, max_length=80)
    issued_on = DayField(label=_("Date of the document"), required=False)
    document_type = forms.ModelChoiceField(
        DocumentType.objects.none(), label=_("Kind of document"), required=False, empty_label="—"
    )
    title = forms.CharField(label=_("Abstract"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    signatory = forms.CharField(label=_("Signatory"), required=False, max_length=160)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    pages = forms.IntegerField(label=_("Number of pages"), required=False, min_value=1, max_value=100_000)
    copies = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=1000, initial=1)
    circulation = forms.CharField(label=_("Circulation mark"), required=False, max_length=60)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, document: IncomingDocument, actor: Actor, now: datetime) -> None:
        super().__init__(
            data, initial={name: getattr(document, name) for name in self.base_fields if hasattr(document, name)}
        )
        day = actor.on
        self.fields["issuing_body"].queryset = Organisation.objects.order_by("rank", "name")  # type: ignore[attr-defined]
        self.fields["document_type"].queryset = DocumentType.objects.valid_on(day).order_by("rank")  # type: ignore[attr-defined]

    def sender(self) -> dict[str, Any]:
        """Who sent it, under which number, of which day: as entered, else as first filled in."""
        entered = self.cleaned_data if self.is_bound else self.initial
        return {name: entered.get(name) or EMPTY[name] for name in EMPTY}

    def particulars(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in Particulars.__dataclass_fields__})


class RegisterForm(ParticularsForm):
    """Particulars, first as the file says them; what was checked, and to whom the document goes at once."""

    present_to = forms.ChoiceField(
        label=_("Present to"), required=False, help_text=_("May also be done later."), widget=LongSelect()
    )
    checked = forms.BooleanField(
        label=_("Checked: addressed to this office, complete, signed"),
        error_messages={"required": _("Check the document before you register it, or return it to the sender.")},
    )

    def __init__(self, data: Any = None, *, document: IncomingDocument, actor: Actor, now: datetime) -> None:
        super().__init__(data, document=document, actor=actor, now=now)
        self.reading = reading_of(document)
        self.initial.update(missing_from(document, self.reading))
        for name, mark in as_read(document, self.reading).items():
            if not self.is_bound or name not in self.changed_data:
                self.fields[name].widget.attrs["data-read"] = mark
        self.receivers = Receivers(document.organisation, actor.on)
        self.fields["present_to"].choices = [("", _("Present later")), *self.receivers.choices]  # type: ignore[attr-defined]


class Receivers:
    """To whom the registry may lay a document: leaders for instruction, units directly."""

    def __init__(self, organisation: Organisation, day: date) -> None:
        leaders = leaders_of(organisation, day)
        units = list(departments_of(organisation, day))
        self._found: dict[str, Person | Unit] = {f"leader-{h.person.handle}": h.person for h in leaders}
        self._found |= {f"unit-{unit.handle}": unit for unit in units}
        self.choices = [
            (_("Leaders"), [(f"leader-{h.person.handle}", f"{h.person} · {h.post.title}") for h in leaders]),
            (_("Units"), [(f"unit-{unit.handle}", unit.name) for unit in units]),
        ]

    def __getitem__(self, code: str) -> Person | Unit:
        return self._found[code]


class DoingForm(forms.Form):
    """A form of one thing one may do with a document."""

    def __init__(self, *args: Any, document: IncomingDocument, actor: Actor, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.actor, self.now = document, actor, now
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices from the document and the actor."""


class PresentForm(DoingForm):
    to = forms.ChoiceField(label=_("Present to"), widget=LongSelect())
    words = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        self.receivers = Receivers(self.document.organisation, self.actor.on)
        self.fields["to"].choices = [("", "—"), *self.receivers.choices]  # type: ignore[attr-defined]

    def clean_to(self) -> Person | Unit:
        return self.receivers[self.cleaned_data["to"]]


class DeadlineForm(DoingForm):
    """A deadline counted in working days from now, or a day; each answer carries its arithmetic."""

    DAYS = ("1", "3", "5", "10", "15")

    deadline = forms.ChoiceField(label=_("Deadline"), required=False, widget=forms.RadioSelect)
    due_on = DayField(label=_("On the day"), required=False)

    def prepare(self) -> None:
        self.calendar = current_calendar()
        asked = asked_until(self.document)
        self.asked = asked if asked and asked >= timezone.localdate(self.now) else None
        as_asked = (
            [("asked", _("As the document asks: %(day)s") % {"day": f"{self.asked:%d/%m/%Y}"})] if self.asked else []
        )
        self.fields["deadline"].choices = [  # type: ignore[attr-defined]
            ("rule", self.rule_words()),
            *as_asked,
            *self.days(),
            ("day", _("On a day")),
        ]
        self.fields["deadline"].initial = "rule"

    @classmethod
    def days(cls) -> list[tuple[str, str]]:
        """So many working days, as choices."""
        return [(days, ngettext("%s working day", "%s working days", int(days)) % days) for days in cls.DAYS]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen, day = values.get("deadline") or "rule", values.get("due_on")
        values["due"] = None
        if chosen == "day" and day:
            values["due"] = deadline_on(day, self.now, self.calendar)
        elif chosen == "asked" and self.asked:
            values["due"] = deadline_on(self.asked, self.now, self.calendar)
        elif chosen == "day":
            if "due_on" not in self.errors:
                self.add_error("due_on", _("Write the day."))
        elif chosen == "rule":
            values["due"] = self.by_rule()
        else:
            values["due"] = self.calendar.add_working_days(self.now, int(chosen))
        return values

    def by_rule(self) -> Deadline | None:
        return handling_deadline(self.document.urgency, self.now, self.calendar)

    def rule_words(self) -> str:
        """What the first choice means, with its day."""
        by_rule = self.by_rule()
        return str(_("By rule: %(day)s") % {"day": moment_words(by_rule.due_at)} if by_rule else _("No deadline"))


class InstructForm(DeadlineForm):
    """The leader's instruction, made for a tablet: a unit, perhaps others, words, a deadline."""

    PHRASES = (
        _("Study and propose an answer."),
        _("Handle within your competence and report the result."),
        _("Draft a submission to the Prime Minister."),
        _("Collect the opinions of the bodies concerned."),
        _("For follow-up."),
    )

    lead = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Lead unit"), widget=forms.RadioSelect, to_field_name="handle", empty_label=None
    )
    contributing = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Contributing units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="handle",
    )
    words = forms.CharField(
        label=_("Instruction"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ["lead", "contributing", "words", "deadline", "due_on"]

    def prepare(self) -> None:
        super().prepare()
        units = departments_of(self.document.organisation, self.actor.on)
        self.fields["lead"].queryset = units  # type: ignore[attr-defined]
        self.fields["contributing"].queryset = units  # type: ignore[attr-defined]

    @cached_property
    def leads(self) -> tuple[list[BoundWidget], list[BoundWidget]]:
        """The lead units to choose from: first those the leader gives most to, filled up by rank, in the order of rank; then
        the others. A list that is not much longer stays as it is."""
        radios = list(self["lead"])
        if len(radios) <= USUAL + 2:
            return radios, []
        usual = usual_units(self.actor, USUAL)
        others = (value for radio in radios if (value := str(radio.data["value"])) not in usual)
        usual |= set(islice(others, USUAL - len(usual)))
        first = [radio for radio in radios if str(radio.data["value"]) in usual]
        return first, [radio for radio in radios if radio not in first]

    @property
    def leads_elsewhere(self) -> bool:
        """Whether the unit chosen already stands among the others."""
        chosen = str(self["lead"].value() or "")
        return any(str(radio.data["value"]) == chosen for radio in self.leads[1])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        lead = values.get("lead")
        if lead and lead in values.get("contributing", []):
            values["contributing"] = [unit for unit in values["contributing"] if unit != lead]
        return values


class OfficerForm(DoingForm):
    """Someone of the unit, each with how much already waits for them."""

    officer = forms.ChoiceField(label=_("Who handles it"), widget=forms.RadioSelect)

    unit: Callable[[], Unit]

    def prepare(self) -> None:
        super().prepare()
        self.members = {m.person.handle: m for m in members_of(self.unit(), self.now, self.actor.on)}
        self.fields["officer"].choices = [  # type: ignore[attr-defined]
            (handle, f"{m.person.full_name} · {m.title} · {load_words(m.load)}") for handle, m in self.members.items()
        ]

    def clean_officer(self) -> Person:
        return self.members[self.cleaned_data["officer"]].person


class AssignForm(OfficerForm, DeadlineForm):
    words = forms.CharField(
        label=_("What to do"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ["officer", "words", "deadline", "due_on"]

    def item(self) -> WorkItem:
        return own_items(self.actor, self.document, ASSIGN)[0]

    def unit(self) -> Unit:
        return self.item().unit

    def by_rule(self) -> Deadline | None:
        """None when the leader set a deadline: it stays."""
        return None if self.item().due_at else super().by_rule()

    def rule_words(self) -> str:
        due = self.item().due_at
        return str(_("As instructed: %(day)s") % {"day": moment_words(due)}) if due else super().rule_words()


class ReassignForm(OfficerForm):
    because = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def unit(self) -> Unit:
        return next(item.unit for item in open_items(self.document, HANDLE) if head_seat(self.actor, item))


class TransferForm(DoingForm):
    to = forms.ModelChoiceField(Unit.objects.none(), label=_("Right unit"), to_field_name="handle", widget=LongSelect())
    because = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        taken = [item.unit_id for item in open_items(self.document)]
        units = departments_of(self.document.organisation, self.actor.on).exclude(pk__in=taken)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class ReasonForm(DoingForm):
    because = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(DoingForm):
    """The document of which this is an annex: one of the queue, or one that has its number."""

    queued = forms.ChoiceField(label=_("A document of the queue"), required=False, widget=LongSelect())
    number = forms.CharField(
        label=_("Or arrival number, or number and notation"),
        required=False,
        max_length=80,
        help_text=_("For example 1284, 1284/2025 or 5521/BXD-KHTC."),
    )

    def prepare(self) -> None:
        body = self.document.organisation_id
        queue = IncomingDocument.objects.visible_to(self.actor).in_queue(body).exclude(pk=self.document.pk)
        self.queue = {document.handle: document for document in queue.order_by("opened_at", "pk")[:_QUEUE]}
        self.fields["queued"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((handle, f"{one.reference} {one.title}".strip()[:120]) for handle, one in self.queue.items()),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        queued, number = values.get("queued"), values.get("number")
        found = [self.queue[queued]] if queued else []
        if number and not queued:
            found = find_by_number(number, self.document.organisation, self.actor, self.now)
        if len(found) == 1:
            values["into"] = found[0]
        elif number or queued:
            self.add_error("number", _("No single document with this number is found among those you may read."))
        else:
            self.add_error("queued", _("Choose the document to which this one belongs."))
        return values


class OpinionForm(DoingForm):
    opinion = forms.CharField(label=_("Opinion"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))


class FinishForm(DoingForm):
    result = forms.CharField(label=_("Result"), max_length=8000, widget=forms.Textarea(attrs={"rows": 4}))
    answered_by = forms.CharField(label=_("Reference of the answering document"), required=False, max_length=80)
    attached = FilesField(label=_("Files of the result"), required=False, multiple=True)


class LinkForm(DoingForm):
    kind = forms.ChoiceField(label=_("This document"), choices=LinkKind.choices)
    number = forms.CharField(
        label=_("Arrival number, or number and notation, of the other document"),
        max_length=80,
        help_text=_("For example 1284, 1284/2025 or 5521/BXD-KHTC."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if number := values.get("number"):
            found = find_by_number(number, self.document.organisation, self.actor, self.now)
            if len(found) == 1:
                values["to"] = found[0]
            elif found:
                self.add_error(
                    "number", _("Several documents have this number. Write the arrival number with its year.")
                )
            else:
                self.add_error("number", _("No document with this number is found among those you may read."))
        return values


class DossierForm(DoingForm):
    dossier = forms.CharField(
        label=_("Dossier"), max_length=80, help_text=_("Number and notation of the dossier, for example 01.KTTH.")
    )


def load_words(load: Load) -> str:
    """How much waits for someone, in words."""
    waiting, late = load.open, load.late
    if not waiting:
        return str(_("free"))
    words = ngettext("%s item", "%s items", waiting) % waiting
    return words + ", " + ngettext("%s late", "%s late", late) % late if late else words
