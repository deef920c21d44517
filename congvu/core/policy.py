"""The content security policy of the pages: that of the settings, and the one other place a page may need."""

import functools
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"
_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)  # nothing that could begin another directive


def allow(response: HttpResponseBase, directive: str, url: str) -> None:
    """Let this page besides reach the place of an address: `connect-src`, `form-action`. An address without a host is our own."""
    address = urlsplit(url)
    if _HOST.fullmatch(address.netloc):
        origin = f"{address.scheme}://{address.netloc}"
        vars(response)["allowed"] = vars(response).get("allowed", frozenset()) | {(directive, origin)}


class PolicyMiddleware:
    """Sends the policy, unless the page has one of its own. It is put together once for all pages that may reach the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for who develops
            response.headers.setdefault(HEADER, _policy(vars(response).get("allowed", frozenset())))
        return response


@functools.lru_cache(maxsize=256)
def _policy(allowed: frozenset[tuple[str, str]]) -> str:
    update: dict[str, list[str]] = {}
    for directive, origin in sorted(allowed):
        update.setdefault(directive, []).append(origin)
    return build_policy(update=update)
