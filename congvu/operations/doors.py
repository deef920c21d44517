"""The first and last to see a request: answers the probes, counts and times, and says what was asked without saying by whom.

Probes and figures are answered before anything else, so that they need neither the right host name, nor HTTPS, nor a session.
"""

import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_htmx.http import reswap, retarget
from prometheus_client import CONTENT_TYPE_LATEST

from congvu.operations.logs import REQUEST, pseudonym
from congvu.operations.metrics import count, exposition

logger = logging.getLogger("congvu.requests")

LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"
GIVEN_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")


class WatchMiddleware:
    """Outermost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return PROBES[request.path](request)
        number = number_of(request)
        request.number = number  # type: ignore[attr-defined]
        token = REQUEST.set(number)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            route, method = route_of(request), request.method or ""
            count(route, method, response.status_code, seconds)
            if logger.isEnabledFor(logging.INFO):
                told = {
                    "route": route,
                    "method": method,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                }
                logger.info("answered", extra={**told, "actor": actor_of(request)})
        finally:
            REQUEST.reset(token)
        response["X-Request-ID"] = number
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where the database's disk is full the answer says so; the transaction is undone already."""
        if not (isinstance(exception, DatabaseError) and isinstance(exception.__cause__, psycopg.errors.DiskFull)):
            return None
        logger.error("the disk of the database is full")
        if getattr(request, "htmx", False):
            notice = render(request, "operations/no_space_notice.html", status=507)
            return retarget(reswap(notice, "innerHTML"), "#notices")
        return render(request, "operations/no_space.html", status=507)


def number_of(request: HttpRequest) -> str:
    """The number a reverse proxy of ours gave the request, else one of our own."""
    given = request.headers.get("X-Request-ID", "")
    trusted = settings.SECURE_PROXY_SSL_HEADER is not None and GIVEN_NUMBER.fullmatch(given)
    return given if trusted else secrets.token_hex(8)


def route_of(request: HttpRequest) -> str:
    """The name of the page, never its address: addresses hold handles and words searched for."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "none"


def actor_of(request: HttpRequest) -> str | None:
    actor = getattr(request, "actor", None)
    return pseudonym(actor.user.pk) if actor else None


# -- the probes -------------------------------------------------------------------------------------------------------
def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return _plain("live")


def ready(request: HttpRequest) -> HttpResponse:
    """This process answers and its database does: send people here."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, psycopg.Error):
        return _plain("the database does not answer", status=503)
    return _plain("ready")


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever shows the token; as long as none is set, there is no such page."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or request.method != "GET":
        return _plain("not found", status=404)
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
        return HttpResponse("the token is missing or wrong", status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        return HttpResponse(exposition(timezone.now()), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError:
        return _plain("the database does not answer", status=503)


PROBES = {LIVE: live, READY: ready, METRICS: metrics}


def _plain(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
