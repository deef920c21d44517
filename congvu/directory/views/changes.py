"""The forms by which administrators change bodies, units, posts and who holds them."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.core import ending
from congvu.core.errors import Refused, RuleBroken
from congvu.directory import actions, forms
from congvu.directory.models import Organisation, Unit
from congvu.directory.permissions import may_administer, may_keep_bodies
from congvu.directory.requests import SignedInRequest

both = require_http_methods(["GET", "POST"])


def form_page(
    request: HttpRequest,
    form: Form,
    *,
    do: Callable[[dict[str, Any]], str],
    heading: str,
    word: str,
    back: str,
    of: str,
) -> HttpResponse:
    """One form, one action. `do` acts on what was typed and says where to go; a broken rule stands above the form. `back`: the
    page one came from, and `of` what it is called."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(do(form.cleaned_data))
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    context = {"form": form, "heading": heading, "word": word, "back": back, "of": of}
    return render(request, "directory/form.html", context)


def _body(request: SignedInRequest, handle: str, may: Callable[[Any, Any], bool]) -> Organisation:
    found = get_object_or_404(Organisation, handle=handle)
    if not may(request.actor, found):
        raise Refused
    return found


def _unit(request: SignedInRequest, handle: str) -> Unit:
    found = get_object_or_404(Unit.objects.select_related("organisation"), handle=handle)
    if not may_administer(request.actor, found.organisation):
        raise Refused
    return found


def _page(thing: Organisation | Unit) -> str:
    return reverse("directory:body" if isinstance(thing, Organisation) else "directory:unit", args=[thing.handle])


@both
def new_body(request: SignedInRequest) -> HttpResponse:
    """Enter a new body."""
    if not may_keep_bodies(request.actor):
        raise Refused

    def do(given: dict[str, Any]) -> str:
        name = given.pop("name")
        return _page(actions.create_body(name, **given, at=request.now, by=request.actor))

    form = forms.BodyForm(request.POST or None)
    back = reverse("directory:bodies")
    return form_page(request, form, do=do, heading=_("New body"), word=_("Enter the body"), back=back, of=_("Bodies"))


@both
def rename(request: SignedInRequest, handle: str) -> HttpResponse:
    """Give a body another name."""
    found = _body(request, handle, may_keep_bodies)
    now = {"name": found.name, "short_name": found.short_name, "notation": found.notation}
    return form_page(
        request,
        forms.RenameForm(request.POST or None, initial=now),
        do=lambda given: _page(actions.rename_body(found, **given, at=request.now, by=request.actor)),
        heading=_("Rename %(name)s") % {"name": found.label},
        word=_("Rename"),
        back=_page(found),
        of=found.label,
    )


@both
def code(request: SignedInRequest, handle: str) -> HttpResponse:
    """Give a body a code."""
    found = _body(request, handle, may_keep_bodies)

    def do(given: dict[str, Any]) -> str:
        actions.give_code(found, **given, at=request.now, by=request.actor)
        return _page(found)

    form = forms.CodeForm(request.POST or None)
    heading = _("Code of %(name)s") % {"name": found.label}
    return form_page(request, form, do=do, heading=heading, word=_("Give"), back=_page(found), of=found.label)


@both
def new_unit(request: SignedInRequest, handle: str) -> HttpResponse:
    """Open a unit."""
    found = _body(request, handle, may_administer)
    form = forms.UnitForm(request.POST or None, body=found, today=timezone.localdate(request.now))
    return form_page(
        request,
        form,
        do=lambda given: _page(actions.open_unit(found, **given, at=request.now, by=request.actor)),
        heading=_("New unit"),
        word=_("Open the unit"),
        back=_page(found),
        of=found.label,
    )


@both
def close(request: SignedInRequest, handle: str) -> HttpResponse:
    """Close a unit."""
    found = _unit(request, handle)
    return form_page(
        request,
        forms.CloseUnitForm(request.POST or None),
        do=lambda given: _page(actions.close_unit(found, **given, at=request.now, by=request.actor)),
        heading=_("Close %(name)s") % {"name": found.name},
        word=_("Close the unit"),
        back=_page(found),
        of=found.name,
    )


@both
def new_post(request: SignedInRequest, handle: str) -> HttpResponse:
    """Open a post."""
    found = _unit(request, handle)

    def do(given: dict[str, Any]) -> str:
        actions.open_post(found, **given, at=request.now, by=request.actor)
        return _page(found)

    form = forms.PostForm(request.POST or None)
    back = _page(found)
    return form_page(request, form, do=do, heading=_("New post"), word=_("Open the post"), back=back, of=found.name)


@both
def seat(request: SignedInRequest, handle: str) -> HttpResponse:
    """Appoint someone; who is new is entered in the same step, or not at all."""
    found = _unit(request, handle)

    def do(given: dict[str, Any]) -> str:
        who = {"at": request.now, "by": request.actor}
        with ending.together():
            person = given["person"] or actions.enrol(given["full_name"], **who)
            actions.appoint(given["post"], person=person, from_=given["from_"], decided_by=given["decided_by"], **who)
        return _page(found)

    form = forms.AppointForm(request.POST or None, unit=found, today=timezone.localdate(request.now))
    back = _page(found)
    return form_page(request, form, do=do, heading=_("Appoint"), word=_("Appoint"), back=back, of=found.name)
