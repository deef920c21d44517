"""A request as every view behind the sign-in gets it."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from congvu.accounts.actors import Actor


class OfficeRequest(HttpRequest):
    """A signed-in person's request: its clock, its actor, the address of live updates and what htmx says of itself."""

    now: datetime
    actor: Actor
    live_url: str
    htmx: HtmxDetails
