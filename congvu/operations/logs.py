"""What the platform says of its work, one JSON object a line, without anything people wrote (docs/mechanisms/observability.md).

Names, titles, references, addresses of e-mail and words searched for may stand in the values of a message, in a page's
address, or in the text of an error. So of messages that are not our own only the template is written, never its values; of a
page its route's name; of an error its kind and where it happened.
"""

import hashlib
import hmac
import logging
import os
import traceback
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from pythonjsonlogger.json import JsonFormatter

REQUEST: ContextVar[str] = ContextVar("the number of the request being answered", default="")
JOB_FACTS = ("id", "task_name", "queue", "attempts")
TOLD = ("route", "method", "status", "ms", "actor")


class JsonLines(JsonFormatter):
    """The formatter of CONGVU_LOG=json."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False, timestamp=True)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["at"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        log_data["level"] = record.levelname.lower()
        log_data["program"] = os.environ.get("PGAPPNAME", "congvu").removesuffix(" pool")
        log_data["logger"] = record.name
        log_data["says"] = said(record)
        if number := getattr(getattr(record, "request", None), "number", None) or REQUEST.get():
            log_data["request"] = number
        log_data.update({name: vars(record)[name] for name in TOLD if vars(record).get(name) is not None})
        if job := job_of(record):
            log_data["job"] = job
        if record.exc_info and record.exc_info[0]:
            log_data["error"] = record.exc_info[0].__name__
            log_data["where"] = where(record.exc_info[2])


def said(record: logging.LogRecord) -> str:
    """Our own messages as they are; of others the action or the template; a text without values could hold anything, so only
    the place that said it."""
    if record.name.startswith("congvu"):
        return record.getMessage()
    action = getattr(record, "action", "")
    if record.name.startswith("procrastinate") and action:
        return str(action)
    if record.args:
        return str(record.msg)
    return f"{record.module}:{record.lineno}"


def job_of(record: logging.LogRecord) -> dict[str, Any]:
    """Which job, without what it was given."""
    told = getattr(record, "job", None)
    return {name: told[name] for name in JOB_FACTS if name in told} if isinstance(told, dict) else {}


def where(trace: Any) -> list[str]:
    """The calls that led to an error, innermost last: file, line, function."""
    calls = traceback.extract_tb(trace)[-12:]
    return [f"{call.filename.rpartition('/congvu/')[2]}:{call.lineno} {call.name}" for call in calls]


def pseudonym(user_id: int | None) -> str | None:
    """The same for the same account, and nobody without the secret key can tell whose it is."""
    if user_id is None:
        return None
    return hmac.new(settings.SECRET_KEY.encode(), f"actor {user_id}".encode(), hashlib.sha256).hexdigest()[:12]
