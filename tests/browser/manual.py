"""The pictures of the manual, taken from a running demonstration: `python -m tests.browser.manual --base http://127.0.0.1:8000`

Writes docs/manual/pictures/*.webp: small enough to lie in the repository. Each is one sight of the page at desk width, taken by
whoever of the cast the page of the manual is written for.
"""

import argparse
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import LAUNCH, chromium_path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual" / "pictures"
WIDTH, HEIGHT = 1280, 800
QUALITY = 62


@dataclass(frozen=True)
class Sight:
    """One picture: its name, who looks, and where; `opens` follows the first such link of the page."""

    name: str
    who: str
    address: str
    opens: str = ""


DOCUMENT = "main a[href^='/documents/incoming/'][data-row-link], main tbody a[href^='/documents/incoming/']"
SIGHTS = (
    Sight("sign-in", "", "/accounts/login/"),
    Sight("clerk-desk", "Trần Văn Bình", "/"),
    Sight("clerk-receive", "Trần Văn Bình", "/documents/incoming/receive/"),
    Sight("clerk-register", "Trần Văn Bình", "/", "a[href$='/register/']"),
    Sight("clerk-book", "Trần Văn Bình", "/documents/incoming/"),
    Sight("officer-desk", "Nguyễn Thu Hà", "/"),
    Sight("officer-document", "Nguyễn Thu Hà", "/", DOCUMENT),
    Sight("head-unit", "Lê Minh Quân", "/unit/"),
    Sight("head-document", "Lê Minh Quân", "/unit/", DOCUMENT),
    Sight("deputy-desk", "Phan Hoàng An", "/"),
    Sight("deputy-delegations", "Phan Hoàng An", "/delegations/"),
    Sight("leader-presented", "Đỗ Quang Khải", "/presented/"),
    Sight("leader-waiting", "Đỗ Quang Khải", "/waiting/"),
    Sight("inspector-book", "Hoàng Bảo Trâm", "/documents/incoming/follow-up/"),
    Sight("inspector-document", "Hoàng Bảo Trâm", "/documents/incoming/", DOCUMENT),
    Sight("administrator-health", "Lý Gia Bách", "/operations/health/"),
    Sight("administrator-bodies", "Lý Gia Bách", "/bodies/"),
    Sight("administrator-calendar", "Lý Gia Bách", "/calendar/"),
    Sight("agency-desk", "Ngô Bích Thủy", "/"),
    Sight("agency-receive", "Ngô Bích Thủy", "/documents/incoming/receive/"),
)


def enter(browser: Browser, base: str, who: str) -> Page:
    """A page of one of the cast, signed in by one click as the demonstration allows."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", reduced_motion="reduce")
    context.add_cookies(
        [{"name": "django_language", "value": "vi", "url": base}, {"name": "theme", "value": "light", "url": base}]
    )
    page = context.new_page()
    if who:
        page.goto(f"{base}/accounts/login/")
        page.locator("form button", has_text=who).first.click()
        page.wait_for_load_state()
    return page


def open_one(page: Page, base: str, links: str) -> None:
    """The first of the links that leads to a document with a file, shown to the end; else simply the first."""
    addresses = page.locator(links).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for address in [*addresses[:20], addresses[0]]:
        page.goto(base + address, wait_until="load")
        if page.locator("[data-reader]").count():
            page.locator("[data-reader][data-state=ready]").first.wait_for(timeout=20_000)
            page.wait_for_timeout(1500)
            return


def look(page: Page, base: str, sight: Sight) -> bytes:
    answer = page.goto(base + sight.address, wait_until="load")
    assert answer and answer.status == 200, f"{sight.name}: {sight.address} answers {answer and answer.status}"
    if sight.opens:
        open_one(page, base, sight.opens)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(700)
    return page.screenshot()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the demonstration runs")
    parser.add_argument("names", nargs="*", help="only these pictures")
    wanted = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=LAUNCH)
        for sight in SIGHTS:
            if wanted.names and sight.name not in wanted.names:
                continue
            page = enter(browser, wanted.base, sight.who)
            picture = Image.open(io.BytesIO(look(page, wanted.base, sight))).convert("RGB")
            picture.save(FOLDER / f"{sight.name}.webp", quality=QUALITY, method=6)
            page.context.close()
            print(f"{sight.name}: {(FOLDER / f'{sight.name}.webp').stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
