"""Whom a change concerns."""

from collections.abc import Collection
from datetime import date

from congvu.directory.models import Delegation, PostHolding
from congvu.records.models import WorkItem


def concerned_by(items: Collection[WorkItem], day: date) -> set[int]:
    """The people, by number, whose desk shows one of the items on the day: whoever it waits for (a person, or all who hold a
    post in the unit), those who act for them, and whoever gave it."""
    people = {item.person_id for item in items if item.person_id is not None} | {item.given_by_id for item in items}
    units = {item.unit_id for item in items if item.person_id is None}
    if units:
        people |= set(
            PostHolding.objects.valid_on(day).filter(post__unit_id__in=units).values_list("person_id", flat=True)
        )
    acting = Delegation.objects.valid_on(day).filter(giver_id__in=people).values_list("receiver_id", flat=True)
    return people | set(acting)
