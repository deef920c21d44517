"""A notice in words, in the language of whoever reads it: no query."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.core import stores
from congvu.notifications.models import Notice
from congvu.records.models import Record
from congvu.workdays.reckoning import moment_words

MOMENTS = ("due", "from_", "to")


@dataclass(frozen=True)
class Told:
    """A notice as drawn. `title` and `reference` are those of its record, empty when the reader may not read it (any more)."""

    notice: Notice
    sentence: str
    icon: str
    late: bool
    title: str
    reference: str
    unread: bool
    for_name: str

    @property
    def open_url(self) -> str:
        """The address that leads on to what it tells of, and marks it as read."""
        return reverse("notifications:open", args=[self.notice.handle])


def told(notice: Notice, keys: Collection[int]) -> Told:
    """The notice for a reader with these access keys; its record and people must have been fetched."""
    kind = notice.telling
    record = notice.record
    readable = _is_readable(record, keys)
    return Told(
        notice=notice,
        sentence=str(kind.sentence) % _facts(notice),
        icon=kind.icon,
        late=kind.late,
        title=record.title if record and readable else "",
        reference=record.reference if record and readable else "",
        unread=notice.read_at is None,
        for_name=notice.for_person.full_name if notice.for_person else "",
    )


def stands_for(notice: Notice, keys: Collection[int]) -> bool:
    """Whether the reader may be told of it still: what one only asked to hear of, while one may read the record."""
    return not notice.telling.by_wish or _is_readable(notice.record, keys)


def _is_readable(record: Record | None, keys: Collection[int]) -> bool:
    return record is not None and bool(set(record.readers) & set(keys))


def _facts(notice: Notice) -> dict[str, Any]:
    facts: dict[str, Any] = dict(notice.facts)
    for name in MOMENTS:
        if facts.get(name):
            facts[name] = moment_words(datetime.fromisoformat(facts[name]))
    act = facts.get("act", "")
    facts["what"] = str(stores.acts[act].label) if act in stores.acts else ""
    facts["who"] = notice.actor.full_name if notice.actor else str(_("the platform"))
    return defaultdict(str, facts)


def target(notice: Notice) -> str:
    """Where the notice leads: the page it names, else that of its record, else the list of notices."""
    if notice.address:
        return str(notice.address)
    if notice.record is not None:
        return str(notice.record.get_absolute_url())
    return reverse("notifications:list")
