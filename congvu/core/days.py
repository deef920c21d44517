"""Days as the office types them: the day before the month, whatever language the browser speaks.

A browser draws its own field of a day in its own language: one that speaks English takes 05/11 for the eleventh of May. So a day
is typed as text, "5/11", "05/11/2026" or "05112026", in every form and every filter; beside it a button opens the browser's
calendar, and the day is told in words ("Thứ Sáu, 3 tháng 4"), where there are scripts (static/core/days.js).
"""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from congvu.core.drawing import esc, icon

HINT = gettext_lazy("dd/mm/yyyy")
_TYPED = re.compile(
    r"(?P<d>\d{1,2})(?:\s*[/.\- ]\s*)(?P<m>\d{1,2})(?:\s*[/.\- ]\s*(?P<y>\d{4}|\d{2}))?|(?P<D>\d\d)(?P<M>\d\d)(?P<Y>\d{4}|\d\d)?"
)
_HALF = timedelta(days=183)


def typed_day(text: str, today: date | None = None) -> date | None:
    """The day someone typed, or none if it is no day. Without a year the nearest such day, so that 28/12 typed in January is
    that of last month. Days in addresses are written 2026-11-05."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
        found = _TYPED.fullmatch(text)
        if not found:
            return None
        day, month, year = (found[part] or found[part.upper()] for part in "dmy")
        if year:
            return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
        return _nearest(int(day), int(month), today or timezone.localdate())
    except ValueError:
        return None


def _nearest(day: int, month: int, today: date) -> date:
    this_year = date(today.year, month, day)
    if this_year - today > _HALF:
        return this_year.replace(year=today.year - 1)
    return this_year.replace(year=today.year + 1) if today - this_year > _HALF else this_year


def day_box(field: object) -> SafeString:
    """A field of a day with the button that opens the calendar and room for the day in words, both for scripts."""
    words = esc(gettext("Open the calendar"))
    return SafeString(
        f'<span class="day" data-day>{esc(field)}<button class="day-open" type="button" tabindex="-1" hidden '
        f'aria-label="{words}" title="{words}">{icon("calendar-days")}</button>'
        '<span class="day-words" aria-hidden="true"></span></span>'
    )


class DayInput(forms.DateInput):
    """Where a day is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": HINT, "autocomplete": "off", **(attrs or {})}, format="%d/%m/%Y")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return day_box(super().render(name, value, attrs, renderer))


class DayField(forms.DateField):
    """A day, typed as the office writes it or picked from the calendar."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        return (typed_day(value) if isinstance(value, str) else None) or super().to_python(value)
