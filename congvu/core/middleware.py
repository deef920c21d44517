"""Where a broken rule becomes a page, and where a form sent with files tells its page what comes next."""

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


class UploadMiddleware:
    """A form with files is sent by a script that shows how far it is (static/core/upload.js). Where a browser would be sent on
    to another page the script is told its address: the browser itself goes there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Upload" not in request.headers or response.status_code not in (301, 302, 303):
            return response
        told = HttpResponse(status=204, headers={"X-Next-Page": response["Location"]})
        told.cookies = response.cookies
        return told
