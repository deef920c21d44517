"""Who is here, in which language, on which day."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Next = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language of the page: the cookie set by choosing one, else Vietnamese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("django_language", "vi")
        language = chosen if chosen in {"vi", "en", "lo"} else "vi"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class ActorMiddleware:
    """Gives every request of a signed-in user its clock (`now`) and its actor: the user with the seats of the day."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()
        request.actor = request.user.actor(request.now) if request.user.is_authenticated else None
        return self.get_response(request)
