"""Asks axe whether a page can be used by everyone: WCAG 2.2 A and AA and axe's own good practices."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def barriers(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds on the page, one line each with the first place; empty when nothing stands in the way. Without `colours`
    contrasts are not measured: they do not change with the language, and measuring takes most of the time."""
    return lines(page, OPTIONS | {"rules": {"color-contrast": {"enabled": colours}}})


def small_targets(page: Page) -> list[str]:
    """What a finger would miss: less than 24 pixels and too near to the next (WCAG 2.2, 2.5.8)."""
    return lines(page, {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["target-size"]}})


def lines(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']} — {node['html'][:160]} {(node.get('any') or [{}])[0].get('message', '')}"
        for one in found
        for node in one["nodes"][:3]
    ]
