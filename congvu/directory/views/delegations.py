"""Delegations: mine, and for administrators those of the body."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.core.errors import Refused, RuleBroken
from congvu.directory.actions import delegate, end_delegation
from congvu.directory.forms import DelegationForm
from congvu.directory.models import Delegation
from congvu.directory.permissions import may_administer
from congvu.directory.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def delegations(request: SignedInRequest) -> HttpResponse:
    """Who acts for me and for whom I act; let someone act for me."""
    seat = request.actor.main_seat
    if seat is None:
        raise Refused
    today = timezone.localdate(request.now)
    person = request.actor.person
    others = may_administer(request.actor, seat.organisation)
    form = DelegationForm(
        request.POST or None, person=person, organisation=seat.organisation, today=today, others=others
    )
    if request.method == "POST" and form.is_valid() and _delegated(request, form):
        messages.info(request, _("From then on they act for you: what they do is kept with both names."))
        return redirect("directory:delegations")
    rows = Delegation.objects.select_related("giver", "receiver").order_by("-valid")
    context = {
        "form": form,
        "given": rows.filter(giver=person),
        "received": rows.filter(receiver=person),
        "running": rows.valid_on(today).filter(giver__holdings__post__unit__organisation=seat.organisation).distinct()
        if others
        else (),
        "today": today,
    }
    return render(request, "directory/delegations.html", context)


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody acts any more, from today."""
    found = get_object_or_404(Delegation, pk=pk)
    end_delegation(found, on=timezone.localdate(request.now), at=request.now, by=request.actor)
    return redirect("directory:delegations")


def _delegated(request: SignedInRequest, form: Any) -> bool:
    given = dict(form.cleaned_data)
    giver = given.pop("giver", None) or request.actor.person
    try:
        delegate(giver, **given, at=request.now, by=request.actor)
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return False
    return True
