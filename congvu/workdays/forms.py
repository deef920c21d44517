"""Forms of the working calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.core.days import DayField
from congvu.workdays.models import CalendarYear, DayKind, Occasion


class SumForm(forms.Form):
    """The small calculator: from a day, so many working days."""

    since = DayField(label=pgettext_lazy("calendar", "From"))
    days = forms.IntegerField(label=_("Working days"), min_value=-400, max_value=400)


class DeclareForm(forms.Form):
    """What was decided about a day."""

    kind = forms.ChoiceField(label=_("What was decided"), choices=DayKind.choices)
    day = DayField(label=pgettext_lazy("calendar", "Day"))
    made_up_on = DayField(
        label=_("Made up on"),
        required=False,
        help_text=_("Only for a swapped day: the weekend day that is worked instead."),
    )
    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion.choices, initial=Occasion.OTHER)
    name = forms.CharField(label=_("Name of the day"), max_length=160)
    source = forms.CharField(
        label=_("Deciding document"), max_length=250, help_text=_("Number, date and issuer, as they stand on it.")
    )

    def __init__(self, *args: Any, year: CalendarYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        limits = {"data-min": date(year.year, 1, 1).isoformat(), "data-max": date(year.year, 12, 31).isoformat()}
        self.fields["day"].widget.attrs.update(limits)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day.year != self.year.year:
            raise forms.ValidationError(_("This day does not belong to the year being changed."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        swapped = cleaned.get("kind") == DayKind.SWAPPED
        if swapped and not cleaned.get("made_up_on"):
            self.add_error("made_up_on", _("Say on which day it is made up."))
        if swapped and cleaned.get("made_up_on") == cleaned.get("day"):
            self.add_error("made_up_on", _("A day cannot be made up on itself."))
        return cleaned


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=250)


class ConfirmYearForm(forms.Form):
    """The yearly notice."""

    source = forms.CharField(
        label=_("Deciding document"), max_length=250, help_text=_("Number, date and issuer, as they stand on it.")
    )
