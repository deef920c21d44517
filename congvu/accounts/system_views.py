"""Systems that let people sign in with an account of ours: registered, given a new secret, ended by administrators."""

from allauth.idp.oidc.models import Client
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts.actions import systems
from congvu.accounts.forms import SystemForm
from congvu.accounts.identities import SCOPES
from congvu.accounts.permissions import may_keep_systems
from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused, RuleBroken


def _known(request: OfficeRequest) -> None:
    if not may_keep_systems(request.actor):
        raise Refused


@require_GET
def all_systems(request: OfficeRequest) -> HttpResponse:
    """All registered systems and what each may learn."""
    _known(request)
    rows = [
        (client, "; ".join(str(SCOPES[scope]) for scope in client.get_scopes() if scope in SCOPES))
        for client in Client.objects.order_by("name", "pk")
    ]
    return render(request, "accounts/systems.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new_system(request: OfficeRequest) -> HttpResponse:
    """Register a system; its secret is shown on the page that answers, and never again."""
    _known(request)
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            client, secret = systems.register_system(values.pop("name"), **values, at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error("redirect_uris", str(broken))
        else:
            return _with_secret(request, client, secret)
    return render(request, "accounts/new_system.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def renew_system_secret(request: OfficeRequest, pk: str) -> HttpResponse:
    """A new secret; the old one is void at once."""
    _known(request)
    client, secret = systems.renew_system_secret(get_object_or_404(Client, pk=pk), at=request.now, by=request.actor)
    return _with_secret(request, client, secret)


@require_POST
def end_system(request: OfficeRequest, pk: str) -> HttpResponse:
    """Nobody signs in to the system with an account of ours any more."""
    _known(request)
    systems.end_system(get_object_or_404(Client, pk=pk), at=request.now, by=request.actor)
    messages.info(request, _("The system has ended."))
    return redirect("accounts:systems")


def _with_secret(request: OfficeRequest, client: Client, secret: str) -> HttpResponse:
    issuer = request.build_absolute_uri("/").rstrip("/")
    discovery = request.build_absolute_uri(reverse("idp:oidc:configuration"))
    context = {"client": client, "secret": secret, "issuer": issuer, "discovery": discovery}
    response = render(request, "accounts/system_secret.html", context)
    response["Cache-Control"] = "no-store"
    return response
