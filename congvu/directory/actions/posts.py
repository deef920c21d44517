"""People, the posts they are appointed to and leave."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import Refused, RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.actions.delegations import WrongPeriod
from congvu.directory.actions.open_work import refuse_open_work
from congvu.directory.models import Person, Post, PostHolding, Unit, period
from congvu.directory.permissions import (
    may_administer_unit,
    may_appoint,
    may_describe_person,
    may_end_holding,
    may_enrol,
)
from congvu.directory.roles import Role


class PostIsHeld(RuleBroken):
    message = _("Someone holds this post in that period. A post like this has one holder at a time: end theirs first.")


class HoldsItAlready(RuleBroken):
    message = _("This person already holds the post in that period.")


class TitleIsTaken(RuleBroken):
    message = _("The unit already has a post of this title.")


class StaffNumberIsTaken(RuleBroken):
    message = _("Another person bears this staff number.")


@action(may_enrol)
def enrol(full_name: str, *, email: str = "", phone: str = "", staff_number: str = "", at: datetime, by: Any) -> Person:
    """Someone new in the directory, not yet in any post. Raises StaffNumberIsTaken."""
    with told_as({"staff_number_once": StaffNumberIsTaken}):
        person = Person.objects.create(full_name=full_name, email=email, phone=phone, staff_number=staff_number)
    note(person, "enrolled", at=at, by=by, full_name=full_name)
    return person


@action(may_describe_person)
def describe_person(
    person: Person,
    *,
    full_name: str,
    email: str = "",
    phone: str = "",
    staff_number: str = "",
    at: datetime,
    by: Any,
) -> Person:
    """Put right the name and how to reach someone. The history keeps what stood before. Raises StaffNumberIsTaken."""
    given = {"full_name": full_name, "email": email, "phone": phone, "staff_number": staff_number}
    changed = {name: [getattr(person, name), value] for name, value in given.items() if getattr(person, name) != value}
    for name, value in given.items():
        setattr(person, name, value)
    with told_as({"staff_number_once": StaffNumberIsTaken}):
        person.save(update_fields=list(given))
    note(person, "described", at=at, by=by, changed=changed)
    return person


@action(may_administer_unit)
def open_post(
    unit: Unit, *, title: str, role: str, is_sole: bool = False, rank: int = 1000, at: datetime, by: Any
) -> Post:
    """A new post in the unit. A head's post is always sole. Raises TitleIsTaken."""
    with told_as({"post_title_once_in_a_unit": TitleIsTaken}):
        post = Post.objects.create(unit=unit, title=title, role=role, is_sole=is_sole or role == Role.HEAD, rank=rank)
    note(post, "post_opened", at=at, by=by, title=title, role=str(role), unit=unit.name)
    return post


@action(may_appoint)
def appoint(
    post: Post,
    *,
    person: Person,
    from_: date,
    decided_by: str = "",
    until: date | None = None,
    at: datetime,
    by: Any,
) -> PostHolding:
    """The person holds the post from the day on (`until`: the first day no longer). `decided_by`: the decision's
    reference. Raises PostIsHeld when a sole post has another holder in that period."""
    holding = _seat(post, person, from_, until, decided_by)
    note(
        person,
        "appointed",
        at=at,
        by=by,
        title=post.title,
        unit=post.unit.name,
        body=post.unit.organisation.name,
        from_on=from_.isoformat(),
        decided_by=decided_by,
    )
    return holding


@action(may_end_holding)
def end_holding(holding: PostHolding, *, on: date, reason: str = "", at: datetime, by: Any) -> PostHolding:
    """The person no longer holds the post from the day on. Raises WrongPeriod, and WorkIsOpen while work waits for them in
    its unit: it is handed over first."""
    _leave(holding, on)
    note(
        holding.person,
        "left_post",
        at=at,
        by=by,
        title=holding.post.title,
        unit=holding.post.unit.name,
        on=on.isoformat(),
        reason=reason,
    )
    return holding


@action(may_end_holding)
def move_to_post(
    holding: PostHolding, *, to: Post, on: date, decided_by: str = "", at: datetime, by: Any
) -> PostHolding:
    """The person leaves one post and takes another on the same day (điều động, bổ nhiệm). Raises WrongPeriod, WorkIsOpen,
    PostIsHeld, HoldsItAlready, and Refused for a post of a body one does not administer."""
    if not may_appoint(by, to):
        raise Refused
    taken = _seat(to, holding.person, on, None, decided_by)
    _leave(holding, on)
    note(
        holding.person,
        "moved_post",
        at=at,
        by=by,
        from_=f"{holding.post.title}, {holding.post.unit.name}",
        to=f"{to.title}, {to.unit.name}",
        on=on.isoformat(),
        decided_by=decided_by,
    )
    return taken


def _seat(post: Post, person: Person, from_: date, until: date | None, decided_by: str) -> PostHolding:
    with told_as(
        {
            "sole_post_has_one_holder_at_a_time": PostIsHeld,
            "person_holds_a_post_once_at_a_time": HoldsItAlready,
        }
    ):
        return PostHolding.objects.create(
            post=post, is_sole=post.is_sole, person=person, valid=period(from_, until), decided_by=decided_by
        )


def _leave(holding: PostHolding, on: date) -> None:
    if holding.valid.lower is not None and on <= holding.valid.lower:
        raise WrongPeriod
    elsewhere = PostHolding.objects.lasting_until(on).filter(person=holding.person, post__unit=holding.post.unit)
    if not elsewhere.exclude(pk=holding.pk).exists():
        refuse_open_work(units=[holding.post.unit], person=holding.person)
    holding.valid = period(holding.valid.lower, on)
    holding.save(update_fields=["valid"])
