"""The one place where a broken rule becomes a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from congvu.core.errors import Refused, RuleBroken


class RuleBrokenMiddleware:
    """A view that lets RuleBroken through answers with the reason: 403 for a refusal, 409 for any other broken rule.
    To htmx it is a notice above the content; the page stays as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        status = 403 if isinstance(exception, Refused) else 409
        if getattr(request, "htmx", False):
            response = render(request, "core/rule_broken_notice.html", {"reason": exception.reason}, status=status)
            return retarget(reswap(response, "innerHTML"), "#notices")
        return render(request, "core/rule_broken.html", {"reason": exception.reason}, status=status)
