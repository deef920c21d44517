"""Sending to an address somebody entered: never into our own network, never on to another address, never for long.

The name is looked up once, every address it has is judged, and the connection goes to the judged address itself: a name that
answers differently a moment later leads nowhere."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import certifi
import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import HTTPError

from congvu.core.errors import RuleBroken

CONNECT_SECONDS, READ_SECONDS = 5, 10
LONGEST_ANSWER = 300  # characters that are kept


class NotAnAddress(RuleBroken):
    message = _("This is not an address that can be sent to. Write https://… without a password in it.")


class InsideAddress(RuleBroken):
    message = _("This address lies in a private network. Webhooks are sent to public addresses only.")


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    taken: bool
    answer: str


def judged(url: str) -> tuple[SplitResult, str]:
    """The parts of the address and the network address to connect to. Raises NotAnAddress, InsideAddress."""
    parts = checked(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotAnAddress from error
    addresses = [str(info[4][0]) for info in found]
    if not settings.WEBHOOKS_PRIVATE and not all(is_public(address) for address in addresses):
        raise InsideAddress
    return parts, addresses[0]


def checked(url: str) -> SplitResult:
    """The parts of an address that may be entered. Raises NotAnAddress."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAnAddress from error
    schemes = {"https", "http"} if settings.WEBHOOKS_PRIVATE else {"https"}
    if (
        port == 0
        or parts.scheme not in schemes
        or not parts.hostname
        or parts.username
        or parts.password
        or parts.fragment
    ):
        raise NotAnAddress
    return parts


def is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or is_public(str(mapped)))


def send(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    """POST the body. Taken is what is answered with 2xx; a redirection is not followed and not taken."""
    try:
        parts, address = judged(url)
    except RuleBroken as broken:
        return Outcome(False, str(broken)[:LONGEST_ANSWER])
    told = {"Content-Type": "application/json", "User-Agent": "congvu", "Host": parts.netloc, **headers}
    with _pool(parts, address) as pool:
        try:
            answer = pool.urlopen(
                "POST",
                (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                body=body,
                headers=told,
                redirect=False,
                retries=False,
                assert_same_host=False,
                preload_content=False,
            )
        except (HTTPError, OSError) as error:
            return Outcome(False, f"{type(error).__name__}: {error}"[:LONGEST_ANSWER])
        answer.close()
        return Outcome(200 <= answer.status < 300, f"HTTP {answer.status}")


def _pool(parts: SplitResult, address: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, parts.port or 80, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        parts.port or 443,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname or "",
    )
