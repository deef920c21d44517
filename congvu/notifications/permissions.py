"""Who may change how people are told."""

from typing import Any

from congvu.accounts.actors import Actor
from congvu.directory.models import Person
from congvu.directory.roles import Role


def may_choose_notices(actor: Actor, person: Person) -> bool:
    """Everyone for themselves."""
    return bool(actor.person == person)


def may_set_ladder(actor: Actor, thing: Any = None) -> bool:
    """Administrators enter what the office's regulation says of reminders, and look after mails that fail."""
    return actor.holds(Role.ADMINISTRATOR) is not None
