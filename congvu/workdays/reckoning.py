"""How a deadline was reckoned: kept as data (JSON) with the record, told in words in the language of whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from congvu.workdays.models import Occasion, TimeUnit

WEEKEND = "weekend"

WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)

REASONS: dict[str, Any] = {
    WEEKEND: pgettext_lazy("closed for", "weekend"),
    Occasion.NEW_YEAR: pgettext_lazy("closed for", "New Year's Day"),
    Occasion.TET: pgettext_lazy("closed for", "Tết"),
    Occasion.HUNG_KINGS: pgettext_lazy("closed for", "Hùng Kings' Day"),
    Occasion.VICTORY: pgettext_lazy("closed for", "Victory Day"),
    Occasion.LABOUR: pgettext_lazy("closed for", "Labour Day"),
    Occasion.NATIONAL: pgettext_lazy("closed for", "National Day"),
    Occasion.CULTURE: pgettext_lazy("closed for", "Culture Day"),
    Occasion.OTHER: pgettext_lazy("closed for", "a day off"),
}


def day_words(day: date, *, year: bool = False) -> str:
    """ "Thursday 23/1", with the year where it is not plain: "Thursday 23/1/2025"."""
    return f"{WEEKDAYS[day.weekday()]} {short(day)}" + (f"/{day.year}" if year else "")


def moment_words(moment: datetime) -> str:
    """ "17:00 Thursday 23/1/2025" in the office's time zone."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{local:%H:%M} {day_words(local.date(), year=True)}"


def short(day: date) -> str:
    return f"{day.day}/{day.month}"


@dataclass(frozen=True)
class Skipped:
    """An unbroken run of days that were not counted, and what for (occasions, or "weekend")."""

    first: date
    last: date
    reasons: tuple[str, ...]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        when = short(self.first) if self.first == self.last else f"{short(self.first)}–{short(self.last)}"
        return f"{when} {_list(REASONS.get(reason, REASONS[Occasion.OTHER]) for reason in self.reasons)}"

    def to_json(self) -> dict[str, Any]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "reasons": list(self.reasons)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Skipped":
        return cls(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]), tuple(kept["reasons"]))


def _list(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _with_arithmetic(head: str, skipped: tuple[Skipped, ...], made_up: tuple[date, ...]) -> str:
    parts = []
    if skipped:
        parts.append(pgettext("deadline arithmetic", "skips %(days)s") % {"days": _list(skipped)})
    if made_up:
        days = _list(day_words(day) for day in made_up)
        parts.append(pgettext("deadline arithmetic", "counts make-up day %(days)s") % {"days": days})
    return f"{head}: {'; '.join(parts)}" if parts else head


def days_words(count: int) -> str:
    """ "3 working days"."""
    return ngettext("%(count)s working day", "%(count)s working days", abs(count)) % {"count": abs(count)}


def hours_words(count: int | float) -> str:
    """ "4 working hours"; half hours are written out."""
    number = int(count) if count == int(count) else count
    return ngettext("%(count)s working hour", "%(count)s working hours", 1 if number == 1 else 2) % {"count": number}


@dataclass(frozen=True)
class Span:
    """How many working days lie after `start` up to and with `end`, and which days between were not counted."""

    start: date
    end: date
    count: int
    skipped: tuple[Skipped, ...]
    made_up: tuple[date, ...]

    def explain(self) -> str:
        head = _("%(amount)s from %(start)s to %(end)s") % {
            "amount": days_words(self.count),
            "start": day_words(self.start),
            "end": day_words(self.end),
        }
        return _with_arithmetic(head, self.skipped, self.made_up)


@dataclass(frozen=True)
class Deadline:
    """A deadline with its arithmetic. `due_at` is aware; `start` a day or an aware moment; `unit` a TimeUnit.

    `source` is the rule or the word of whoever set it ("Decree 30/2020, art. 23"). `on`: it was set as a day.
    """

    start: date
    due_at: datetime
    amount: int | float
    unit: str
    skipped: tuple[Skipped, ...] = ()
    made_up: tuple[date, ...] = ()
    source: str = ""
    on: date | None = None  # the day itself was set ("by 15 January"), not a number of days

    @property
    def due_on(self) -> date:
        """The office's day on which it falls due."""
        return timezone.localtime(self.due_at, timezone.get_default_timezone()).date()

    @property
    def due_words(self) -> str:
        """ "17:00 Tuesday 4/2/2025"."""
        return moment_words(self.due_at)

    def explain(self) -> str:
        """ "3 working days from Thursday 23/1: skips 25/1–2/2 Tết", in the language in use."""
        if self.unit == TimeUnit.WORKING_HOURS:
            text = _("%(amount)s from %(start)s") % {"amount": hours_words(self.amount), "start": self._start_words()}
        elif self.amount == 0:
            text = _("on the same working day, %(start)s") % {"start": self._start_words()}
        elif self.amount < 0:
            text = _("%(amount)s before %(start)s") % {
                "amount": days_words(int(self.amount)),
                "start": self._start_words(),
            }
        else:
            text = _("%(amount)s from %(start)s") % {
                "amount": days_words(int(self.amount)),
                "start": self._start_words(),
            }
        return _with_arithmetic(text, self.skipped, self.made_up)

    def _start_words(self) -> str:
        if not isinstance(self.start, datetime):
            return day_words(self.start)
        local = timezone.localtime(self.start, timezone.get_default_timezone())
        if self.unit == TimeUnit.WORKING_HOURS:
            return f"{local:%H:%M} {day_words(local.date())}"
        return day_words(local.date())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, for the record's own column."""
        return {
            "start": self.start.isoformat(),
            "due_at": self.due_at.isoformat(),
            "amount": self.amount,
            "unit": str(self.unit),
            "skipped": [run.to_json() for run in self.skipped],
            "made_up": [day.isoformat() for day in self.made_up],
            "source": self.source,
        } | ({"on": self.on.isoformat()} if self.on else {})

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Deadline":
        start = kept["start"]
        return cls(
            start=datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start),
            due_at=datetime.fromisoformat(kept["due_at"]),
            amount=kept["amount"],
            unit=kept["unit"],
            skipped=tuple(Skipped.from_json(run) for run in kept["skipped"]),
            made_up=tuple(date.fromisoformat(day) for day in kept["made_up"]),
            source=kept["source"],
            on=date.fromisoformat(kept["on"]) if kept.get("on") else None,
        )
