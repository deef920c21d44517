"""Pictures of pages: `python -m tests.browser.pictures [--base URL] [--cookie name=value] /ui/ /ui/desk/` → var/pictures/

Three widths, light and dark. With no server given it starts one on a free port and stops it.
"""

import argparse
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.chromium import LAUNCH, chromium_path

WIDTHS = {"desk": (1440, 960), "tablet": (834, 1112), "phone": (390, 844)}
FOLDER = Path(__file__).resolve().parents[2] / "var" / "pictures"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> subprocess.Popen[bytes]:
    """The development server on a port; the caller ends it."""
    command = [sys.executable, "-m", "congvu", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/static/core/tokens.css", timeout=1)
            return server
        except URLError:
            time.sleep(0.2)
    server.terminate()
    raise RuntimeError("The development server did not start")


def name_of(address: str, width: str, theme: str, language: str) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '-', address.lower()).strip('-') or 'start'}-{width}-{theme}-{language}.png"


def take(context: BrowserContext, base: str, address: str, target: Path, full: bool) -> None:
    page = context.new_page()
    page.goto(base + address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(250)
    page.screenshot(path=str(target), full_page=full)
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--base", default="")
    parser.add_argument("--widths", default=",".join(WIDTHS))
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--language", default="vi")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--no-full", action="store_true")
    parser.add_argument("--print", action="store_true", dest="on_paper")
    wanted = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = None if wanted.base else serve(port)
    base = wanted.base or f"http://127.0.0.1:{port}"
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium_path(), args=LAUNCH)
            for theme in wanted.themes.split(","):
                for width in wanted.widths.split(","):
                    size = WIDTHS[width]
                    context = browser.new_context(
                        viewport={"width": size[0], "height": size[1]}, has_touch=width != "desk", locale="vi-VN"
                    )
                    said = [("theme", theme), ("django_language", wanted.language)]
                    said += [tuple(pair.split("=", 1)) for pair in wanted.cookie]  # type: ignore[misc]
                    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in said])
                    for address in wanted.addresses:
                        target = FOLDER / name_of(address, width, theme, wanted.language)
                        if wanted.on_paper:
                            page = context.new_page()
                            page.goto(base + address, wait_until="networkidle")
                            page.pdf(path=str(target.with_suffix(".pdf")), prefer_css_page_size=True)
                            target = target.with_suffix(".pdf")
                        else:
                            take(context, base, address, target, full=not wanted.no_full)
                        print(target)
                    context.close()
            browser.close()
    finally:
        if server:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
