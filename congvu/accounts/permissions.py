"""Who may open and close accounts."""

from typing import Any

from congvu.accounts.models import AccessToken, User
from congvu.directory.installer import INSTALLER
from congvu.directory.models import Person, PostHolding
from congvu.directory.permissions import may_keep_bodies
from congvu.directory.roles import Role


def may_open_account(actor: Any, person: Person) -> bool:
    """The administrators of the body in which the person holds a post, and those of the Office of the Government."""
    if actor is INSTALLER or may_keep_bodies(actor):
        return True
    bodies = {seat.organisation.pk for seat in actor.seats if seat.role == Role.ADMINISTRATOR}
    return PostHolding.objects.valid_on(actor.on).filter(person=person, post__unit__organisation__in=bodies).exists()


def may_change_account(actor: Any, user: User) -> bool:
    return may_open_account(actor, user.person)


def may_reset_second_factor(actor: Any, user: User) -> bool:
    """Never of one's own account: that is another administrator's to do."""
    return actor is INSTALLER or (actor.user != user and may_change_account(actor, user))


def may_change_own(actor: Any, user: User) -> bool:
    """One's own language, theme and sessions."""
    return bool(actor.user == user)


def may_end_token(actor: Any, token: AccessToken) -> bool:
    """Its owner, and whoever keeps the owner's account."""
    return may_change_own(actor, token.user) or may_change_account(actor, token.user)


def may_see_tokens(actor: Any) -> bool:
    """The list of all tokens of a body: its administrators."""
    return actor.holds(Role.ADMINISTRATOR) is not None


def may_keep_systems(actor: Any, thing: Any = None) -> bool:
    """Systems into which people sign in with an account of ours: the administrators of the Office of the Government."""
    return may_keep_bodies(actor)
