"""Many documents at once: each is an action and an entry of the history of its own; what became of each is told in a list."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import RuleBroken
from congvu.documents.models import IncomingDocument

MOST = 100  # rows of one form
_KEPT = "documents.outcome"  # in the session, until the next list


def chosen(request: OfficeRequest) -> tuple[list[IncomingDocument], int]:
    """The ticked documents that the actor may read, as they were ticked; and how many others were ticked."""
    sent = request.POST if request.method == "POST" else request.GET
    handles = list(dict.fromkeys(sent.getlist("row")))[:MOST]
    found = IncomingDocument.objects.visible_to(request.actor).with_facts().filter(handle__in=handles)
    by_handle = {document.handle: document for document in found}
    return [by_handle[handle] for handle in handles if handle in by_handle], len(handles) - len(by_handle)


def one_by_one(
    documents: Iterable[IncomingDocument], run: Callable[[IncomingDocument], object]
) -> list[dict[str, Any]]:
    """Do it with each; one that fails holds up no other. What became of each, in words."""
    told = []
    for document in documents:
        try:
            words, done = str(run(document)), True
        except RuleBroken as broken:
            words, done = str(broken), False
        told.append({"title": document.title, "url": document.get_absolute_url(), "words": words, "done": done})
    return told


def tell(
    request: OfficeRequest, heading: str, told: list[dict[str, Any]], *, unread: int = 0, back: str = ""
) -> HttpResponse:
    """Lead on to the page that tells what became of each."""
    if unread:
        told = [
            *told,
            {"title": _("Ticked, but not among those you may read"), "url": "", "words": str(unread), "done": False},
        ]
    request.session[_KEPT] = {"heading": heading, "told": told, "back": back}
    return redirect("documents:outcome")


@require_GET
def outcome(request: OfficeRequest) -> HttpResponse:
    """What became of each document of the last form for many."""
    kept = request.session.get(_KEPT)
    if kept is None:
        return redirect("documents:register_book")
    done = [one for one in kept["told"] if one["done"]]
    failed = [one for one in kept["told"] if not one["done"]]
    return render(request, "documents/outcome.html", kept | {"done": done, "failed": failed})
