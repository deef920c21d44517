"""The description of the API as people read it: the operations in groups, with what goes in and what comes back."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Schema = dict[str, Any]
_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")


@dataclass(frozen=True)
class Field:
    """Something that is sent or comes back: its name, of what kind it is, whether it must be there, what is said of it."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the API."""

    code: str
    method: str
    path: str
    title: str
    words: str
    asked: list[Field]
    sent: list[Field]
    answered: list[Field]
    errors: str
    example: str


def prose(text: str) -> SafeString:
    """A text of the description with its paragraphs, its points, what is stressed and what is code."""
    return format_html_join("", "{}", ((_block(block),) for block in text.strip().split("\n\n")))


def _block(block: str) -> SafeString:
    if not block.startswith("- "):
        return format_html("<p>{}</p>", _marked(block))
    points = block.removeprefix("- ").split("\n- ")
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_marked(point),) for point in points)))


def _marked(text: str) -> SafeString:
    parts = _MARKED.split(text)  # plain, stressed, code, plain, ...
    runs = zip(parts[::3], [*parts[1::3], None], [*parts[2::3], None], strict=True)
    return format_html_join(
        "", "{}{}{}", ((plain, _in("b", stressed), _in("code", code)) for plain, stressed, code in runs)
    )


def _in(tag: str, text: str | None) -> SafeString:
    return format_html(f"<{tag}>{{}}</{tag}>", text) if text else SafeString("")


def groups(description: Schema) -> list[tuple[str, list[Operation]]]:
    """The operations under the headings of the description, in its order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(description, path, method, operation))
    return list(found.items())


def shapes(description: Schema) -> list[tuple[str, str, list[Field]]]:
    """What the kinds named in the fields are made of: name, words, fields."""
    kept = sorted(description["components"]["schemas"].items())
    drawn = ((name, one.get("description", ""), list(_fields(one, description))) for name, one in kept)
    return [(name, words, fields) for name, words, fields in drawn if fields]


def _operation(description: Schema, path: str, method: str, operation: Schema) -> Operation:
    answers = operation["responses"]
    good = next(answers[status] for status in sorted(answers) if status.startswith("2"))
    body = _schema_of(operation.get("requestBody", {}), description)
    return Operation(
        code=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        words=operation.get("description", ""),
        asked=[_parameter(one, description) for one in operation["parameters"]],
        sent=list(_fields(body, description)),
        answered=list(_fields(_schema_of(good, description), description)),
        errors=", ".join(status for status in answers if status >= "400"),
        example=_example(path, method, operation, body, description),
    )


def _parameter(one: Schema, description: Schema) -> Field:
    words = one.get("description", "") or one["schema"].get("description", "")
    return Field(f"{one['name']} ({one['in']})", _kind(one["schema"], description), one.get("required", False), words)


def _schema_of(holder: Schema, description: Schema) -> Schema:
    media: Schema = next(iter(holder.get("content", {}).values()), {})
    return _resolved(media.get("schema", {}), description)


def _resolved(schema: Schema, description: Schema) -> Schema:
    reference = schema.get("$ref", "") or next((one["$ref"] for one in schema.get("allOf", []) if "$ref" in one), "")
    return description["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else schema


def _fields(schema: Schema, description: Schema) -> Iterator[Field]:
    required = schema.get("required", [])
    for name, one in schema.get("properties", {}).items():
        words = one.get("description", "") or one.get("items", {}).get("description", "")
        yield Field(name, _kind(one, description), name in required, words)


def _kind(schema: Schema, description: Schema) -> str:
    """ "text", "list of BodyOut", "one of normal, urgent"; alternatives with "or"."""
    if "anyOf" in schema:
        return " or ".join(_kind(one, description) for one in schema["anyOf"])
    one = _resolved(schema, description)
    if "enum" in one:
        return "one of " + ", ".join(str(value) for value in one["enum"])
    if one is not schema:
        return str(one.get("title", "object"))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), description)}"
    words = {"string": "text", "null": "nothing", "integer": "whole number", "boolean": "true or false"}
    return str(schema.get("format") or words.get(str(schema.get("type")), schema.get("type", "anything")))


def _example(path: str, method: str, operation: Schema, body: Schema, description: Schema) -> str:
    """A line for a shell that can be tried, but for names in braces and the token."""
    parts = [f"curl -X {method.upper()} https://congvu.example{path}", '-H "Authorization: Bearer $TOKEN"']
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        parts.append("-F file=@letter.pdf")
    elif body:
        plain = [name for name, one in body.get("properties", {}).items() if one.get("type") == "string"]
        sent = dict.fromkeys(body.get("required", []) or plain, "…")
        parts += ['-H "Content-Type: application/json"', f"-d '{json.dumps(sent, ensure_ascii=False)}'"]
    return " \\\n  ".join(parts)
