"""Who looks after the platform itself: its queues, its copies, its disk."""

from typing import Any

from congvu.directory.permissions import may_keep_bodies


def may_look_after(actor: Any, thing: Any = None) -> bool:
    """The administrators of the Office of the Government, in whose house the platform stands."""
    return may_keep_bodies(actor)
