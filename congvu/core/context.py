"""What every page's frame needs: the menu, who is signed in."""

from typing import Any

from django.http import HttpRequest

from congvu.core import stores


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": sorted((m for m in stores.menu if actor and m.shown_to(actor)), key=lambda m: m.rank),
    }
