"""Errors as machines read them: problem details (RFC 9457), in the language that was asked for."""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as FieldsNotValid
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from congvu.core.errors import Refused, RuleBroken
from congvu.core.postgres.away import TRY_AGAIN, is_away

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("No valid token"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Not to be asked this way"),
    409: gettext_lazy("A rule of the office forbids this"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Not sent in a form that is read here"),
    422: gettext_lazy("Something sent is not right"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("An error on our side"),
    503: gettext_lazy("The database is away"),
}
DETAILS = {
    400: gettext_lazy("The request is not well-formed. See the description of the API."),
    401: gettext_lazy("Send a valid token: Authorization: Bearer cv_…"),
    404: gettext_lazy("There is nothing here that you may see."),
    405: gettext_lazy("This address does not take this method; the header Allow names those it takes."),
    413: gettext_lazy("More was sent at once than is taken."),
    415: gettext_lazy("Send JSON, or a form with files where a file is sent in."),
    422: gettext_lazy("Put right what is named under errors and send it again."),
    500: gettext_lazy("It has been written down. Nothing was changed; you may send the request again."),
    503: gettext_lazy("Send the request again after as many seconds as Retry-After says."),
}


class Problem(HttpError):
    """An error with its own words. `code` ends the type's address; `more` are further members of the answer."""

    def __init__(
        self, status: int, code: str, detail: object, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(status, str(detail))
        self.code = code
        self.headers = dict(headers or {})
        self.more = more


def problem(
    status: int, code: str = "", detail: object = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """The answer. Its type is `about:blank` unless a code says more than the status."""
    body = {
        "type": f"urn:congvu:problem:{code}" if code else "about:blank",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": str(detail or DETAILS.get(status, DETAILS[400])),
        **more,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


# -- what may happen inside a resource, each turned into its problem ---------------------------------------------------
def _own(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem(error.status_code, error.code, error.message, headers=error.headers, **error.more)


def _unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "no-valid-token", headers={"WWW-Authenticate": 'Bearer realm="congvu"'})


def _of_status(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


def _broken_rule(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """A refusal is 403, any other broken rule 409; the code is the rule's name: not-yet-issued."""
    status = 403 if isinstance(error, Refused) else 409
    return problem(status, dashed(type(error).__name__), error.reason)


def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What of the request is wrong, each with where it stands. An address that names nothing possible is not found."""
    if all(_place(one)[:1] == ["path"] for one in error.errors):
        return problem(404)
    errors = [{"pointer": _pointer(one), "detail": str(one.get("msg", ""))[:300]} for one in error.errors]
    return problem(422, "not-valid", errors=errors)


def _fields_not_valid(request: HttpRequest, error: FieldsNotValid) -> HttpResponse:
    errors = [
        {"pointer": f"/body/{name}", "detail": " ".join(said)}
        for name, said in getattr(error, "message_dict", {"": error.messages}).items()
    ]
    return problem(422, "not-valid", errors=errors)


def _no_form(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return problem(400)


def _too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413)


def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    if is_away(error):
        return problem(503, "database-away", headers={"Retry-After": str(TRY_AGAIN)})
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500)


TOLD_BY: dict[type[Exception], Any] = {
    Exception: _our_fault,
    RequestDataTooBig: _too_much,
    MultiPartParserError: _no_form,
    HttpError: _of_status,
    AuthenticationError: _unknown_token,
    Problem: _own,
    Http404: _not_found,
    RuleBroken: _broken_rule,
    ValidationError: _not_valid,
    FieldsNotValid: _fields_not_valid,
}


def tell_as_problems(api: NinjaAPI) -> None:
    """Every error of the API becomes a problem."""
    for error, handler in TOLD_BY.items():
        api.add_exception_handler(error, handler)


def as_problem(response: Any) -> Any:
    """Answers of the frame itself, such as 405, become problems; all others stay."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    allow = {"Allow": response["Allow"]} if "Allow" in response else {}
    return problem(response.status_code, headers=allow)


def unknown_reference(pointer: str) -> Problem:
    """A handle in the body names nothing."""
    said = _("This names nothing that can be chosen here.")
    return Problem(422, "not-valid", DETAILS[422], errors=[{"pointer": pointer, "detail": said}])


def dashed(name: str) -> str:
    """NotYetIssued → not-yet-issued"""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def _place(one: Mapping[str, Any]) -> list[str]:
    return [str(part) for part in one.get("loc", ())]


def _pointer(one: Mapping[str, Any]) -> str:
    """Where it stands: /body/particulars/title, /query/limit."""
    place: Iterable[str] = _place(one)
    inside = list(place)
    if inside[:1] == ["body"] and len(inside) > 1:  # ninja names its own parameter in between
        inside = ["body", *inside[2:]]
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in inside)
