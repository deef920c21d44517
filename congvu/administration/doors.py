"""What the page of administration and an administrator's first page lead to."""

from typing import Any

from congvu.core import stores


def open_doors(actor: Any) -> list[tuple[stores.Door, int | None]]:
    """Every door that is open to the actor, with what waits behind it."""
    shown = sorted((door for door in stores.doors if door.shown_to(actor)), key=lambda door: door.rank)
    return [(door, door.count(actor) if door.count else None) for door in shown]
