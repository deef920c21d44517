"""The API as a whole: its resources, its errors, its description."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congvu.api import bodies, files, handling, history, incoming, intake, people, search
from congvu.api.bearer import Bearer
from congvu.api.openapi import completed
from congvu.api.problems import tell_as_problems
from congvu.api.shapes import Errors, ProblemOut

DESCRIPTION = """\
Everything that can be done on the pages can be done here, by the same actions and the same rights: a token acts for the person
who made it, within its scopes. What one may not see is not found (404); what one may not do is refused (403).

- **Errors** are problem details (RFC 9457), in the language of `Accept-Language` (vi, en, lo).
- **Pages** of lists are cut by a cursor: give `next` back as `after`.
- **Repeating**: send `Idempotency-Key` with what changes something; the same key is done once within 24 hours.
- **Moments** are ISO 8601 in UTC; days are days of the office.
"""
ROUTERS = (bodies, people, incoming, intake, handling, files, search, history)


class Api(NinjaAPI):
    """Ninja with our description."""

    def get_openapi_schema(self, **values: Any) -> OpenAPISchema:
        with translation.override("en"):
            schema = super().get_openapi_schema(**(values | {"path_prefix": "/api/v1/"}))
            shapes = {shape.__name__: _shape(shape) for shape in (Errors, ProblemOut)}
            return completed(schema, shapes)  # type: ignore[return-value]

    def get_openapi_operation_id(self, operation: Any) -> str:
        return operation.view_func.__name__


def _shape(shape: type[Any]) -> dict[str, Any]:
    made = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    made.pop("$defs", None)
    return made


api = Api(
    title="Công Vụ",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-1",
    auth=Bearer(),
    docs_url=None,
    openapi_url=None,
)
tell_as_problems(api)
for module in ROUTERS:
    api.add_router("", module.router)


def description(request: HttpRequest | None = None) -> dict[str, Any]:
    """The OpenAPI description as plain data."""
    return dict(api.get_openapi_schema())
