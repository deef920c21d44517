"""Coming in with a national identity, linking it to one's account, and the consent before another system learns who one is."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.idp.oidc import views as provider
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import login as to_identity_provider
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.actions import unlink_identity
from congvu.accounts.requests import OfficeRequest
from congvu.core.policy import allow


def _onward(request: OfficeRequest) -> HttpResponse:
    """To the identity provider. By a page of its own, because our content policy lets no form lead to another site."""
    if not settings.OIDC_URL:
        raise Http404
    response = to_identity_provider(request, settings.OIDC_PROVIDER)
    if response.status_code != 302:
        return response
    return render(request, "accounts/onward.html", {"address": response["Location"], "identity": settings.OIDC_NAME})


@require_POST
def sign_in_with_identity(request: OfficeRequest) -> HttpResponse:
    """Sign in with the national identity that is linked to an account."""
    if request.POST.get("process", "login") != "login":
        raise Http404
    return _onward(request)


@require_http_methods(["GET", "POST"])
@reauthentication_required
def identity(request: OfficeRequest) -> HttpResponse:
    """The identity linked to my account. POST links one (`process=connect`) or takes it away."""
    if not settings.OIDC_URL:
        raise Http404
    linked = SocialAccount.objects.filter(user=request.actor.user, provider=settings.OIDC_PROVIDER).first()
    if request.method == "POST" and request.POST.get("process") == "connect":
        return _onward(request)
    if request.method == "POST" and linked:
        unlink_identity(request.actor.user, provider=linked.provider, at=request.now, by=request.actor)
        messages.info(request, _("The identity no longer opens this account."))
        return redirect("accounts:identity")
    return render(request, "accounts/identity.html", {"linked": linked, "identity": settings.OIDC_NAME})


@csrf_exempt  # the view below asks for the form's token itself, where there is a form of ours
def authorize(request: OfficeRequest) -> Any:
    """The consent: what another system will learn. The form leads on to that system, so the content policy must allow it."""
    response = provider.authorization(request)
    if request.method == "GET" and response.status_code == 200:
        allow(response, "form-action", request.GET.get("redirect_uri", ""))
    return response


authorize.login_required = False  # type: ignore[attr-defined]  # it leads to the sign-in page itself


def not_here(request: OfficeRequest) -> HttpResponse:
    """A part of the protocol that is not offered."""
    raise Http404
