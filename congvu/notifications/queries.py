"""Whom a change concerns."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from congvu.accounts.actors import HEADS
from congvu.core import ending, journeys
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.notifications.notify import CHANNEL, PEOPLE_IN_ONE
from congvu.records.models import WorkItem

# The people given, and all who hold a post in one of the units on the day; with those who act for any of them. Who is named
# twice is sorted out at the end, once.
_CONCERNED = """
    WITH concerned AS (
        SELECT unnest(%s::bigint[]) AS id
        UNION ALL SELECT h.person_id FROM directory_post p JOIN directory_postholding h ON h.post_id = p.id
            WHERE p.unit_id = ANY (%s::bigint[]) AND h.valid @> %s::date
    ), everyone AS (
        SELECT array_agg(DISTINCT id) AS people FROM (
            SELECT id FROM concerned
            UNION ALL SELECT d.receiver_id FROM directory_delegation d JOIN concerned c ON c.id = d.giver_id
                WHERE d.valid @> %s::date
        ) named
    )
"""
_WHO = "SELECT unnest(people) FROM everyone"
_TOLD = """
    SELECT pg_notify(%s, json_build_object('people', people[first:first + %s], 'what', 'work')::text)
    FROM everyone, generate_series(1, cardinality(people), %s) first
"""


def concerned_by(items: Collection[WorkItem], day: date) -> set[int]:
    """The people, by number, whose desk shows one of the items on the day: whoever it waits for (a person, or all who hold a
    post in the unit), those who act for them, and whoever gave it."""
    return {pk for (pk,) in ending.ask(_CONCERNED + _WHO, _asked(items, day))}


def tell_concerned(items: Collection[WorkItem], day: date) -> None:
    """Tell the open pages of the people concerned by the items (`concerned_by`) to look again. Who they are the database finds
    when it is said, at the end of the action: nobody waits for the answer."""
    ending.say(_CONCERNED + _TOLD, [*_asked(items, day), CHANNEL, PEOPLE_IN_ONE - 1, PEOPLE_IN_ONE])


def _asked(items: Collection[WorkItem], day: date) -> list[Any]:
    people = {person for item in items for person in (item.person_id, item.given_by_id) if person is not None}
    units = {item.unit_id for item in items if item.person_id is None}
    return [sorted(people), sorted(units), day, day]


_HEADS = """
    SELECT p.unit_id, p.role, h.person_id FROM directory_postholding h JOIN directory_post p ON p.id = h.post_id
    WHERE p.unit_id = ANY (%s::bigint[]) AND p.role = ANY (%s::text[]) AND h.valid @> %s::date ORDER BY p.rank, h.id
"""


def heads_of(units: Iterable[int], day: date) -> dict[int, list[int]]:
    """Who answers for each unit on the day: its head, else its deputies; by number. One query."""
    return _heads(ending.ask(*_asked_heads(units, day)))


def hear_heads_of(units: Iterable[int], day: date, hear: Callable[[dict[int, list[int]]], object]) -> None:
    """The same for who can wait until the running action says what it wrote."""
    ending.say(*_asked_heads(units, day), heard=lambda rows: hear(_heads(rows)), may_say_more=True)


def _asked_heads(units: Iterable[int], day: date) -> journeys.Statement:
    return _HEADS, [sorted(set(units)), [*HEADS], day]


def _heads(rows: journeys.Rows) -> dict[int, list[int]]:
    heads: dict[int, list[int]] = {}
    deputies: dict[int, list[int]] = {}
    for unit, role, person in rows:
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
