"""Filters of a list. What is chosen stands in the address, so that a filtered list can be sent, kept and come back to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from congvu.core.days import typed_day

Choices = Iterable[tuple[Any, Any]]
Narrow = Callable[[QuerySet[Any], Any], QuerySet[Any]]


@dataclass(slots=True)
class Option:
    """A choice as drawn."""

    value: str
    label: object
    count: int | None
    chosen: bool
    url: str = ""


@dataclass(frozen=True, eq=False)
class ChoiceFilter:
    """One of some values. `choices`: pairs, or a function of the request giving them. `apply(queryset, value)` narrows; without
    it the column `field` (else `key`) must equal the value. `counts(request)` gives {value: number}. `chips`: drawn as a line of
    links with their numbers, above the bar. `pick`: a long list one can type into."""

    key: str
    label: object
    choices: Choices | Callable[[Any], Choices]
    field: str = ""
    apply: Narrow | None = None
    counts: Callable[[Any], dict[str, int]] | None = None
    chips: bool = False
    pick: bool = False
    all_label: object = ""
    kind: str = "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,)

    def options(self, request: Any, counts: dict[str, int] | None) -> list[Option]:
        chosen = request.GET.get(self.key, "")
        return [
            Option(str(value), label, counts.get(str(value), 0) if counts is not None else None, str(value) == chosen)
            for value, label in self.pairs(request)
        ]

    def narrow(self, queryset: QuerySet[Any], request: Any) -> QuerySet[Any]:
        value = request.GET.get(self.key, "")
        if not value or value not in {str(known) for known, _label in self.pairs(request)}:
            return queryset
        return self.apply(queryset, value) if self.apply else queryset.filter(**{self.field or self.key: value})

    def pairs(self, request: Any) -> Choices:
        """The choices; a function is asked once for each request."""
        if not callable(self.choices):
            return self.choices
        asked: dict[int, Choices] = request.__dict__.setdefault("choices_of_filters", {})
        if id(self) not in asked:
            asked[id(self)] = list(self.choices(request))
        return asked[id(self)]

    def counted(self, request: Any) -> dict[str, int] | None:
        """How many there are of each choice, where they are counted: asked once for each request."""
        asked: dict[int, dict[str, int]] = request.__dict__.setdefault("counts_of_filters", {})
        if self.counts and id(self) not in asked:
            asked[id(self)] = self.counts(request)
        return asked.get(id(self))

    def said(self, request: Any) -> object:
        """The chosen value in words."""
        value = request.GET.get(self.key, "")
        return next((label for known, label in self.pairs(request) if str(known) == value), "") if value else ""


@dataclass(frozen=True)
class DateRangeFilter:
    """From a day to a day, both included. `moments`: the column is a datetime."""

    key: str
    label: object
    field: str
    moments: bool = False
    kind: str = "dates"

    @property
    def keys(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def day(self, query: QueryDict, key: str) -> date | None:
        """The day under a key; None for a missing or senseless one."""
        return typed_day(query.get(key, ""))

    def narrow(self, queryset: QuerySet[Any], request: Any) -> QuerySet[Any]:
        first, last = (self.day(request.GET, key) for key in self.keys)
        if first:
            queryset = queryset.filter(**{f"{self.field}__gte": _start(first) if self.moments else first})
        if last:
            next_day = last + timedelta(days=1)
            queryset = queryset.filter(**{f"{self.field}__lt": _start(next_day) if self.moments else next_day})
        return queryset

    def said(self, request: Any) -> object:
        first, last = (self.day(request.GET, key) for key in self.keys)
        return " – ".join(day.strftime("%d/%m/%Y") if day else "…" for day in (first, last)) if first or last else ""


@dataclass(frozen=True)
class TextFilter:
    """Words to look for; `apply(queryset, words)` narrows."""

    key: str
    label: object
    apply: Narrow
    placeholder: object = ""
    kind: str = "text"

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,)

    def narrow(self, queryset: QuerySet[Any], request: Any) -> QuerySet[Any]:
        words = " ".join(request.GET.get(self.key, "").split())
        return self.apply(queryset, words) if words else queryset

    def said(self, request: Any) -> object:
        words = request.GET.get(self.key, "").strip()
        return f"“{words}”" if words else ""


Filter = ChoiceFilter | DateRangeFilter | TextFilter


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
