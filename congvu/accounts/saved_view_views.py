"""Keeping, changing and forgetting views of lists; each leads back to its list. What cannot be kept comes back as a form."""

import functools
from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.accounts import actions
from congvu.accounts.forms import ViewForm
from congvu.accounts.models import SavedView
from congvu.accounts.requests import OfficeRequest
from congvu.core import stores
from congvu.core.errors import RuleBroken

FORM_COMES_BACK = 422


@require_POST
def save(request: OfficeRequest) -> HttpResponse:
    """Keep what the list shows under a name."""
    sent = request.POST
    keep = functools.partial(actions.save_view, page=sent.get("page", ""), query=sent.get("query", ""))
    return _kept(request, keep)


@require_POST
def change(request: OfficeRequest, handle: str) -> HttpResponse:
    """The view has another name, or one is told of what is new in it, or no more."""
    return _kept(request, functools.partial(actions.change_view, handle=handle))


@require_POST
def forget(request: OfficeRequest, handle: str) -> HttpResponse:
    """The view is kept no longer; the list stays as it is shown."""
    view = actions.forget_view(request.actor.user, handle=handle, at=request.now, by=request.actor)
    return redirect(_list(view.page, view.query))


def _kept(request: OfficeRequest, keep: Callable[..., SavedView]) -> HttpResponse:
    """Back to the list; or the form once more, with what was typed and why it was not taken."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    form = ViewForm(request.POST, may_watch=page in stores.watched_lists)
    if form.is_valid():
        try:
            view = keep(request.actor.user, **form.values(), at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            return redirect(_list(view.page, view.query))
    context = {"form": form, "page": page, "query": query, "list_url": _list(page, query)}
    return render(request, "accounts/saved_view.html", context, status=FORM_COMES_BACK)


def _list(page: str, query: str) -> str:
    """The list as the view shows it; the start where there is no such list."""
    return f"{reverse(page)}?{query}" if page in stores.lists else "/"
