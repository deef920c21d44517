"""Pages: one's notices, how one wants to hear of them, and for administrators the ladder of reminders and mails that fail."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused, RuleBroken
from congvu.core.tables.pages import list_page
from congvu.notifications import actions, mail, notices
from congvu.notifications.forms import ChoicesForm, EndRungForm, RungForm, kinds
from congvu.notifications.models import Delivery, DeliveryState, DigestHabit, Notice, ReminderRule
from congvu.notifications.notices import Ways
from congvu.notifications.permissions import may_set_ladder
from congvu.notifications.rule_sheets import ladders_drawn
from congvu.notifications.tables import NoticesTable
from congvu.notifications.telling import target

FAILED_SHOWN = 100


# -- one's own notices ------------------------------------------------------------------------------------------------
@require_GET
def list_(request: OfficeRequest) -> HttpResponse:
    """My notices, newest first."""
    shown = Notice.objects.shown_to(request.actor.person.pk).standing_for(request.actor.keys)
    found = shown.select_related("record", "actor", "for_person")
    table = NoticesTable(request, found)
    unread = notices.unread_count(request.actor)
    return list_page(request, table, "notifications/list.html", unread=unread)


@require_GET
def open_(request: OfficeRequest, handle: str) -> HttpResponse:
    """Lead on to what the notice tells of; it then counts as read."""
    mine = Notice.objects.filter(person=request.actor.person).standing_for(request.actor.keys)
    notice = get_object_or_404(mine.select_related("record"), handle=handle)
    notices.mark_read(request.actor.person.pk, request.now, notice.handle)
    return redirect(target(notice))


@require_POST
def read(request: OfficeRequest) -> HttpResponse:
    """Mark one notice as read (`notice`), or all."""
    handle = request.POST.get("notice", "")
    notices.mark_read(request.actor.person.pk, request.now, *([handle] if handle else []))
    return redirect(request.POST.get("next", "") if _is_ours(request) else "notifications:list")


def _is_ours(request: OfficeRequest) -> bool:
    """Whether the form came from a list of notices, whose filters then stay."""
    return request.POST.get("next", "").startswith("/notices/?")


@require_GET
def bell(request: OfficeRequest) -> HttpResponse:
    """The bell of the header alone: pages ask for it when they hear of a new notice."""
    part = {"unread": notices.unread_count(request.actor), "most": notices.MOST_COUNTED}
    return render(request, "notifications/bell.html", {"part": part})


@require_http_methods(["GET", "POST"])
def preferences(request: OfficeRequest) -> HttpResponse:
    """By which ways I want to hear of what."""
    person = request.actor.person
    chosen = notices.channels_of([person.pk], [code for code, _kind in kinds()])
    ways = {code: chosen.get((person.pk, code)) or Ways.by_default(code) for code, _kind in kinds()}
    habit = DigestHabit.objects.filter(person=person).first()
    hour = habit.hour if habit else DigestHabit.DEFAULT_HOUR
    form = ChoicesForm(request.POST or None, ways=ways, with_mail=settings.MAIL, initial={"digest_hour": hour})
    if request.method == "POST" and form.is_valid():
        actions.choose_notices(
            person,
            ways=form.chosen(),
            digest_hour=form.cleaned_data["digest_hour"],
            at=request.now,
            by=request.actor,
        )
        messages.info(request, _("Kept."))
        return redirect("notifications:preferences")
    failed = Delivery.objects.filter(notice__person=person).exclude(error="").order_by("-pk").first()
    context = {
        "form": form,
        "with_mail": settings.MAIL,
        "address": mail.address_of(request.actor.user),
        "failed": failed,
    }
    return render(request, "notifications/preferences.html", context)


# -- for administrators -----------------------------------------------------------------------------------------------
def _for_administrators(request: OfficeRequest) -> None:
    if not may_set_ladder(request.actor):
        raise Refused


@require_GET
def ladder(request: OfficeRequest) -> HttpResponse:
    """Who is reminded when: today's rungs and those to come, by work and urgency."""
    today = timezone.localdate(request.now)
    rules = ReminderRule.objects.lasting_until(today)
    context = {"ladders": ladders_drawn(rules, today), "may_change": may_set_ladder(request.actor)}
    return render(request, "notifications/ladder.html", context)


@require_http_methods(["GET", "POST"])
def set_rung(request: OfficeRequest) -> HttpResponse:
    """A rung from a day on; `?rule=` fills the form with one that is there."""
    _for_administrators(request)
    form = RungForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rung(form.rule(), **form.values(), at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _("The rung is entered."))
            return redirect("notifications:ladder")
    return render(request, "notifications/rung.html", {"form": form})


def _initial(request: OfficeRequest) -> dict[str, object]:
    number = request.GET.get("rule", "")
    rule = ReminderRule.objects.filter(pk=number).first() if number.isascii() and number.isdigit() else None
    names = ("act", "urgency", "stage", "amount", "unit", "to")
    kept = {name: getattr(rule, name) for name in names} if rule else {}
    return kept | {"from_on": timezone.localdate(request.now)}


@require_http_methods(["GET", "POST"])
def end_rung(request: OfficeRequest, pk: int) -> HttpResponse:
    """A rung is no more from a day on."""
    _for_administrators(request)
    rule = get_object_or_404(ReminderRule, pk=pk)
    form = EndRungForm(request.POST or None, initial={"from_on": timezone.localdate(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_rung(rule, **form.cleaned_data, at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _("The rung ends."))
            return redirect("notifications:ladder")
    drawn = ladders_drawn([rule], timezone.localdate(request.now))[0]
    return render(request, "notifications/end_rung.html", {"form": form, "ladder": drawn, "rung": drawn.rungs[0]})


@require_http_methods(["GET", "POST"])
def mails(request: OfficeRequest) -> HttpResponse:
    """Mails that could not be delivered; POST tries them again."""
    _for_administrators(request)
    if request.method == "POST":
        number = mail.try_again(request.now)
        words = ngettext("%(number)s mail is tried again.", "%(number)s mails are tried again.", number)
        messages.info(request, words % {"number": number})
        return redirect("notifications:mails")
    failed = Delivery.objects.filter(state=DeliveryState.FAILED).select_related("notice__person").order_by("-pk")
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING).exclude(error="")
    context = {
        "failed": list(failed[:FAILED_SHOWN]),
        "trying": waiting.count(),
        "with_mail": settings.MAIL,
        "most": FAILED_SHOWN,
    }
    return render(request, "notifications/mails.html", context)
