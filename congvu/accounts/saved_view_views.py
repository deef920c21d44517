"""Keeping, changing and forgetting views of lists; each leads back to its list."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.accounts import actions
from congvu.accounts.requests import OfficeRequest


@require_POST
def save(request: OfficeRequest) -> HttpResponse:
    """Keep what the list shows under a name."""
    sent = request.POST
    view = actions.save_view(
        request.actor.user,
        page=sent.get("page", ""),
        name=sent.get("name", ""),
        query=sent.get("query", ""),
        watched="watched" in sent,
        at=request.now,
        by=request.actor,
    )
    return redirect(f"{reverse(view.page)}?{view.query}")


@require_POST
def change(request: OfficeRequest, handle: str) -> HttpResponse:
    """The view has another name, or one is told of what is new in it, or no more."""
    view = actions.change_view(
        request.actor.user,
        handle=handle,
        name=request.POST.get("name", ""),
        watched="watched" in request.POST,
        at=request.now,
        by=request.actor,
    )
    return redirect(f"{reverse(view.page)}?{view.query}")


@require_POST
def forget(request: OfficeRequest, handle: str) -> HttpResponse:
    """The view is kept no longer; the list stays as it is shown."""
    view = actions.forget_view(request.actor.user, handle=handle, at=request.now, by=request.actor)
    return redirect(f"{reverse(view.page)}?{view.query}")
