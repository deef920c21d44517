"""The forms of the administration."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.administration.handing_over import Taker
from congvu.administration.importing.reading import MOST_BYTES, TooLong
from congvu.administration.models import ListKind
from congvu.core.days import DayField
from congvu.core.errors import RuleBroken
from congvu.directory.forms import offer
from congvu.directory.models import Organisation, OrganisationKind, Person, Post, PostHolding, Unit
from congvu.documents.models import DocumentType
from congvu.files import store
from congvu.records.models import Urgency, WorkItem
from congvu.records.registers import BOOKS
from congvu.workdays.models import RuleCode, TimeUnit

PICK = {"data-pick": ""}


class ReorganiseForm(forms.Form):
    """Which bodies end, who takes over, from which day, by which decision."""

    bodies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Bodies that end"),
        widget=forms.SelectMultiple(attrs=PICK),
        help_text=_("Several are merged; one is split, or succeeded by another."),
    )
    into = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Bodies that take over"),
        required=False,
        widget=forms.SelectMultiple(attrs=PICK),
        help_text=_("None, and no new one below: the body ends without a successor."),
    )
    new_bodies = forms.CharField(
        label=_("New bodies that take over"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in each line: the name, a bar and the letters, as in: Bộ Xây dựng và Giao thông | BXDGT"),
    )
    on = DayField(label=pgettext_lazy("day", "From"), help_text=_("The first day of the new state of things."))
    source = forms.CharField(label=_("Deciding document"), max_length=250)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        valid = Organisation.objects.valid_on(today).in_protocol_order()
        offer(self, "bodies", valid)
        offer(self, "into", valid)
        self.fields["on"].initial = today

    def clean_new_bodies(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["new_bodies"].splitlines():
            name, _bar, letters = (part.strip() for part in line.partition("|"))
            if name and not letters:
                raise forms.ValidationError(_("Write the letters of “%(name)s” after a bar."), params={"name": name})
            if name:
                found.append((name[:250], letters[:40]))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        bodies, heirs = list(given.get("bodies") or []), list(given.get("into") or []) + (given.get("new_bodies") or [])
        if bodies and set(bodies) & set(heirs):
            self.add_error("into", _("A body does not take over from itself. Choose another successor."))
        if len(bodies) > 1 and len(heirs) > 1:
            self.add_error("into", _("Several bodies merge into one. Split them one after the other."))
        if len(bodies) > 1 and not heirs and "new_bodies" in given:
            self.add_error("into", _("Say into which body they merge."))
        return given


class DescribeBodyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    parent = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Part of"), required=False, widget=forms.Select(attrs=PICK)
    )
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    rank = forms.IntegerField(label=_("Place in the order of protocol"), min_value=0, max_value=100_000)
    is_endpoint = forms.BooleanField(label=_("It is given tasks and documents are exchanged with it"), required=False)

    def __init__(self, *args: Any, body: Organisation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", Organisation.objects.valid_on(today).exclude(pk=body.pk).in_protocol_order())


class ChangeUnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    notation = forms.CharField(label=_("Letters in references"), max_length=20)
    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("Part of"), required=False)
    rank = forms.IntegerField(label=_("Place in the order of protocol"), min_value=0, max_value=100_000)
    source = forms.CharField(label=_("Deciding document"), max_length=250, required=False)

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside = Unit.objects.valid_on(today).filter(organisation=unit.organisation).exclude(pk=unit.pk)
        offer(self, "parent", beside.order_by("rank", "pk"))


class DescribePersonForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    staff_number = forms.CharField(label=_("Staff number"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class GoingForm(forms.Form):
    """Someone leaves a post, or takes another on the same day; what waits for them is handed over in the same step. One field
    `to` for all of it, and one for each piece that goes elsewhere."""

    on = DayField(label=pgettext_lazy("day", "From"), help_text=_("The first day on which the post is no longer held."))
    reason = forms.CharField(label=_("Deciding document or reason"), max_length=120)
    post = forms.ModelChoiceField(Post.objects.none(), label=_("New post"), widget=forms.Select(attrs=PICK))
    close_account = forms.BooleanField(label=_("Close the account too"), required=False)
    to = forms.ChoiceField(label=_("Hand everything over to"), required=False)

    def __init__(
        self,
        *args: Any,
        holding: PostHolding,
        items: list[WorkItem],
        takers: list[Taker],
        moving: QuerySet[Post] | None,
        may_close: bool,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.takers = items, {taker.code: taker for taker in takers}
        choices = [(taker.code, self._words(taker)) for taker in takers]
        self.fields["on"].initial = today
        if moving is None:
            del self.fields["post"]
        else:
            offer(self, "post", moving)
        if not may_close:
            del self.fields["close_account"]
        if not items:
            del self.fields["to"]
            return
        self.fields["to"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
        for item in items:
            people = [(code, words) for code, words in choices if code != "unit" or item.act != "instruct"]
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=_("Hand over to"), required=False, choices=[("", _("As all the rest")), *people]
            )

    def _words(self, taker: Taker) -> str:
        return str(taker.person) if taker.person else str(_("The unit: its head gives it on"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        left = [item for item in self.items if not (given.get(f"item_{item.pk}") or given.get("to"))]
        if left:
            self.add_error("to", _("Say who takes over what waits here."))
        return given

    def goes_to(self) -> dict[int, Taker]:
        """Who takes over each piece."""
        given = self.cleaned_data
        return {item.pk: self.takers[given[f"item_{item.pk}"] or given["to"]] for item in self.items}

    def lines(self) -> list[tuple[WorkItem, Any]]:
        """Each piece with its field."""
        return [(item, self[f"item_{item.pk}"]) for item in self.items]


class BookForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body"), widget=forms.Select(attrs=PICK))
    code = forms.ChoiceField(label=_("Book"), choices=[(code, name) for code, name in BOOKS.items()])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    first_number = forms.IntegerField(
        label=_("First number"),
        min_value=1,
        initial=1,
        help_text=_("Greater than 1 when the numbers of the year were begun elsewhere."),
    )

    def __init__(self, *args: Any, bodies: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", bodies)
        self.fields["year"].initial = today.year


class RuleForm(forms.Form):
    code = forms.ChoiceField(label=_("For which work"), choices=RuleCode.choices)
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", _("Every urgency")), *Urgency.choices]
    )
    amount = forms.IntegerField(label=_("How long"), min_value=0, max_value=999)
    unit = forms.ChoiceField(label=_("Counted in"), choices=TimeUnit.choices)
    from_on = DayField(label=pgettext_lazy("day", "From"), help_text=_("Today or later: the past is never changed."))
    source = forms.CharField(
        label=_("Legal source"), max_length=250, help_text=_("Number, date and issuer, with the article.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = today


def _an_hour(label: Any, usual: str) -> forms.TimeField:
    """An hour as the office writes it, "7:30" or "7h30"; a browser's own field of an hour speaks the browser's language."""
    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": usual, "autocomplete": "off"})
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%Hh%M", "%Hh"])


class HoursForm(forms.Form):
    morning_from = _an_hour(_("Morning from"), "08:00")
    morning_to = _an_hour(_("Morning to"), "12:00")
    afternoon_from = _an_hour(_("Afternoon from"), "13:00")
    afternoon_to = _an_hour(_("Afternoon to"), "17:00")
    from_on = DayField(label=pgettext_lazy("day", "From"), help_text=_("Today or later: the past is never changed."))
    source = forms.CharField(label=_("Deciding document"), max_length=250)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = today


class KindForm(forms.Form):
    """A kind of document from a day on."""

    code = forms.ChoiceField(label=_("Which kind"), required=False)
    name = forms.CharField(label=_("Name"), max_length=120)
    abbreviation = forms.CharField(
        label=_("Letters"),
        max_length=8,
        required=False,
        help_text=_("As they stand in references; official letters have none."),
    )
    from_on = DayField(label=pgettext_lazy("day", "From"), help_text=_("Today or later: the past is never changed."))
    until_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only where the document sets one; else it holds until another."),
    )
    source = forms.CharField(
        label=_("Legal source"), max_length=200, help_text=_("Number, date and issuer, with the article.")
    )

    def __init__(self, *args: Any, kinds: Iterable[DocumentType], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = [("", _("A kind that is new")), *((kind.code, kind.name) for kind in kinds)]
        self.fields["from_on"].initial = today


class EndKindForm(forms.Form):
    """After which day a kind of document is no more."""

    until_on = DayField(label=_("Last day"), help_text=_("Today or later: the past is never changed."))
    source = forms.CharField(
        label=_("Legal source"), max_length=200, help_text=_("Number, date and issuer, with the article.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = today


class BringForm(forms.Form):
    """A list, checked at the same door as every file."""

    kind = forms.ChoiceField(label=_("What it lists"), choices=ListKind.choices)
    file = forms.FileField(label=_("File"), help_text=_("XLSX or CSV, at most 20,000 lines."))

    def __init__(self, *args: Any, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(TooLong.message))
        name = upload.name or ""
        as_text = name.lower().endswith((".csv", ".tsv"))
        try:
            store.check(upload, name=f"{name.rsplit('.', 1)[0]}.txt" if as_text else name, at=self.at)
        except RuleBroken as broken:
            raise forms.ValidationError(str(broken)) from broken
        upload.seek(0)
        return upload


class WhyForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who"), widget=forms.Select(attrs=PICK), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class FindRecordForm(forms.Form):
    """A record by its number, for those who may not open it themselves."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body"), widget=forms.Select(attrs=PICK))
    code = forms.ChoiceField(label=_("Book"), choices=[(code, name) for code, name in BOOKS.items()])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    number = forms.IntegerField(label=_("Number"), min_value=1)

    def __init__(self, *args: Any, bodies: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", bodies)
        self.fields["year"].initial = today.year
