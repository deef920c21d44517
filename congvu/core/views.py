"""Choices of whoever looks at the page: the language and the theme, kept in cookies for a year. And where no page can be made."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from congvu.core.addresses import own_address
from congvu.core.context import THEMES
from congvu.core.postgres.away import TRY_AGAIN, is_away

YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> str:
    """Where the form was: its `next` when it is ours, else the start."""
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


def remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(back(request))
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show the pages in this language from now on."""
    code = request.POST.get("language", "")
    return remember(request, "django_language", code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Show the pages light, dark or as the device does from now on."""
    theme = request.POST.get("theme", "")
    return remember(request, "theme", theme if theme in THEMES else "system")


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or, where the database is away, a page that waits for it. That page asks neither session nor account."""
    chosen = request.COOKIES.get("theme", "")
    theme = chosen if chosen in THEMES else "system"
    if not is_away(sys.exc_info()[1]):
        return HttpResponseServerError(render_to_string("500.html", {"theme": theme}))
    asked = request.method in {"GET", "HEAD"}
    onward = request.get_full_path() if asked else own_address(request.headers.get("Referer"), request)
    told = {"asked": asked, "onward": onward, "theme": theme, "again": TRY_AGAIN}
    with translation.override(translation.get_language_from_request(request)):
        page = render_to_string("503.html", told)
    return HttpResponse(page, status=503, headers={"Retry-After": str(TRY_AGAIN), "Cache-Control": "no-store"})
