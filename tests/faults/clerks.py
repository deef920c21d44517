"""Clerks who register documents through the pages, as a browser does, and remember what the platform acknowledged.

A request whose connection broke is not acknowledged: it may have been carried out or not. The clerk looks, and goes on.
"""

import http.client
import re
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from congvu.files.tests.office_files import pdf_file

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(r"Arrival no\. (\d+)/\d{4}")
LATE_ANSWER = 5  # seconds in which a number that was acknowledged must be seen
RECEIVE = "/documents/incoming/receive/"


class Broken(Exception):
    """The connection broke before the whole answer was there."""


@dataclass
class Ledger:
    """What all clerks saw together."""

    wanted: int
    until: float  # by the monotonic clock; then all clerks give up
    acknowledged: dict[str, int | None] = field(default_factory=dict)  # by handle; None: the number was never seen
    seen: dict[str, int] = field(default_factory=dict)  # registered by a request nobody answered, found by looking
    received: set[str] = field(default_factory=set)
    broken: int = 0
    submitted_twice: int = 0
    faulty: list[str] = field(default_factory=list)  # answers that should never be: 500s, pages without a number
    _begun: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def places(self) -> Iterator[int]:
        """The next document to be registered, until there are enough."""
        while True:
            with self._lock:
                if self._begun >= self.wanted or not self.in_time:
                    return
                self._begun += 1
                place = self._begun
            yield place

    def count_broken(self) -> None:
        with self._lock:
            self.broken += 1

    def wait_for(self, documents: int) -> None:
        """Until so many are registered, or the time is up."""
        while self.done < documents and self.in_time:
            time.sleep(0.01)

    @property
    def in_time(self) -> bool:
        return time.monotonic() < self.until

    @property
    def done(self) -> int:
        return len(self.acknowledged) + len(self.seen)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


