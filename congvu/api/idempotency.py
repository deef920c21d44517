"""Doing it once: a request with the header Idempotency-Key that comes again gets the answer it got, and does nothing more.

The key's row is written first, in the same transaction as the work. Whoever sends the same key meanwhile waits at it; when the
work is done they get its answer, when it failed they try themselves. So what is done and what is remembered cannot differ,
whenever the process may die."""

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Status

from congvu.api.models import KeptAnswer
from congvu.api.problems import Problem
from congvu.core import ending

HEADER = "Idempotency-Key"
LEGAL = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_FOR = timedelta(hours=24)
REPEATED = "Idempotent-Replayed"


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that changes something: with an Idempotency-Key it is done once. What raises has done nothing, and is not
    kept: the same key may be tried again."""

    @functools.wraps(view)
    def run(request: Any, *args: Any, **values: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return written(view(request, *args, **values))
        if not LEGAL.fullmatch(key):
            said = _("An Idempotency-Key is 1 to 200 printable ASCII characters without spaces.")
            raise Problem(422, "idempotency-key-not-valid", said)
        fingerprint = fingerprint_of(request)
        with ending.together():
            kept = _taken(request, key, fingerprint)
            if kept is not None:
                return _again(kept, fingerprint)
            response = written(view(request, *args, **values))
            KeptAnswer.objects.filter(token=request.token, key=key).update(
                status=response.status_code, body=response.content.decode()
            )
            return response

    return run


def written(result: Any) -> HttpResponse:
    """What an operation returned (a shape, or a status with one), as it goes out."""
    status, shape = (result.status_code, result.value) if isinstance(result, Status) else (200, result)
    return HttpResponse(shape.model_dump_json(), status=status, content_type="application/json")


def _taken(request: Any, key: str, fingerprint: str) -> KeptAnswer | None:
    """Takes the key for this request: None. If it was taken within a day: what is kept. Waits for whoever is at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO api_keptanswer (token_id, key, fingerprint, body, at) VALUES (%s, %s, %s, '', %s)
            ON CONFLICT (token_id, key) DO UPDATE
                SET fingerprint = excluded.fingerprint, status = NULL, body = '', at = excluded.at
                WHERE api_keptanswer.at < %s
            """,
            [request.token.pk, key, fingerprint, request.now, request.now - KEPT_FOR],
        )
        taken = cursor.rowcount == 1
    return None if taken else KeptAnswer.objects.get(token=request.token, key=key)


def _again(kept: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Problem(
            422, "idempotency-key-used", _("This Idempotency-Key was used for another request. Take a new one.")
        )
    return HttpResponse(kept.body, status=kept.status, content_type="application/json", headers={REPEATED: "true"})


def fingerprint_of(request: Any) -> str:
    """A digest of what is asked: method, address and body; of a form with files the parts, whatever separates them."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                bits = hashlib.sha256(b"".join(file.chunks())).hexdigest()
                file.seek(0)
                digest.update(repr((name, file.name, bits)).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()
