"""The views of a list that whoever looks has kept."""

from typing import Any
from urllib.parse import urlencode

from django import template

from congvu.accounts.models import SavedView

register = template.Library()


@register.inclusion_tag("accounts/saved_views.html", takes_context=True)
def saved_views(context: Any, table: Any) -> dict[str, Any]:
    """The kept views above the list, the one shown now marked; and the form that keeps what is shown."""
    request = table.request
    page = request.resolver_match.view_name
    query = shown_by(table)
    kept = list(SavedView.objects.filter(user_id=request.user.pk, page=page).order_by("name"))
    current = next((view for view in kept if view.query == query), None)
    return {"views": kept, "current": current, "page": page, "query": query, "path": request.path, "request": request}


def shown_by(table: Any) -> str:
    """What narrows and sorts the list, always in the same order; nothing of the page one stands on."""
    chosen = [
        (key, value)
        for key, values in sorted(table.request.GET.lists())
        for value in values
        if value and key not in ("after", "before", "export")
    ]
    return urlencode(chosen)
