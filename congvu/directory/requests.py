"""The request as the directory's pages see it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest


class SignedInRequest(HttpRequest):
    """A request of someone signed in, with its clock and its actor (accounts/middleware.py gives both)."""

    now: datetime
    actor: Any
