"""Who comes in by the doors of the administration."""

from typing import Any

from congvu.directory.permissions import may_keep_bodies
from congvu.directory.roles import Role


def may_open_administration(actor: Any, thing: Any = None) -> bool:
    """Administrators of any body; each then does what they may for their own body."""
    return actor.holds(Role.ADMINISTRATOR) is not None


def may_import(actor: Any, thing: Any = None) -> bool:
    """Lists are entered by those who keep the bodies: a list may touch any of them."""
    return may_keep_bodies(actor)


def may_use_list(actor: Any, uploaded: Any) -> bool:
    """A list someone brought is checked and entered by any of those who keep the bodies."""
    return may_keep_bodies(actor)
