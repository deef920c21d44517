"""What every page's frame needs: the menu, who is signed in, language, theme."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.functional import SimpleLazyObject

from congvu.core import stores
from congvu.core.addresses import address, addresses

THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class MenuLine:
    """A line of the menu as drawn: its entry, its address, its number, and whether one is there."""

    entry: stores.MenuEntry
    url: str
    current: bool
    count: int = 0
    late: bool = False


def optional_url(name: str) -> str:
    """The address of a page that may not be part of this installation; empty when it is not."""
    try:
        return address(name)
    except NoReverseMatch:
        return ""


def menu_sections(request: HttpRequest, actor: Any) -> list[tuple[str, list[MenuLine]]]:
    """The menu by section, in the order of rank; the line whose address is the longest beginning of this page's is current."""
    entries = sorted((m for m in stores.menu if actor and m.shown_to(actor)), key=lambda m: m.rank)
    urls = addresses(entry.url_name for entry in entries)
    root = get_script_prefix()
    begins = [(url, url) for url in urls]
    begins += [(url, root + more) for entry, url in zip(entries, urls, strict=True) for more in entry.also]
    fitting = (
        (url, begin)
        for url, begin in begins
        if request.path == begin or (begin != root and request.path.startswith(begin))
    )
    here, _begin = max(fitting, key=lambda one: len(one[1]), default=("", ""))
    sections: dict[str, list[MenuLine]] = {}
    for entry, url in zip(entries, urls, strict=True):
        number, late = entry.count(actor) if entry.count else (0, False)
        sections.setdefault(str(entry.section), []).append(MenuLine(entry, url, url == here, number, late))
    return list(sections.items())


def header_parts(request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    """What other apps put into the header (the bell): templates with their context."""
    parts = sorted(stores.header_parts, key=lambda part: part.rank)
    drawn = ((part.template, part.context(request)) for part in parts)
    return [(template, context) for template, context in drawn if context is not None]


def theme_of(request: HttpRequest) -> str:
    """The look chosen on this device, else that of the account, else as the device."""
    chosen = request.COOKIES.get("theme", "")
    if chosen not in THEMES:
        chosen = getattr(getattr(request, "user", None), "theme", "system")
    return chosen if chosen in THEMES else "system"


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "demo": settings.DEMO,
        "theme": theme_of(request),
        "search_url": optional_url("desk:search"),
        "live_url": getattr(request, "live_url", "") if actor else "",
        "live_poll": settings.LIVE_POLL * 1000,
        "languages": settings.LANGUAGES,
        "menu_sections": SimpleLazyObject(lambda: menu_sections(request, actor)),
        "header_parts": SimpleLazyObject(lambda: header_parts(request) if actor else []),
    }
