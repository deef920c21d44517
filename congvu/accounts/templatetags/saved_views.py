"""The views of a list that whoever looks has kept."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest

from congvu.accounts.models import KEPT_VIEWS
from congvu.core import stores
from congvu.core.context import optional_url

register = template.Library()
WHERE_ONE_STANDS = ("after", "before", "export", "more")  # of a list, and so no part of a view of it


@register.inclusion_tag("accounts/saved_views.html", takes_context=True)
def saved_views(context: Any, table: Any) -> dict[str, Any]:
    """The kept views above the list, the one shown now marked; and the form that keeps what is shown."""
    return _kept(table.request, _shown(table.request))


@register.inclusion_tag("accounts/saved_views.html", takes_context=True)
def saved_searches(context: Any, words: str) -> dict[str, Any]:
    """The kept searches beside the box, the one shown now marked; and the form that keeps what is asked, once there are words."""
    request = context["request"]
    return _kept(request, _shown(request) if words else "") | {"are_searches": True, "suggested": words[:80]}


def _kept(request: Any, query: str) -> dict[str, Any]:
    page = request.resolver_match.view_name
    kept = [view for (view,) in KEPT_VIEWS.read(request.actor.told("views")) if view.page == page]
    return {
        "views": kept,
        "current": next((view for view in kept if view.query == query), None),
        "page": page,
        "query": query,
        "path": request.path,
        "may_watch": page in stores.watched_lists,
        "ways_url": optional_url("notifications:preferences"),
        "request": request,
    }


def _shown(request: HttpRequest) -> str:
    """What narrows and sorts the list, always in the same order; nothing of the page one stands on."""
    chosen = [
        (key, value)
        for key, values in sorted(request.GET.lists())
        for value in values
        if value and key not in WHERE_ONE_STANDS
    ]
    return urlencode(chosen)
