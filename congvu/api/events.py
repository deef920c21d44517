"""Events: entries of the history of records. Which there are, whether anyone wants one, and what is told of it."""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from congvu.api import jobs
from congvu.api.models import Subscription
from congvu.core import ending, stores
from congvu.records.models import HistoryEntry, Record

FRESH_SECONDS = 2  # so long a process may not yet know of a new webhook
_known: dict[str, Any] = {"until": 0.0, "wanted": []}


def offered() -> dict[str, str]:
    """The verbs of records that can be subscribed to, each with its words."""
    apps = {model._meta.app_label for model in Record.__subclasses__()}
    return {
        code: str(verb.sentence) % defaultdict(lambda: "…")
        for code, verb in stores.verbs.items()
        if code.partition(".")[0] in apps
    }


def look_again() -> None:
    """The webhooks have changed."""
    _known["until"] = 0.0


def is_wanted(verb: str) -> bool:
    """Whether any webhook asks for the verb. Asked at every entry, so it is looked up every other second only."""
    now = time.monotonic()
    if now >= _known["until"]:
        _known["wanted"] = list(Subscription.objects.filter(ended_at__isnull=True).values_list("events", flat=True))
        _known["until"] = now + FRESH_SECONDS
    return any(not events or verb in events for events in _known["wanted"])


def hear(entries: Sequence[HistoryEntry], **_: Any) -> None:
    """Entries are being written: a job for each, in the same transaction, finds out who is to be told."""
    wanted = [entry for entry in entries if entry.record_id is not None and is_wanted(entry.verb)]
    if wanted:
        ending.speak()  # so that they have their numbers
    for entry in wanted:
        ending.later(jobs.announce, entry_id=entry.pk)