class Browser:
    """One connection, held open until close(); a cookie jar of two cookies."""

    def __init__(self, port: int, session: str, ledger: Ledger) -> None:
        self.port, self.ledger = port, ledger
        self.cookies = {"sessionid": session, "django_language": "en"}
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """The page, however long it takes until somebody serves it."""
        while True:
            try:
                return self._ask("GET", path)
            except Broken:
                if not self.ledger.in_time:
                    raise
                time.sleep(0.1)

    def post(self, path: str, values: dict[str, str], file: tuple[str, bytes] | None = None) -> Answer:
        """Once only. Raises Broken."""
        values = {"csrfmiddlewaretoken": self.token, **values}
        if file is None:
            return self._ask("POST", path, urlencode(values).encode(), "application/x-www-form-urlencoded")
        boundary = secrets.token_hex(16)
        return self._ask("POST", path, _multipart(boundary, values, file), f"multipart/form-data; boundary={boundary}")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"}
        try:
            connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self._connection = connection
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not isinstance(error, ConnectionRefusedError):  # refused: nothing was sent
                self.ledger.count_broken()
            raise Broken(f"{method} {path}: {error!r}") from error
        for header in response.msg.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 500:
            self.ledger.faulty.append(f"{method} {path}: {response.status}")
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return Answer(response.status, text, response.getheader("Location") or "")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Clerk(threading.Thread):
    """Receives and registers documents until there are enough. Every 8th comes as a file, every 10th is sent twice at once."""

    def __init__(self, port: int, session: str, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port, session, ledger)
        self.second = Browser(port, session, ledger)
        self.ledger = ledger

    def run(self) -> None:
        for place in self.ledger.places():
            try:
                handle = self._receive(place)
                self.ledger.received.add(handle)
                self._register(handle, place)
            except (Broken, AssertionError) as error:
                self.ledger.faulty.append(f"document {place}: {error}")
            finally:
                self.browser.close()  # the next document comes to whichever worker is free
                self.second.close()

    # -- receive ------------------------------------------------------------------------------------------------------
    def _receive(self, place: int) -> str:
        """The document is there and waits for its number; its handle."""
        title = f"Văn bản thử {place} {secrets.token_hex(6)}"
        file = (f"van-ban-{place}.pdf", pdf_file(title)) if place % 8 == 0 else None
        while self.ledger.in_time:
            if not self.browser.token:
                self.browser.get(RECEIVE)
            try:
                answer = self.browser.post(RECEIVE, {"channel": "paper", "title": title}, file)
            except Broken:
                found = self._find(title)
                if found:
                    return found
                continue
            if answer.status == 302:
                return answer.location.split("/")[3]
            if answer.status < 500:
                raise AssertionError(f"receiving answered {answer.status}: {_complaint(answer.text)}")
            time.sleep(0.2)
        raise AssertionError("it could not be received in time")

    def _find(self, title: str) -> str | None:
        """Whether the request nobody answered was carried out: the document in the register by its title."""
        page = self.browser.get(f"/documents/incoming/?q={quote(title)}").text
        found = re.search(r'href="/documents/incoming/([\w-]{10,})/"', page)
        return found[1] if found else None

    # -- register -----------------------------------------------------------------------------------------------------
    def _register(self, handle: str, place: int) -> None:
        page, form = f"/documents/incoming/{handle}/", f"/documents/incoming/{handle}/register/"
        while self.ledger.in_time:
            shown = self.browser.get(form)
            if shown.status == 302:  # it has its number already, from the request nobody answered
                self._remember(self.ledger.seen, handle, page)
                return
            values = _particulars(place)
            try:
                answer = self._submit_twice(form, values) if place % 10 == 0 else self.browser.post(form, values)
            except Broken:
                continue
            if answer.status == 302:
                self.ledger.acknowledged[handle] = None
                self._remember(self.ledger.acknowledged, handle, page)
                return
            if answer.status < 500:
                raise AssertionError(f"registering answered {answer.status}: {_complaint(answer.text)}")
            time.sleep(0.2)
        raise AssertionError("it could not be registered in time")

    def _submit_twice(self, form: str, values: dict[str, str]) -> Answer:
        """An impatient double click: the same form at the same time on two connections. Whichever answer comes first counts."""
        self.ledger.submitted_twice += 1
        self.second.cookies, self.second.token = dict(self.browser.cookies), self.browser.token
        answers: list[Answer] = []

        def click() -> None:
            try:
                answers.append(self.second.post(form, values))
            except Broken:
                return  # counted; the first click's answer is what we go by

        click_again = threading.Thread(target=click)
        click_again.start()
        try:
            answers.insert(0, self.browser.post(form, values))
        finally:
            click_again.join()
        return answers[0]

    def _remember(self, where: dict[str, int | None] | dict[str, int], handle: str, page: str) -> None:
        """The number the document's page shows."""
        deadline = time.monotonic() + LATE_ANSWER
        while True:
            found = NUMBER.search(self.browser.get(page).text)
            if found:
                where[handle] = int(found[1])
                return
            if time.monotonic() > deadline:
                raise AssertionError("the page of a registered document shows no number")
            time.sleep(0.1)


def _particulars(place: int) -> dict[str, str]:
    return {
        "title": f"V/v phối hợp xử lý kiến nghị số {place}",
        "issuer_name": "Bộ Xây dựng",
        "reference": f"{place}/BXD-VP",
        "urgency": "normal",
        "copies": "1",
        "checked": "on",
    }


def _multipart(boundary: str, values: dict[str, str], file: tuple[str, bytes]) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    name, content = file
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="main"; filename="{name}"\r\n'
    parts += [head.encode(), b"Content-Type: application/pdf\r\n\r\n", content, b"\r\n", f"--{boundary}--\r\n".encode()]
    return b"".join(parts)


def _complaint(page: str) -> str:
    """What an error page says, without its markup."""
    at = page.find('class="errors')
    return " ".join(re.sub(r"<[^>]*>", " ", page[at : at + 800] if at >= 0 else page[:800]).split())[:300]
