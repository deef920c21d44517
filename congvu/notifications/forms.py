"""Forms: by which ways one wants to hear of what, and the rungs of the ladder of reminders."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.days import DayField
from congvu.core.stores import NoticeKind
from congvu.notifications.models import DigestHabit, ReminderRule, Stage, To
from congvu.notifications.notices import Ways
from congvu.records.models import Urgency
from congvu.workdays.models import TimeUnit

WAYS = ("in_app", "email", "digest")
WAY_LABELS = {"in_app": _("In the office"), "email": _("E-mail at once"), "digest": _("Daily summary")}


class ChoicesForm(forms.Form):
    """A line for each kind of notice with a tick for each way, and the hour of the summary."""

    digest_hour = forms.TypedChoiceField(
        label=_("The summary comes on working days at"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(7, 18)],
        initial=DigestHabit.DEFAULT_HOUR,
    )

    def __init__(self, *args: Any, ways: dict[str, Ways], with_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.shown = WAYS if with_mail else WAYS[:1]
        for code, kind in kinds():
            for way in self.shown:
                label = f"{kind.label}: {WAY_LABELS[way]}"
                on = getattr(ways[code], way)
                self.fields[f"{code}-{way}"] = forms.BooleanField(label=label, required=False, initial=on)

    def lines(self) -> Iterator[tuple[NoticeKind, list[Any]]]:
        """The kinds in their order, each with its ticks."""
        for code, kind in kinds():
            yield kind, [self[f"{code}-{way}"] for way in self.shown]

    @property
    def headings(self) -> list[Any]:
        return [WAY_LABELS[way] for way in self.shown]

    def chosen(self) -> dict[str, Ways]:
        """What was ticked; the ways that are not shown stay as they were."""
        said = self.cleaned_data
        return {
            code: Ways(*(said.get(f"{code}-{way}", getattr(self.ways[code], way)) for way in WAYS))
            for code, _kind in kinds()
        }


def kinds() -> list[tuple[str, NoticeKind]]:
    """The kinds of notices in the order in which they are listed."""
    return sorted(stores.notice_kinds.items(), key=lambda pair: pair[1].rank)


class RungForm(forms.Form):
    """A rung of the ladder from a day on."""

    act = forms.ChoiceField(label=_("For which work"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    stage = forms.TypedChoiceField(label=_("Rung"), coerce=int, choices=Stage.choices)
    amount = forms.IntegerField(
        label=_("How far from the deadline"), min_value=0, max_value=400, help_text=_("Nothing at the deadline itself.")
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=TimeUnit.choices)
    to = forms.MultipleChoiceField(label=_("Who is told"), choices=To.choices, widget=forms.CheckboxSelectMultiple)
    from_on = DayField(label=_("In force from"))
    source = forms.CharField(
        label=_("Deciding document"), max_length=250, help_text=_("Number, date and issuer, as they stand on it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(code, act.label) for code, act in stores.acts.items()]
        self.fields["act"].choices = [("", _("All work")), *acts]  # type: ignore[attr-defined]
        self.fields["urgency"].choices = [("", _("Every urgency")), *Urgency.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("stage") not in (None, Stage.DUE) and cleaned.get("amount") == 0:
            self.add_error("amount", _("Say how far before or after the deadline."))
        return cleaned

    def rule(self) -> ReminderRule:
        """For which work the rung is."""
        return ReminderRule(act=self.cleaned_data["act"], urgency=self.cleaned_data["urgency"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("stage", "amount", "unit", "to", "from_on", "source")}


class EndRungForm(forms.Form):
    """From when a rung is no more, and why."""

    from_on = DayField(label=_("No longer from"))
    reason = forms.CharField(label=_("Reason"), max_length=250)
