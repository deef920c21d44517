"""Where Chromium is on this machine."""

import os
import shutil

from playwright.sync_api import sync_playwright

LAUNCH = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium_path() -> str:
    """The path named by CONGVU_CHROMIUM, the system's Chromium or Chrome, or the one Playwright brought."""
    named = os.environ.get("CONGVU_CHROMIUM", "")
    found = named or next((path for path in map(shutil.which, NAMES) if path), "")
    if found:
        return found
    with sync_playwright() as play:
        own = play.chromium.executable_path
    if os.path.exists(own):
        return own
    raise RuntimeError(
        "The browser tests need Chromium: install it with the system's packages or `playwright install chromium`, "
        "or say where it is in CONGVU_CHROMIUM."
    )
