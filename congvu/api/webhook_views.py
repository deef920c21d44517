"""Webhooks: set up, their log, their secret, telling once more. For administrators."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts.requests import OfficeRequest
from congvu.api import actions, secrets
from congvu.api.events import offered
from congvu.api.forms import WebhookForm
from congvu.api.models import Delivery, DeliveryState, Subscription
from congvu.api.permissions import may_keep_subscription, may_see_webhooks
from congvu.core.errors import Refused, RuleBroken
from congvu.core.tables import ChoiceFilter, Column, Sort, Table, list_page
from congvu.directory.models import PostHolding
from congvu.directory.permissions import may_keep_bodies
from congvu.directory.roles import Role


def _kept_by(actor: Any) -> QuerySet[Subscription]:
    """The webhooks of the people whose accounts the actor keeps."""
    if not may_see_webhooks(actor):
        raise Refused
    found = Subscription.objects.select_related("owner__person")
    if may_keep_bodies(actor):
        return found
    bodies = [seat.organisation.pk for seat in actor.seats if seat.role == Role.ADMINISTRATOR]
    held = PostHolding.objects.valid_on(actor.on).filter(post__unit__organisation__in=bodies)
    return found.filter(owner__person__in=held.values("person"))


def _webhook(request: OfficeRequest, handle: str) -> Subscription:
    found = _kept_by(request.actor).filter(handle=handle).first()
    if found is None or not may_keep_subscription(request.actor, found):
        raise Http404
    return found


@require_GET
def webhooks(request: OfficeRequest) -> HttpResponse:
    """All webhooks with how their deliveries stand."""
    found = _kept_by(request.actor).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
    )
    return render(request, "api/webhooks.html", {"webhooks": found.order_by("-pk")})


@require_http_methods(["GET", "POST"])
def new_webhook(request: OfficeRequest) -> HttpResponse:
    """Set up a webhook; its secret is shown on the page that answers, and never again."""
    if not may_see_webhooks(request.actor):
        raise Refused
    form = WebhookForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        owner = values.pop("owner")
        try:
            made, secret = actions.subscribe(owner, **values, at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error("url", str(broken))
        else:
            return _with_secret(request, made, secret)
    return render(request, "api/new_webhook.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def renew_secret(request: OfficeRequest, handle: str) -> HttpResponse:
    """A new secret, shown once; the old one counts for another day."""
    made, secret = actions.renew_secret(_webhook(request, handle), at=request.now, by=request.actor)
    return _with_secret(request, made, secret)


def _with_secret(request: OfficeRequest, made: Subscription, secret: bytes) -> HttpResponse:
    response = render(request, "api/webhook_secret.html", {"webhook": made, "secret": secrets.shown(secret)})
    response["Cache-Control"] = "no-store"
    return response


class DeliveriesTable(Table):
    """The delivery log of one webhook."""

    name = "deliveries"
    caption = gettext_lazy("Deliveries")
    columns = (
        Column("made_at", gettext_lazy("When"), "made_at", css="date"),
        Column("event", gettext_lazy("Event"), lambda row: offered().get(row.entry.verb, row.entry.verb), card="title"),
        Column("state", gettext_lazy("State"), "get_state_display", template="api/delivery_cells.html#state"),
        Column("attempts", gettext_lazy("Attempts"), "attempts", css="number"),
        Column("answer", gettext_lazy("Last answer"), "answer", css="wide quiet"),
        Column("next_at", gettext_lazy("Next attempt"), "next_at", css="date"),
        Column(
            "resend",
            gettext_lazy("Send once more"),
            "handle",
            template="api/delivery_cells.html#resend",
            card="chip",
            export=False,
        ),
    )
    filters = (ChoiceFilter("state", gettext_lazy("State"), DeliveryState.choices, chips=True),)
    sorts = (Sort("newest", gettext_lazy("Newest first"), ("-pk",)),)
    empty_icon = "send"
    empty_title = gettext_lazy("Nothing was sent yet")
    empty_words = gettext_lazy("The next event will stand here.")


@require_GET
def webhook(request: OfficeRequest, handle: str) -> HttpResponse:
    """One webhook and its log."""
    found = _webhook(request, handle)
    words = offered()
    context = {"webhook": found, "events": [words.get(code, code) for code in found.events]}
    log = Delivery.objects.filter(subscription=found).select_related("entry", "subscription")
    return list_page(request, DeliveriesTable(request, log), "api/webhook.html", **context)


@require_POST
def end_webhook(request: OfficeRequest, handle: str) -> HttpResponse:
    """End it: nothing more is told."""
    actions.end_subscription(_webhook(request, handle), at=request.now, by=request.actor)
    messages.info(request, _("The webhook has ended."))
    return redirect("api:webhooks")


@require_POST
def resend(request: OfficeRequest, handle: str, delivery: str) -> HttpResponse:
    """Tell one event once more."""
    found = _webhook(request, handle)
    wanted = Delivery.objects.select_related("subscription__owner__person").filter(subscription=found, handle=delivery)
    if not wanted:
        raise Http404
    actions.resend(wanted[0], at=request.now, by=request.actor)
    messages.info(request, _("It is being sent once more."))
    return redirect("api:webhook", found.handle)
