"""People leave a post or take another; what waits for them is handed over in the same step."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from congvu.accounts.actions import close_account
from congvu.accounts.models import User
from congvu.accounts.permissions import may_open_account
from congvu.accounts.requests import OfficeRequest
from congvu.administration import handing_over
from congvu.administration.forms import DescribePersonForm, GoingForm
from congvu.administration.tables import bodies_of
from congvu.core import ending
from congvu.core.errors import Refused, RuleBroken
from congvu.directory import actions
from congvu.directory.models import Person, Post, PostHolding
from congvu.directory.permissions import may_describe_person, may_end_holding
from congvu.directory.views.changes import form_page
from congvu.records.models import Record

both = require_http_methods(["GET", "POST"])


@both
def leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Someone leaves a post: what waits for them is shown, handed over, and the post ends."""
    return _go(request, pk, moving=False)


@both
def move(request: OfficeRequest, pk: int) -> HttpResponse:
    """Someone leaves a post for another on the same day."""
    return _go(request, pk, moving=True)


def _go(request: OfficeRequest, pk: int, *, moving: bool) -> HttpResponse:
    found = get_object_or_404(PostHolding.objects.with_places(), pk=pk)
    if not may_end_holding(request.actor, found):
        raise Refused
    today = timezone.localdate(request.now)
    form = _form(request, found, moving, today)
    if request.method == "POST" and form.is_valid():
        try:
            number = _do(request, found, form)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _told(found, number, moving))
            return redirect("directory:person", found.person.handle)
    readable = Record.objects.visible_to(request.actor).filter(pk__in=[item.record_id for item in form.items])
    context = {
        "form": form,
        "holding": found,
        "moving": moving,
        "readable": set(readable.values_list("pk", flat=True)),
        "now": request.now,
    }
    return render(request, "administration/going.html", context, status=200)


def _form(request: OfficeRequest, found: PostHolding, moving: bool, today: Any) -> GoingForm:
    """The form with what waits here; nothing waits for someone who keeps another post in the same unit."""
    person, unit = found.person, found.post.unit
    held = PostHolding.objects.lasting_until(today).filter(person=person).exclude(pk=found.pk)
    stays = held.filter(post__unit=unit).exists()
    items = [] if stays else list(handing_over.work_of(person, unit))
    user = User.objects.filter(person=person, is_active=True).first()
    posts = Post.objects.filter(unit__organisation__in=bodies_of(request.actor), unit__valid__contains=today)
    return GoingForm(
        request.POST or None,
        holding=found,
        items=items,
        takers=handing_over.takers(unit, person, today),
        moving=posts.exclude(pk=found.post_id).select_related("unit").order_by("unit__rank", "rank", "pk")
        if moving
        else None,
        may_close=not moving and not held.exists() and user is not None and may_open_account(request.actor, person),
        today=today,
    )


def _do(request: OfficeRequest, found: PostHolding, form: GoingForm) -> int:
    given = form.cleaned_data
    who: dict[str, Any] = {"at": request.now, "by": request.actor}
    with ending.together():
        number = handing_over.hand_over(form.items, form.goes_to(), because=given["reason"], **who)
        if given.get("close_account"):
            close_account(User.objects.get(person=found.person), reason=given["reason"], **who)
        if "post" in given:
            actions.move_to_post(found, to=given["post"], on=given["on"], decided_by=given["reason"], **who)
        else:
            actions.end_holding(found, on=given["on"], reason=given["reason"], **who)
    return number


def _told(found: PostHolding, number: int, moving: bool) -> str:
    words = _("%(name)s has taken the new post.") if moving else _("%(name)s has left the post.")
    told = words % {"name": found.person}
    if not number:
        return told
    handed = ngettext("%(number)s record was handed over.", "%(number)s records were handed over.", number)
    return f"{told} {handed % {'number': number}}"


@both
def describe(request: OfficeRequest, handle: str) -> HttpResponse:
    """Put right the name of someone, and how to reach them."""
    found = get_object_or_404(Person, handle=handle)
    if not may_describe_person(request.actor, found):
        raise Refused
    page = reverse("directory:person", args=[found.handle])
    initial = {name: getattr(found, name) for name in DescribePersonForm.base_fields}
    form = DescribePersonForm(request.POST or None, initial=initial)

    def do(given: dict[str, Any]) -> str:
        actions.describe_person(found, **given, at=request.now, by=request.actor)
        return page

    heading = _("Facts of %(name)s") % {"name": found.full_name}
    return form_page(request, form, do=do, heading=heading, word=_("Save"), back=page, of=found.full_name)
