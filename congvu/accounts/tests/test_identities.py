"""Signing in with an identity from elsewhere, and elsewhere with an account of ours: the platform is asked by itself, over HTTP.
At localhost it is the one that lets in, at 127.0.0.1 the one that knows who it is."""

import html
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.idp.oidc.models import Client as System
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from congvu.accounts.actions import close_account, link_identity
from congvu.accounts.actions.systems import NotAReturnAddress, register_system
from congvu.accounts.models import SignInAttempt, User
from congvu.accounts.samples import Cast, cast
from congvu.core.errors import Refused, RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)


class Office:
    """Both sides, and a browser for each."""

    def __init__(self, address: str, people: Cast) -> None:
        self.here, self.elsewhere = address.replace("127.0.0.1", "localhost"), address.replace("localhost", "127.0.0.1")
        self.people = people
        self.browser, self.there = requests.Session(), requests.Session()

    def open(self, browser: requests.Session, path: str) -> requests.Response:
        return browser.get(self.here + path, allow_redirects=False)

    def sent(self, browser: requests.Session, page: str, to: str, **values: str) -> requests.Response:
        """A form of a page is sent with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(browser, page).text)
        assert token
        values["csrfmiddlewaretoken"] = token[1]
        return browser.post(self.here + to, values, headers={"Referer": self.here}, allow_redirects=False)

    def agreed(self, onward: requests.Response, action: str = "grant") -> str:
        """At the provider, the person agrees; the address to which the browser is sent back."""
        address = html.unescape(re.search(r'<a href="([^"]+identity/authorize[^"]+)"', onward.text)[1])  # type: ignore[index]
        page = self.there.get(address, allow_redirects=False)
        assert page.status_code == 200, page.headers
        assert f"form-action 'self' {self.here}" in page.headers["Content-Security-Policy"]
        values = dict(re.findall(r'name="(csrfmiddlewaretoken|request)" value="([^"]+)"', page.text))
        scopes = re.findall(r'name="scopes" value="(\w+)"', page.text)
        answer = self.there.post(
            f"{self.elsewhere}/identity/authorize",
            {**{name: html.unescape(value) for name, value in values.items()}, "scopes": scopes, "action": action},
            headers={"Referer": self.elsewhere},
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text[:500]
        return answer.headers["Location"]

    def back(self, address: str) -> requests.Response:
        return self.browser.get(address, allow_redirects=False)

    def come_in(self) -> requests.Response:
        """The whole way, from the sign-in page and back to it."""
        onward = self.sent(self.browser, "/accounts/login/", "/accounts/identity/")
        return self.back(self.agreed(onward))


def signed_in(browser: requests.Session, user: User) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), configured.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "username": user.username, "reauthenticated": True}
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    browser.cookies.set("sessionid", client.cookies["sessionid"].value)


@pytest.fixture
def office(live_server: Any, settings: Any) -> Iterator[Office]:
    cache.clear()
    people = cast(timezone.now())
    here = Office(live_server.url, people)
    now = timezone.now()
    back = f"{here.here}/accounts/identity/national/callback/"
    scopes = ["profile", "email"]
    system, secret = register_system(
        "Cổng khác", redirect_uris=[back], scopes=scopes, at=now, by=people.administrator.actor(now)
    )
    settings.OIDC_URL = here.elsewhere
    chosen = {"provider_id": "national", "name": "VNeID", "client_id": system.pk, "secret": secret}
    chosen["settings"] = {"server_url": here.elsewhere, "uid_field": "sub"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [chosen]}}
    signed_in(here.there, people.inspector)
    yield here
    here.browser.close()
    here.there.close()


def linked(office: Office, user: User) -> None:
    now = timezone.now()
    link_identity(user, provider="national", uid=office.people.inspector.handle, at=now, by=user.actor(now))


def test_a_linked_identity_opens_its_account(office: Office) -> None:
    clerk = office.people.clerk
    linked(office, clerk)
    answer = office.come_in()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert clerk.person.full_name in office.open(office.browser, "/me/").text
    assert SignInAttempt.objects.filter(user=clerk, outcome="signed_in").exists()
    assert SocialAccount.objects.get().extra_data == {}


def test_an_identity_that_is_not_linked_opens_nothing_and_makes_no_account(office: Office) -> None:
    before = User.objects.count()
    assert office.come_in().status_code == 403
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert office.open(office.browser, "/me/").status_code == 302


def test_a_closed_account_stays_closed(office: Office) -> None:
    linked(office, office.people.clerk)
    now = timezone.now()
    close_account(office.people.clerk, reason="Nghỉ hưu", at=now, by=office.people.administrator.actor(now))
    office.come_in()
    assert office.open(office.browser, "/me/").status_code == 302


def test_the_second_factor_is_asked_for_after_an_identity(office: Office) -> None:
    linked(office, office.people.clerk)
    Authenticator.objects.create(user=office.people.clerk, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert office.come_in().headers["Location"] == "/accounts/2fa/authenticate/"
    assert office.open(office.browser, "/me/").status_code == 302


def test_its_owner_links_an_identity_and_takes_it_away(office: Office, entries: list[dict[str, Any]]) -> None:
    signed_in(office.browser, office.people.officer)
    onward = office.sent(office.browser, "/me/identity/", "/me/identity/", process="connect")
    assert office.back(office.agreed(onward)).headers["Location"] == "/me/"
    assert SocialAccount.objects.get().user == office.people.officer
    assert entries[-1]["verb"] == "identity_linked"
    office.sent(office.browser, "/me/identity/", "/me/identity/")
    assert not SocialAccount.objects.exists()


def test_an_identity_is_linked_to_one_account(office: Office) -> None:
    linked(office, office.people.clerk)
    now = timezone.now()
    with pytest.raises(RuleBroken):
        linked(office, office.people.officer)
    with pytest.raises(RuleBroken):
        link_identity(
            office.people.clerk, provider="national", uid="another", at=now, by=office.people.clerk.actor(now)
        )


def test_who_does_not_agree_is_not_signed_in(office: Office) -> None:
    linked(office, office.people.clerk)
    onward = office.sent(office.browser, "/accounts/login/", "/accounts/identity/")
    assert office.back(office.agreed(onward, action="cancel")).status_code == 403


def test_an_answer_to_another_question_is_not_taken(office: Office) -> None:
    linked(office, office.people.clerk)
    onward = office.sent(office.browser, "/accounts/login/", "/accounts/identity/")
    address = office.agreed(onward)
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert office.back(address.replace(state, "forged")).status_code == 403


def test_the_provider_tells_what_was_agreed_to(office: Office) -> None:
    linked(office, office.people.clerk)
    office.come_in()
    system = System.objects.get()
    assert system.token_set.filter(type="at").count() == 1
    known = requests.get(f"{office.elsewhere}/.well-known/openid-configuration", timeout=5).json()
    assert known["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert "device_authorization_endpoint" not in known
    assert requests.get(known["userinfo_endpoint"], timeout=5).status_code == 401
    assert requests.post(f"{office.elsewhere}/identity/device/code", timeout=5).status_code in (403, 404)


def test_only_the_office_registers_systems_with_whole_addresses(office: Office) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"scopes": [], "at": now}
    with pytest.raises(Refused):
        register_system("x", redirect_uris=["https://a.vn/"], **values, by=office.people.clerk.actor(now))
    with pytest.raises(NotAReturnAddress):
        register_system("x", redirect_uris=["https://*.vn/"], **values, by=office.people.administrator.actor(now))


def test_who_must_change_the_password_first_does_not_come_to_the_consent(office: Office) -> None:
    User.objects.filter(pk=office.people.inspector.pk).update(must_change_password=True)
    onward = office.sent(office.browser, "/accounts/login/", "/accounts/identity/")
    address = html.unescape(re.search(r'<a href="([^"]+identity/authorize[^"]+)"', onward.text)[1])  # type: ignore[index]
    assert office.there.get(address, allow_redirects=False).headers["Location"] == "/accounts/password/change/"
