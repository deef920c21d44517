"""People, the posts they are appointed to and leave."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.actions.constraints import told_as
from congvu.directory.actions.delegations import WrongPeriod
from congvu.directory.models import Person, Post, PostHolding, Unit, period
from congvu.directory.permissions import may_administer_unit, may_appoint, may_end_holding, may_enrol
from congvu.directory.roles import Role


class PostIsHeld(RuleBroken):
    message = _("Someone holds this post in that period. A post like this has one holder at a time: end theirs first.")


class HoldsItAlready(RuleBroken):
    message = _("This person already holds the post in that period.")


class TitleIsTaken(RuleBroken):
    message = _("The unit already has a post of this title.")


@action(may_enrol)
def enrol(full_name: str, *, email: str = "", phone: str = "", at: datetime, by: Any) -> Person:
    """Someone new in the directory, not yet in any post."""
    person = Person.objects.create(full_name=full_name, email=email, phone=phone)
    note(person, "enrolled", at=at, by=by, full_name=full_name)
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
    with told_as(
        {
            "sole_post_has_one_holder_at_a_time": PostIsHeld,
            "person_holds_a_post_once_at_a_time": HoldsItAlready,
        }
    ):
        holding = PostHolding.objects.create(
            post=post, is_sole=post.is_sole, person=person, valid=period(from_, until), decided_by=decided_by
        )
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
    """The person no longer holds the post from the day on."""
    if holding.valid.lower is not None and on <= holding.valid.lower:
        raise WrongPeriod
    holding.valid = period(holding.valid.lower, on)
    holding.save(update_fields=["valid"])
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
