"""Who may change the directory. Everyone signed in may read it."""

from typing import Any

from congvu.directory.installer import INSTALLER
from congvu.directory.models import Delegation, Organisation, OrganisationKind, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role


def may_keep_bodies(actor: Any, thing: Any = None) -> bool:
    """Bodies, their names and codes: the administrators of the Office of the Government keep them for all."""
    if actor is INSTALLER:
        return True
    return (
        actor.seat(
            lambda seat: (
                seat.role == Role.ADMINISTRATOR and seat.organisation.kind == OrganisationKind.GOVERNMENT_OFFICE
            )
        )
        is not None
    )


def may_administer(actor: Any, body: Organisation) -> bool:
    """Units, posts and people of a body: its own administrators, and those who keep the bodies."""
    return may_keep_bodies(actor) or actor.holds(Role.ADMINISTRATOR, organisation_id=body.pk) is not None


def may_administer_unit(actor: Any, unit: Unit) -> bool:
    return may_administer(actor, unit.organisation)


def may_appoint(actor: Any, post: Post) -> bool:
    return may_administer(actor, post.unit.organisation)


def may_end_holding(actor: Any, holding: PostHolding) -> bool:
    return may_administer(actor, holding.post.unit.organisation)


def may_enrol(actor: Any, full_name: Any = None) -> bool:
    """A new person in the directory: any administrator."""
    return actor is INSTALLER or actor.holds(Role.ADMINISTRATOR) is not None


def may_describe_person(actor: Any, person: Person) -> bool:
    """Name and addresses of someone: the administrators of a body in which they hold a post, or anyone who may enter people
    while they hold none."""
    if may_keep_bodies(actor):
        return True
    bodies = {seat.organisation.pk for seat in actor.seats if seat.role == Role.ADMINISTRATOR}
    held = PostHolding.objects.valid_on(actor.on).filter(person=person)
    return bool(bodies) and (not held.exists() or held.filter(post__unit__organisation__in=bodies).exists())


def may_delegate(actor: Any, giver: Person) -> bool:
    """One delegates one's own work; administrators may for people of their body. Whoever only acts for someone cannot
    pass that on (no chain beyond one step)."""
    if actor is INSTALLER or actor.person == giver:
        return True
    if may_keep_bodies(actor):
        return True
    bodies = {seat.organisation.pk for seat in actor.seats if seat.role == Role.ADMINISTRATOR}
    return PostHolding.objects.valid_on(actor.on).filter(person=giver, post__unit__organisation__in=bodies).exists()


def may_end_delegation(actor: Any, delegation: Delegation) -> bool:
    """The giver, the receiver who lays it down, and administrators."""
    return (actor is not INSTALLER and actor.person == delegation.receiver) or may_delegate(actor, delegation.giver)
