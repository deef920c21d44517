"""The page all doors of the administration lead from, and the lists of what is administered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from congvu.accounts.requests import OfficeRequest
from congvu.administration import tables
from congvu.administration.doors import open_doors
from congvu.administration.permissions import may_open_administration
from congvu.core.errors import Refused
from congvu.core.tables import Table, list_page


def admit(request: OfficeRequest) -> None:
    """Only administrators come in."""
    if not may_open_administration(request.actor):
        raise Refused


@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """Every door that is open to this administrator, with what waits behind it."""
    admit(request)
    return render(request, "administration/home.html", {"doors": open_doors(request.actor)})


def _list(request: OfficeRequest, table: Table, lead: str, **more: Any) -> HttpResponse:
    return list_page(request, table, "administration/table.html", lead=lead, **more)


@require_GET
def units(request: OfficeRequest) -> HttpResponse:
    """Units with their people and what waits in them."""
    admit(request)
    table = tables.UnitsTable(request, tables.units_of(request.actor, timezone.localdate(request.now)))
    return _list(request, table, _("A unit is opened on the page of its body."))


@require_GET
def people(request: OfficeRequest) -> HttpResponse:
    """People with their posts and accounts."""
    admit(request)
    table = tables.PeopleTable(request, tables.people_of(request.actor, timezone.localdate(request.now)))
    return _list(request, table, _("Someone new is appointed to a post on the page of the unit."))


@require_GET
def posts(request: OfficeRequest) -> HttpResponse:
    """Posts of today's units and who holds them."""
    admit(request)
    table = tables.PostsTable(request, tables.posts_of(request.actor, timezone.localdate(request.now)))
    return _list(request, table, _("A post is opened and filled on the page of its unit."))


@require_GET
def delegations(request: OfficeRequest) -> HttpResponse:
    """Who acts for whom: in force, ending, to come, over."""
    admit(request)
    table = tables.DelegationsTable(request, tables.delegations_of(request.actor))
    today = timezone.localdate(request.now)
    return _list(request, table, _("Whoever acts for someone does so in that name and under their own."), today=today)


@require_GET
def accounts(request: OfficeRequest) -> HttpResponse:
    """Accounts: open, closed, failing, unguarded; the page of each ends sessions, unlocks and resets."""
    admit(request)
    table = tables.AccountsTable(request, tables.accounts_of(request.actor, request.now))
    return _list(request, table, _("What an account may do comes from the posts of its person."))
