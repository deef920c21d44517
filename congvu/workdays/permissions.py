"""Who may do what with the working calendar."""

from typing import Any

from congvu.accounts.actors import Actor
from congvu.directory.roles import Role


def may_change_calendar(actor: Actor, thing: Any = None) -> bool:
    """Administrators enter what the competent authority has decided."""
    return actor.holds(Role.ADMINISTRATOR) is not None
