"""Live updates: an ASGI process of its own that holds one stream (server-sent events) for every open page.

It listens to PostgreSQL on one connection and passes on what `notify.tell` said to the pages of those concerned. A page
that was told asks the web processes for what changed, so nothing confidential ever travels here: only the word "work".
"""

import asyncio
import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError
from django.http.request import split_domain_port, validate_host
from prometheus_client import Gauge

from congvu.notifications.listening import Listener
from congvu.notifications.visitors import Visitor, cookie_name, still_here, visitor_of

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BREATH = 0.1  # seconds in which a page is told only once: of a hundred changes it hears ten times
PAGES_OF_ONE_PERSON = 30
FIRST_WORDS = b"retry: 3000\n: here\n\n"
HEARTBEAT = b": here\n\n"
OPEN_PAGES = Gauge("congvu_live_pages", "Open pages that are told what changes", multiprocess_mode="livesum")
MOST_ABOUT = 4
NAME = re.compile(r"[a-z0-9_.]{1,80}")


class Page:
    """An open page: whose it is, and what it has still to be told. What it has not yet been told is not said twice."""

    def __init__(self, visitor: Visitor, about: frozenset[str] = frozenset()) -> None:
        self.visitor = visitor
        self.about = about
        self._untold: dict[bytes, None] = {}
        self._news = asyncio.Event()
        self._is_closed = False

    def tell(self, event: bytes) -> None:
        self._untold[event] = None
        self._news.set()

    def close(self) -> None:
        self._is_closed = True
        self._news.set()

    async def next(self, heartbeat: float) -> bytes | None:
        """What it is to be told now, when there is something; after so many seconds a sign of life; None when it is to end."""
        try:
            async with asyncio.timeout(heartbeat):
                await self._news.wait()
        except TimeoutError:
            return HEARTBEAT
        if self._is_closed:
            return None
        told = b"".join(self._untold)
        self._untold.clear()
        self._news.clear()
        return told


class Live:
    """The ASGI application."""

    def __init__(self, heartbeat: float, most_pages: int) -> None:
        self.heartbeat = heartbeat
        self.most_pages = most_pages
        self.pages: defaultdict[int, set[Page]] = defaultdict(set)
        self.showing: defaultdict[str, set[Page]] = defaultdict(set)  # by what the pages show
        self.count = 0
        self.listener = Listener(self.hear, lambda: self.hear({"everyone": True, "what": "work"}), heartbeat)
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # -- what was told --------------------------------------------------------------------------------------------

    def hear(self, message: dict[str, Any]) -> None:
        """Pass a message on to the pages of the people it names."""
        what = str(message.get("what", "work"))
        event = f"event: {what}\ndata: {json.dumps({'what': what})}\n\n".encode()
        if "about" in message:
            for page in {page for name in message["about"] for page in self.showing.get(name, ())}:
                page.tell(event)
            return
        people = list(self.pages) if message.get("everyone") else message.get("people", [])
        for person in people:
            for page in list(self.pages.get(person, ())):
                page.tell(event)

    # -- the life of the process ----------------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(self.listener.run()), asyncio.create_task(self._look_round())]
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in self._tasks:
                    task.cancel()
                self._close(page for pages in self.pages.values() for page in pages)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _look_round(self) -> None:
        """Close the pages of those who signed out, whose session ended or whose account was closed."""
        while True:
            await asyncio.sleep(self.heartbeat)
            visitors = {page.visitor for pages in self.pages.values() for page in pages}
            if not visitors:
                continue
            try:
                here = await sync_to_async(still_here)(visitors)
            except DatabaseError as error:
                logger.warning("could not look at the sessions: %s", error)
                continue
            gone = visitors - here
            self._close(page for pages in self.pages.values() for page in pages if page.visitor in gone)

    def _close(self, pages: Any) -> None:
        for page in list(pages):
            page.close()

    # -- one page -------------------------------------------------------------------------------------------------

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["path"].endswith("/health"):
            await _say(send, 200 if self.listener.connected else 503, f"{self.count} pages", [])
            return
        origin = headers.get(b"origin")
        if scope["method"] != "GET" or not _is_ours(headers.get(b"host", ""), origin):
            await _say(send, 403, "This door is for the pages of this house.", [])
            return
        allowed: Headers = [(b"vary", b"origin")]
        if origin:
            allowed += [
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-allow-credentials", b"true"),
            ]
        try:
            visitor = await sync_to_async(visitor_of)(_session_key(headers.get(b"cookie", "")))
        except DatabaseError as error:
            logger.warning("could not read a session: %s", error)
            await _say(send, 503, "The database does not answer.", allowed)
            return
        if visitor is None:
            await _say(send, 401, "Sign in first.", allowed)
        elif self.count >= self.most_pages or len(self.pages.get(visitor.person_id, ())) >= PAGES_OF_ONE_PERSON:
            await _say(send, 503, "Too many pages are open.", allowed)
        else:
            await self._stream(Page(visitor, _about(scope)), receive, send, allowed)

    async def _stream(self, page: Page, receive: Receive, send: Send, headers: Headers) -> None:
        person = page.visitor.person_id
        self.pages[person].add(page)
        for name in page.about:
            self.showing[name].add(page)
        self.count += 1
        OPEN_PAGES.set(self.count)
        watch = asyncio.create_task(_wait_until_closed(page, receive))
        try:
            head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
            head += [(b"x-accel-buffering", b"no"), *headers]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            await send({"type": "http.response.body", "body": FIRST_WORDS, "more_body": True})
            while (event := await page.next(self.heartbeat)) is not None:
                await send({"type": "http.response.body", "body": event, "more_body": True})
                await asyncio.sleep(BREATH)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.cancel()
            self.count -= 1
            OPEN_PAGES.set(self.count)
            self.pages[person].discard(page)
            if not self.pages[person]:
                del self.pages[person]
            for name in page.about:
                self.showing[name].discard(page)
                if not self.showing[name]:
                    del self.showing[name]


async def _wait_until_closed(page: Page, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    page.close()


async def _say(send: Send, status: int, words: str, headers: Headers) -> None:
    body = words.encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def _is_ours(host: str, origin: str | None) -> bool:
    """A page of this house asks: from the same origin (browsers then send none), from the port of the pages on the same
    host, or from an origin named in the settings. Cookies know no ports, so another port of the host is a stranger."""
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        asked = urlsplit(origin)
        port = asked.port or {"http": 80, "https": 443}.get(asked.scheme)
    except ValueError:
        return False
    same_host = asked.hostname == domain.strip("[]") and port == settings.PORT
    return asked.scheme in {"http", "https"} and (same_host or asked.netloc == host)


def _about(scope: dict[str, Any]) -> frozenset[str]:
    """What the page says it shows (`?about=…,…`): plain names, a few of them."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("about", [""])[0]
    return frozenset(name for name in asked.split(",")[:MOST_ABOUT] if NAME.fullmatch(name))


def _session_key(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(cookie_name())
    except CookieError:
        return ""
    return found.value if found else ""


def make() -> Live:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    django.setup()
    return Live(settings.LIVE_HEARTBEAT, settings.LIVE_MAX_CLIENTS)


application = make()
