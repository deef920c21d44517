"""Tells each page where its live updates come from, and the browser that it may ask there."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from congvu.accounts.requests import OfficeRequest
from congvu.core.policy import allow


def live_url(request: HttpRequest) -> str:
    """The address of live updates for this page: the one set, else this host at LIVE_PORT."""
    if settings.LIVE_URL:
        return settings.LIVE_URL
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}:{settings.LIVE_PORT}/live/"


class LiveAddressMiddleware:
    """Sets `request.live_url`, and lets the content security policy allow that origin when it is another one."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: OfficeRequest) -> HttpResponse:
        request.live_url = live_url(request)
        response = self.get_response(request)
        allow(response, "connect-src", request.live_url)
        return response
