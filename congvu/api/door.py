"""The door for machines. A request to the API passes none of what is made for people and their browsers: no session, no cookie,
no form token, no messages. It knows nothing but the token it brings, so nothing a browser carries along can act here."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from congvu.api.language import language_of
from congvu.api.problems import as_problem, problem
from congvu.api.urls import resources

PREFIX = "/api/v1/"
ADDRESSES: Any = tuple(resources)  # of all the office's addresses only these are looked through
POLICY = "default-src 'none'; frame-ancestors 'none'"


class DoorMiddleware:
    """Answers what begins with /api/v1/; everything else goes on to the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        language = language_of(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = as_problem(answer(request))
        headers = response.headers
        headers.setdefault("Content-Language", language)
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cache-Control", "no-store")
        headers["Vary"] = "Authorization, Accept-Language"
        return response


def answer(request: HttpRequest) -> Any:
    request.COOKIES.clear()
    try:
        found = resolve(request.path_info, ADDRESSES)
    except Resolver404:
        return problem(404)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)
