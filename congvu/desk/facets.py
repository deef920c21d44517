"""How what was found divides by kind, state, body and year: each value a link that narrows the search to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.records.search import FACETS

LABELS = {"kind": _("Kind"), "state": _("State"), "body": _("From"), "year": _("Year")}
ICONS = {"kind": "files", "state": "circle-dot", "body": "landmark", "year": "calendar"}


@dataclass(frozen=True)
class Value:
    """One value with how many of the found have it."""

    label: object
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One way in which the found divide."""

    label: object
    icon: str
    values: list[Value]
    all_url: str

    @property
    def is_narrowed(self) -> bool:
        return any(value.is_chosen for value in self.values)


def chosen_values(request: HttpRequest) -> dict[str, str]:
    """What the search is narrowed to."""
    given = {facet: request.GET.get(facet, "").replace("\x00", "") for facet in FACETS}
    return {facet: value for facet, value in given.items() if value}


def drawn(request: HttpRequest, found: dict[str, list[tuple[str, int]]]) -> list[Facet]:
    """The facets to show: those that divide what was found, or to which it was narrowed."""
    facets = []
    for facet, counted in found.items():
        chosen = request.GET.get(facet, "")
        if counted and (len(counted) > 1 or chosen):
            address = _addresses(request, facet)
            values = [Value(in_words(facet, value), count, address(value), value == chosen) for value, count in counted]
            facets.append(Facet(LABELS[facet], ICONS[facet], values, address("")))
    return facets


def said(chosen: dict[str, str]) -> str:
    """What the search is narrowed to, in words."""
    return ", ".join(str(in_words(facet, value)) for facet, value in chosen.items())


def in_words(facet: str, value: str) -> object:
    """The value as people say it: the word of a kind or of a state, else the value itself."""
    if facet == "kind" and value in stores.record_kinds:
        return stores.record_kinds[value].label
    if facet == "state":
        machines = (kind.machine for kind in stores.record_kinds)
        return next((machine.states[value].label for machine in machines if value in machine.states), value)
    return value


def _addresses(request: HttpRequest, facet: str) -> Callable[[str], str]:
    """The address of the search narrowed to a value of the facet, or without one."""
    gone = ("more", facet)
    kept = urlencode([(key, one) for key, values in request.GET.lists() if key not in gone for one in values])
    begun = f"?{kept}&{facet}="
    return lambda value: begun + _quoted(value) if value else f"?{kept}"


@lru_cache(maxsize=1024)
def _quoted(value: str) -> str:
    return quote_plus(value)
