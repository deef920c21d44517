"""Bodies merge, split and end; their facts and units are put right."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.accounts.requests import OfficeRequest
from congvu.administration import handing_over
from congvu.administration.forms import ChangeUnitForm, DescribeBodyForm, ReorganiseForm
from congvu.core import ending
from congvu.core.errors import Refused, RuleBroken
from congvu.directory import actions
from congvu.directory.models import Organisation, Unit
from congvu.directory.permissions import may_administer, may_keep_bodies
from congvu.directory.succession import Destination, Going, plan
from congvu.directory.views.changes import form_page

both = require_http_methods(["GET", "POST"])


@dataclass
class Reorganisation:
    """What was asked: which bodies end, who takes over, on which day, by which decision, and where units go by choice."""

    bodies: list[Organisation]
    into: list[Organisation]
    new_bodies: list[tuple[str, str]]
    on: date
    source: str
    choices: dict[str, str]

    def heirs(self, *, at: datetime, by: Any) -> list[Organisation]:
        """Those who take over; the new ones are entered for it."""
        kind = self.bodies[0].kind
        new = [
            actions.create_body(
                name, kind=kind, notation=letters, place=self.bodies[0].place, from_on=self.on, at=at, by=by
            )
            for name, letters in self.new_bodies
        ]
        return [*self.into, *new]

    def destinations(self, heirs: list[Organisation]) -> dict[int, Destination]:
        """Where units go by choice: `b0`, `b1`: as they are to the first, second heir; `u17`: joined with that unit."""
        units = {f"u{unit.pk}": unit for unit in Unit.objects.filter(organisation__in=heirs)}
        found = {}
        for pk, choice in self.choices.items():
            if choice in units:
                unit = units[choice]
                found[int(pk)] = Destination(next(heir for heir in heirs if heir.pk == unit.organisation_id), unit)
            elif choice[:1] == "b" and choice[1:].isdigit() and int(choice[1:]) < len(heirs):
                found[int(pk)] = Destination(heirs[int(choice[1:])])
        return found


@both
def reorganise(request: OfficeRequest) -> HttpResponse:
    """Merge, split or end bodies: first what is asked, then what follows from it, then the act in one transaction."""
    if not may_keep_bodies(request.actor):
        raise Refused
    today = timezone.localdate(request.now)
    initial = {"bodies": Organisation.objects.filter(handle=request.GET.get("body", ""))}
    form = ReorganiseForm(request.POST or None, initial=initial, today=today)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        asked = _asked(request, form.cleaned_data)
        try:
            if "agreed" in request.POST:
                return redirect(_do(request, asked))
            return render(request, "administration/reorganise_agree.html", {"form": form, **_preview(request, asked)})
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    context = {"form": form, "today": today}
    return render(request, "administration/reorganise.html", context)


def _asked(request: OfficeRequest, given: dict[str, Any]) -> Reorganisation:
    choices = {
        key[5:]: str(value) for key, value in request.POST.items() if key.startswith("unit_") and key[5:].isdigit()
    }
    bodies = list(given["bodies"])
    return Reorganisation(bodies, list(given["into"]), given["new_bodies"], given["on"], given["source"], choices)


def _preview(request: OfficeRequest, asked: Reorganisation) -> dict[str, Any]:
    """What follows: new bodies are entered to see it, and taken back."""
    with transaction.atomic():
        heirs = asked.heirs(at=request.now, by=request.actor)
        goings = plan(asked.bodies, heirs, asked.on, asked.destinations(heirs)) if heirs else []
        context = {
            "asked": asked,
            "heirs": heirs,
            "lines": _lines(goings, heirs, asked),
            "codes": _codes(asked, heirs),
            "open_work": _open_work(asked),
            "unseated": [row for going in goings for row in going.unseated],
            "word": _("Merge") if len(heirs) == 1 else _("Split") if heirs else _("End the body"),
            "at_once": asked.on <= timezone.localdate(request.now),
        }
        transaction.set_rollback(True)
    return context


def _lines(goings: list[Going], heirs: list[Organisation], asked: Reorganisation) -> list[dict[str, Any]]:
    """Each unit with where it goes, what may be chosen instead, and what waits in it."""
    waiting = handing_over.waiting_in([going.unit for going in goings])
    there = list(Unit.objects.valid_on(asked.on).filter(organisation__in=[heir for heir in heirs if heir.pk]))
    options = [(f"b{place}", _("as it is, to %(body)s") % {"body": heir.label}) for place, heir in enumerate(heirs)]
    for heir in heirs:
        own = sorted((unit for unit in there if unit.organisation_id == heir.pk), key=lambda unit: (unit.rank, unit.pk))
        options += [
            (f"u{u.pk}", _("joined with %(unit)s of %(body)s") % {"unit": u.name, "body": heir.label}) for u in own
        ]
    return [
        {
            "going": going,
            "options": options,
            "chosen": f"u{going.into.pk}" if going.into else f"b{heirs.index(going.body)}",
            "waiting": waiting.get(going.unit.pk, 0),
        }
        for going in goings
    ]


def _codes(asked: Reorganisation, heirs: list[Organisation]) -> list[tuple[Organisation, list[str], list[str]]]:
    """The codes that end, and those of the successors."""
    new = [row.code for heir in heirs for row in heir.codes.valid_on(asked.on)]
    return [(body, [row.code for row in body.codes.valid_on(asked.on)], new) for body in asked.bodies]


def _open_work(asked: Reorganisation) -> int:
    units = Unit.objects.filter(organisation__in=asked.bodies)
    return sum(handing_over.waiting_in(units).values())


def _do(request: OfficeRequest, asked: Reorganisation) -> str:
    """The act: bodies, units, posts, people and, when its day has come, the open work; all of it or nothing."""
    who: dict[str, Any] = {"at": request.now, "by": request.actor}
    with ending.together():
        heirs = asked.heirs(**who)
        units = asked.destinations(heirs)
        when: dict[str, Any] = {"on": asked.on, "source": asked.source}
        if not heirs:
            actions.close_body(asked.bodies[0], on=asked.on, reason=asked.source, **who)
            return reverse("directory:body", args=[asked.bodies[0].handle])
        if len(heirs) == 1:
            actions.merge_bodies(asked.bodies, into=heirs[0], units=units, **when, **who)
        else:
            actions.split_body(asked.bodies[0], into=heirs, units=units, **when, **who)
        today = timezone.localdate(request.now)
        moved = 0
        if asked.on <= today:
            moved = handing_over.follow_successors(today, because=asked.source, bodies=asked.bodies, **who)
    if asked.on > today:
        messages.info(request, _("Entered. What waits goes over by itself on the day."))
    else:
        messages.info(request, _("Done. %(number)s records with open work went over.") % {"number": moved})
    return reverse("directory:body", args=[heirs[0].handle])


@both
def describe(request: OfficeRequest, handle: str) -> HttpResponse:
    """Put right what is known of a body besides its name and codes."""
    found = get_object_or_404(Organisation.objects.select_related("parent"), handle=handle)
    if not may_keep_bodies(request.actor):
        raise Refused
    page = reverse("directory:body", args=[found.handle])
    initial = {name: getattr(found, name) for name in DescribeBodyForm.base_fields}
    form = DescribeBodyForm(request.POST or None, initial=initial, body=found, today=timezone.localdate(request.now))

    def do(given: dict[str, Any]) -> str:
        actions.describe_body(found, **given, at=request.now, by=request.actor)
        return page

    heading = _("Facts of %(name)s") % {"name": found.label}
    return form_page(request, form, do=do, heading=heading, word=_("Save"), back=page, of=found.label)


@both
def change_unit(request: OfficeRequest, handle: str) -> HttpResponse:
    """Another name or other letters for a unit, or another place in its body."""
    found = get_object_or_404(Unit.objects.select_related("organisation", "parent"), handle=handle)
    if not may_administer(request.actor, found.organisation):
        raise Refused
    page = reverse("directory:unit", args=[found.handle])
    initial = {name: getattr(found, name) for name in ("name", "notation", "parent", "rank")}
    form = ChangeUnitForm(request.POST or None, initial=initial, unit=found, today=timezone.localdate(request.now))

    def do(given: dict[str, Any]) -> str:
        actions.change_unit(found, **given, at=request.now, by=request.actor)
        return page

    heading = _("Change %(name)s") % {"name": found.name}
    return form_page(request, form, do=do, heading=heading, word=_("Save"), back=page, of=found.name)
