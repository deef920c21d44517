"""The description of the API (OpenAPI 3.1), completed: problems, files, keys and headers that every operation shares."""

from typing import Any

from congvu.api.idempotency import HEADER
from congvu.api.problems import MEDIA_TYPE, TITLES

PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}}
ALWAYS = (400, 401, 403, 429, 500, 503)
WITH_A_NAME = (404,)  # something in the address, or an address that is not there
WITH_QUESTIONS = (422,)
WITH_CHANGES = (409, 413, 415, 422)
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "At most 200 printable ASCII characters. For 24 hours the same key does the same thing once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of what is said to people: vi (else), en, lo.",
    "schema": {"type": "string"},
}


def completed(schema: dict[str, Any], problem_shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema as ninja made it, with what it does not know."""
    schema["components"].setdefault("schemas", {}).update(problem_shapes)
    schema["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An access token: My account, Access tokens."}
    }
    schema["paths"] = {path: schema["paths"][path] for path in sorted(schema["paths"])}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _complete(operation, changes=method != "get", named="{" in path)
    return schema


def _complete(operation: dict[str, Any], *, changes: bool, named: bool) -> None:
    operation["security"] = [{"token": []}]
    operation["parameters"] = [*operation.get("parameters", []), LANGUAGE, *([KEY] if changes else [])]
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    if operation.pop("x-binary", False):
        bits = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
        responses = {
            "200": {"description": "The bits", "content": bits},
            "206": {"description": "The part asked for by Range", "content": bits},
            "304": {"description": "What you have is what there is"},
            "416": {"description": "The file has no such part", "content": {}},
        }
    statuses = {*ALWAYS, *(WITH_CHANGES if changes else WITH_QUESTIONS), *(WITH_A_NAME if named else ())}
    for status in sorted(statuses):
        responses[str(status)] = {"description": english(status), **PROBLEM}
    operation["responses"] = dict(sorted(responses.items()))
    for status in ("429", "503"):
        responses[status]["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}


def english(status: int) -> str:
    """The description is kept in one language; msgids are English."""
    title: Any = TITLES[status]
    return str(title._args[0]) if hasattr(title, "_args") else str(title)
