"""Access tokens: one's own, and for administrators those of their body."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts.actions import end_token as end
from congvu.accounts.actions import make_token
from congvu.accounts.forms import TokenForm
from congvu.accounts.models import AccessToken, Scope
from congvu.accounts.permissions import may_end_token, may_see_tokens
from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused, RuleBroken
from congvu.core.tables import ChoiceFilter, Column, Sort, Table, TextFilter, list_page
from congvu.directory.models import PostHolding
from congvu.directory.permissions import may_keep_bodies
from congvu.directory.roles import Role

STANDINGS = (("valid", pgettext_lazy("token", "Valid")), ("over", gettext_lazy("Ended or expired")))


def scope_words(token: AccessToken) -> str:
    """What the token is for, in words."""
    return "; ".join(str(Scope(scope).label) for scope in token.scopes)


@require_GET
def tokens(request: OfficeRequest) -> HttpResponse:
    """My tokens, the valid ones first."""
    mine = AccessToken.objects.filter(user=request.actor.user).order_by("-made_at")
    rows = [(token, scope_words(token), token.is_valid(request.now)) for token in mine]
    rows.sort(key=lambda row: not row[2])
    return render(request, "accounts/tokens.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@reauthentication_required
def new_token(request: OfficeRequest) -> HttpResponse:
    """Make a token. Its secret is shown on the page that answers, and never again."""
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = make_token(request.actor.user, **form.values(), at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            context |= {"token": token, "secret": secret, "scopes": scope_words(token)}
    response = render(request, "accounts/new_token.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def end_token(request: OfficeRequest, handle: str) -> HttpResponse:
    """End a token: its owner, or an administrator."""
    token = get_object_or_404(AccessToken.objects.select_related("user__person"), handle=handle)
    if not may_end_token(request.actor, token):
        raise Refused
    end(token, at=request.now, by=request.actor)
    messages.info(request, _("The token has ended."))
    return redirect("accounts:tokens" if token.user_id == request.actor.user.pk else "accounts:all_tokens")


def _by_words(queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
    return queryset.filter(user__person__full_name__unaccent__icontains=words) | queryset.filter(
        name__unaccent__icontains=words
    )


def _by_standing(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    valid = AccessToken.objects.valid(timezone.now()).values("pk")
    return queryset.filter(pk__in=valid) if value == "valid" else queryset.exclude(pk__in=valid)


class TokensTable(Table):
    """All tokens of the bodies one administers."""

    name = "tokens"
    caption = gettext_lazy("Access tokens")
    columns = (
        Column("owner", gettext_lazy("Acts for"), "user.person.full_name", css="strong", card="title"),
        Column("name", gettext_lazy("Name"), "name"),
        Column("prefix", gettext_lazy("Begins with"), "prefix", template="accounts/token_cells.html#prefix"),
        Column("scopes", gettext_lazy("For"), scope_words, css="wide quiet"),
        Column("last_used", gettext_lazy("Last used"), "last_used_at", css="date"),
        Column("expires", gettext_lazy("Valid until"), "expires_at", css="date"),
        Column(
            "end", gettext_lazy("End"), "handle", template="accounts/token_cells.html#end", card="chip", export=False
        ),
    )
    filters = (
        ChoiceFilter("when", gettext_lazy("Validity"), STANDINGS, apply=_by_standing, chips=True),
        TextFilter("q", gettext_lazy("Name of the person or of the token"), apply=_by_words),
    )
    sorts = (Sort("newest", gettext_lazy("Newest first"), ("-made_at", "-pk")),)
    empty_icon = "key-round"
    empty_title = gettext_lazy("No tokens")
    empty_words = gettext_lazy("Nobody has made a token yet. People make their own under My account.")


@require_GET
def all_tokens(request: OfficeRequest) -> HttpResponse:
    """What an administrator sees: every token of the people of their body."""
    if not may_see_tokens(request.actor):
        raise Refused
    found = AccessToken.objects.select_related("user__person")
    if not may_keep_bodies(request.actor):
        bodies = [seat.organisation.pk for seat in request.actor.seats if seat.role == Role.ADMINISTRATOR]
        people = PostHolding.objects.valid_on(request.actor.on).filter(post__unit__organisation__in=bodies)
        found = found.filter(user__person__in=people.values("person"))
    return list_page(request, TokensTable(request, found), "accounts/all_tokens.html")
