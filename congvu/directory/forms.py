"""The forms of the directory."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.core.days import DayField
from congvu.directory.models import (
    CodeScheme,
    DelegationScope,
    Organisation,
    OrganisationKind,
    Person,
    Post,
    Unit,
    UnitKind,
)
from congvu.directory.roles import Role


class PostField(forms.ModelChoiceField):
    """Posts of one unit, by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """What may be chosen in a field."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = choices


class DelegationForm(forms.Form):
    """Whom I let act for me, for which work, from which day to which."""

    giver = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who is away"), widget=forms.Select(attrs={"data-pick": ""})
    )
    receiver = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who acts"), widget=forms.Select(attrs={"data-pick": ""})
    )
    scope = forms.ChoiceField(label=_("For which work"), choices=DelegationScope.choices)
    from_on = DayField(label=pgettext_lazy("day", "From"))
    to_on = DayField(label=_("To and including"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    decided_by = forms.CharField(
        label=_("Deciding document"), max_length=120, required=False, help_text=_("Its reference, when there is one.")
    )

    def __init__(
        self, *args: Any, person: Person, organisation: Organisation, today: date, others: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.of_body(organisation, today).order_by("full_name", "pk")
        offer(self, "receiver", people if others else people.exclude(pk=person.pk))
        if others:
            offer(self, "giver", people)
            self.fields["giver"].initial = person
        else:
            del self.fields["giver"]
        self.fields["from_on"].initial = today


class BodyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=250)
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)
    notation = forms.CharField(
        label=_("Letters in references"), max_length=40, required=False, help_text=_("As in 12/BC-BTC: BTC")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    from_on = DayField(label=pgettext_lazy("day", "From"))
    is_endpoint = forms.BooleanField(
        label=_("It is given tasks and documents are exchanged with it"), required=False, initial=True
    )


class AsOfForm(forms.Form):
    """The day as of which a page is asked for."""

    on = DayField(label=_("Show the body as it was on"))


class RenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=250)
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)
    notation = forms.CharField(label=_("Letters in references"), max_length=40, required=False)
    on = DayField(label=pgettext_lazy("day", "From"))
    source = forms.CharField(label=_("Deciding document"), max_length=250)


class CodeForm(forms.Form):
    scheme = forms.ChoiceField(label=_("Scheme"), choices=CodeScheme.choices, initial=CodeScheme.NEW)
    code = forms.RegexField(
        r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$",
        label=_("Code"),
        max_length=35,
        error_messages={"invalid": _("Groups of letters and figures with points between: G12.18 or 000.00.00.G22.")},
    )
    from_on = DayField(label=pgettext_lazy("day", "From"))
    source = forms.CharField(label=_("Deciding document"), max_length=250)


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    notation = forms.CharField(label=_("Letters in references"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices, initial=UnitKind.DEPARTMENT)
    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("Part of"), required=False)
    from_on = DayField(label=pgettext_lazy("day", "From"))

    def __init__(self, *args: Any, body: Organisation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", Unit.objects.valid_on(today).filter(organisation=body).order_by("rank", "pk"))
        self.fields["from_on"].initial = today


class CloseUnitForm(forms.Form):
    on = DayField(label=pgettext_lazy("day", "From"), help_text=_("The first day on which the unit no longer exists."))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PostForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.OFFICER)
    is_sole = forms.BooleanField(label=_("One holder at a time"), required=False)


class AppointForm(forms.Form):
    """Someone takes a post: a person of the directory, or someone new."""

    post = PostField(Post.objects.none(), label=_("Post"))
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Person"), required=False, widget=forms.Select(attrs={"data-pick": ""})
    )
    full_name = forms.CharField(
        label=_("Or someone new: full name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    from_ = DayField(label=pgettext_lazy("day", "From"))
    decided_by = forms.CharField(label=_("Deciding document"), max_length=120, required=False)

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "post", Post.objects.filter(unit=unit).order_by("rank", "pk"))
        held = Person.objects.filter(holdings__post__unit__organisation=unit.organisation)
        offer(self, "person", held.distinct().order_by("full_name", "pk"))
        self.fields["from_"].initial = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("person") and not given.get("full_name"):
            self.add_error("person", _("Choose a person or write the name of someone new."))
        return given
