"""What our middlewares add to a request. Views annotate `request: Request`."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest


class Request(HttpRequest):
    """A request with its clock, its actor (None for a stranger) and the address of live updates."""

    now: datetime
    actor: Any
    live_url: str
