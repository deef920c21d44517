"""Who asks: the token of the header Authorization, the scopes it has, and how often it asks."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from congvu.accounts.actors import Actor
from congvu.accounts.models import AccessToken
from congvu.accounts.tokens import lacks_second_factor, shown_token
from congvu.api.problems import Problem


class Asking(HttpRequest):
    """A request of a machine: its clock, its token, and for whom it acts."""

    now: datetime
    token: AccessToken
    actor: Actor


class Buckets:
    """So many requests a minute of one token, unevenly if need be: a bucket that fills again all the time. Each web process
    counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.left: dict[int, tuple[float, float]] = {}
        self.lock = threading.Lock()

    def wait(self, token: int, a_minute: int) -> float:
        """Takes one; seconds until there will be one again when there is none."""
        now = self.clock()
        with self.lock:
            left, at = self.left.get(token, (float(a_minute), now))
            left = min(float(a_minute), left + (now - at) * a_minute / 60)
            if left < 1:
                self.left[token] = (left, now)
                return (1 - left) * 60 / a_minute
            self.left[token] = (left - 1, now)
            if len(self.left) > 10_000:
                self.left.clear()
        return 0


buckets = Buckets()


class Bearer(HttpBearer):
    """A token that has all these scopes. Nothing else lets a machine in; a cookie never does."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: Any, token: str) -> AccessToken | None:
        now = timezone.now()
        found = shown_token(token, now)
        if found is None:
            return None
        actor = found.user.actor(now)
        if lacks_second_factor(found, actor):
            raise Problem(403, "second-factor-missing", _("The owner of the token must turn on a second factor first."))
        self._count(found)
        missing = [scope for scope in self.scopes if scope not in found.scopes]
        if missing:
            said = _("The token lacks the scope %(scope)s.") % {"scope": " ".join(missing)}
            told = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(missing)}"'}
            raise Problem(403, "insufficient-scope", said, headers=told)
        request.now, request.token, request.actor = now, found, actor
        return found

    def _count(self, token: AccessToken) -> None:
        if not settings.API_RATE:
            return
        seconds = buckets.wait(token.pk, settings.API_RATE)
        if seconds:
            said = _("At most %(number)d requests a minute are heard. Wait and try again.") % {
                "number": settings.API_RATE
            }
            raise Problem(429, "too-many-requests", said, headers={"Retry-After": str(int(seconds) + 1)})
