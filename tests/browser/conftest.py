"""Pages in a real browser. `visit` opens a page of the gallery and fails the test on any error in the console."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def gallery(look: None) -> Iterator[str]:
    """The address of a server for pages that need no database."""
    server = LiveServerThread("localhost", StaticFilesHandler, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def visit(browser: Browser, gallery: str) -> Iterator[Visit]:
    """Open an address: `visit("/ui/desk/", theme="dark", language="lo", width=390, scripts=True)`."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(
        address: str, *, theme: str = "light", language: str = "vi", width: int = 1280, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        chosen = {"theme": theme, "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": gallery} for name, value in chosen.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(8_000)
        page.goto(gallery + address, wait_until="load")
        assert page.url == gallery + address, "the page led elsewhere"
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
