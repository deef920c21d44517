"""Whom a change concerns."""

from collections.abc import Collection, Iterable
from datetime import date

from congvu.directory.models import Delegation, PostHolding
from congvu.directory.roles import Role
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


def heads_of(units: Iterable[int], day: date) -> dict[int, list[int]]:
    """Who answers for each unit on the day: its head, else its deputies; by number. One query."""
    holdings = PostHolding.objects.valid_on(day).filter(
        post__unit_id__in=set(units), post__role__in=(Role.HEAD, Role.DEPUTY_HEAD)
    )
    heads: dict[int, list[int]] = {}
    deputies: dict[int, list[int]] = {}
    for unit, role, person in holdings.order_by("post__rank", "pk").values_list(
        "post__unit_id", "post__role", "person_id"
    ):
        (heads if role == Role.HEAD else deputies).setdefault(unit, []).append(person)
    return deputies | heads


def leaders_of(organisations: Iterable[int], day: date) -> dict[int, list[int]]:
    """The leaders of each body on the day, by number, in the order of protocol. One query."""
    holdings = PostHolding.objects.valid_on(day).filter(
        post__unit__organisation_id__in=set(organisations), post__role=Role.LEADER
    )
    found: dict[int, list[int]] = {}
    for body, person in holdings.order_by("post__rank", "pk").values_list("post__unit__organisation_id", "person_id"):
        found.setdefault(body, []).append(person)
    return found


def clerks_of(units: Iterable[int], day: date) -> dict[int, list[int]]:
    """The registry clerks of each unit on the day, by number. One query."""
    holdings = PostHolding.objects.valid_on(day).filter(post__unit_id__in=set(units), post__role=Role.CLERK)
    found: dict[int, list[int]] = {}
    for unit, person in holdings.order_by("pk").values_list("post__unit_id", "person_id"):
        found.setdefault(unit, []).append(person)
    return found
