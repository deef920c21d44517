"""Telling of what is new in the searches somebody keeps: each person once a record, however many of their searches it answers.

Whether somebody may read the record is asked at that moment, with the posts they then hold. Who has left is told nothing.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from congvu.accounts.models import SavedView
from congvu.core import stores
from congvu.notifications.notices import Draft, tell_each
from congvu.records.models import Record
from congvu.records.watching import FACETS, Watched, found_by, take_just_indexed

MOST_NAMED = 3


def tell_of_found(at: datetime) -> int:
    """Tell of all that search has taken in since the last time. Returns how many notices were made."""
    told = 0
    while (made := _tell_of_a_batch(at)) is not None:
        told += made
    return told


@transaction.atomic
def _tell_of_a_batch(at: datetime) -> int | None:
    """What was taken and what was told are kept together or not at all. None: nothing was left."""
    fresh = take_just_indexed()
    if not fresh:
        return None
    kept = SavedView.objects.filter(watched_since__isnull=False, user__is_active=True, page__in=_pages())
    views = list(kept.select_related("user__person").order_by("pk"))
    answers: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))  # by person, by record: names
    for place, record in found_by([_question(view) for view in views], fresh):
        answers[views[place].user_id][record].append(views[place].name)
    readers = dict(
        Record.objects.filter(pk__in={pk for found in answers.values() for pk in found}).values_list("pk", "readers")
    )
    users = {view.user_id: view.user for view in views}
    drafts = []
    for user_id, found in answers.items():
        keys = set(users[user_id].actor(at).keys)
        drafts += [
            _draft(users[user_id].person_id, record, names)
            for record, names in found.items()
            if keys.intersection(readers[record])
        ]
    return len(tell_each(drafts, at=at))


def _pages() -> list[str]:
    return [page for page, _label in stores.watched_lists.items()]


def _question(view: SavedView) -> Watched:
    sent = QueryDict(view.query)
    assert view.watched_since is not None
    chosen = {facet: sent[facet] for facet in FACETS if sent.get(facet)}
    return Watched(sent.get("q", ""), chosen, view.watched_since)


def _draft(person: int, record: int, names: list[str]) -> Draft:
    facts = {"searches": ", ".join(f"“{name}”" for name in names[:MOST_NAMED])}
    return Draft("found", person, record, key=f"found:{record}", facts=facts)
