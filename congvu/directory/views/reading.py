"""The list of bodies, a body, a unit, a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from congvu.core import stores
from congvu.core.tables import list_page
from congvu.directory.forms import AsOfForm
from congvu.directory.models import Delegation, Organisation, Person, Post, PostHolding, Unit
from congvu.directory.permissions import may_administer, may_describe_person, may_keep_bodies
from congvu.directory.requests import SignedInRequest
from congvu.directory.tables import BodiesTable


@require_GET
def bodies(request: SignedInRequest) -> HttpResponse:
    """All bodies, now and before."""
    queryset = Organisation.objects.prefetch_related("codes")
    return list_page(
        request,
        BodiesTable(request, queryset),
        "directory/bodies.html",
        may_create=may_keep_bodies(request.actor),
    )


@require_GET
def body(request: SignedInRequest, handle: str) -> HttpResponse:
    """What is known of a body: codes over time, whom it followed and who followed it, units and people."""
    found = get_object_or_404(Organisation.objects.select_related("parent"), handle=handle)
    today = timezone.localdate(request.now)
    asked = AsOfForm(request.GET if "on" in request.GET else None)
    as_of = asked.cleaned_data["on"] if asked.is_valid() else None
    day = as_of or today
    units = list(Unit.objects.valid_on(day).filter(organisation=found).order_by("rank", "pk"))
    context = {
        "body": found,
        "name": found.name_on(as_of) if as_of else found.name,
        "as_of": as_of,
        "asked": asked,
        "ended": not found.is_valid_on(day),
        "codes": (found.codes.valid_on(as_of) if as_of else found.codes).order_by("scheme", "-valid"),
        "former_names": found.former_names.order_by("-until"),
        "predecessors": found.inheritances.select_related("predecessor").order_by("-on", "predecessor__rank", "pk"),
        "successors": found.successions.select_related("successor").order_by("on", "successor__rank", "pk"),
        "answering": found.current_successors(today),
        "units": _with_people(units, day),
        "closed_units": Unit.objects.filter(organisation=found, valid__endswith__lte=day).order_by("rank", "pk"),
        "may_keep": may_keep_bodies(request.actor),
        "may_administer": may_administer(request.actor, found),
    }
    return render(request, "directory/body.html", context)


@require_GET
def unit(request: SignedInRequest, handle: str) -> HttpResponse:
    """A unit: its posts and who holds them."""
    found = get_object_or_404(Unit.objects.select_related("organisation", "parent"), handle=handle)
    today = timezone.localdate(request.now)
    everyone = PostHolding.objects.filter(post__unit=found).with_places()
    holdings = everyone.order_by("post__rank", "person__full_name", "pk")
    current = [row for row in holdings if row.is_on(today)]
    taken = [row.post_id for row in current]
    context = {
        "unit": found,
        "current": current,
        "former": [row for row in holdings if row not in current],
        "vacant": Post.objects.filter(unit=found).exclude(pk__in=taken).order_by("rank", "pk"),
        "children": Unit.objects.valid_on(today).filter(parent=found).order_by("rank", "pk"),
        "may_administer": may_administer(request.actor, found.organisation),
    }
    return render(request, "directory/unit.html", context)


@require_GET
def person(request: SignedInRequest, handle: str) -> HttpResponse:
    """A person: posts over time, for whom they act and who acts for them."""
    found = get_object_or_404(Person, handle=handle)
    today = timezone.localdate(request.now)
    holdings = list(PostHolding.objects.filter(person=found).with_places().order_by("-valid", "pk"))
    current = [row for row in holdings if row.is_on(today)]
    context = {
        "person": found,
        "holdings": holdings,
        "current": current,
        "given": Delegation.objects.filter(giver=found).select_related("receiver").order_by("-valid"),
        "received": Delegation.objects.filter(receiver=found).select_related("giver").order_by("-valid"),
        "endable": {row.pk for row in current if may_administer(request.actor, row.post.unit.organisation)},
        "may_describe": may_describe_person(request.actor, found),
        "panels": stores.drawn_from(stores.person_panels, request, found),
    }
    return render(request, "directory/person.html", context)


def _with_people(units: list[Unit], today: Any) -> list[tuple[Unit, list[PostHolding]]]:
    """Each unit with those who hold a post in it today, in two queries."""
    held: dict[int, list[PostHolding]] = {}
    holdings = PostHolding.objects.valid_on(today).filter(post__unit__in=units).with_places()
    for row in holdings.order_by("post__rank", "person__full_name", "pk"):
        held.setdefault(row.post.unit_id, []).append(row)
    return [(one, held.get(one.pk, [])) for one in units]
