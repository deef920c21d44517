"""Who keeps the books, and who may ask why someone sees a record."""

from congvu.accounts.actors import Actor
from congvu.directory.models import Organisation
from congvu.directory.permissions import may_administer, may_keep_bodies
from congvu.directory.roles import Role
from congvu.records.models import Record, Register


def may_keep_books(actor: Actor, thing: Organisation | Register) -> bool:
    """Opening a body's book before its first number and closing it after its year: its administrators and registry clerks."""
    body = thing if isinstance(thing, Organisation) else thing.organisation
    return may_administer(actor, body) or actor.holds(Role.CLERK, organisation_id=body.pk) is not None


def may_ask_why(actor: Actor, record: Record) -> bool:
    """Why someone may see a record: the administrators and inspectors of the body that has it, and those who keep the bodies.
    They learn who reads, not what is read."""
    roles = (Role.ADMINISTRATOR, Role.INSPECTOR)
    return may_keep_bodies(actor) or actor.holds(*roles, organisation_id=record.organisation_id) is not None
