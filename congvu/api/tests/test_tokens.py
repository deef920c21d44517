"""A token lets a machine in, for as long and as far as its owner said."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from congvu.accounts.actions import close_account, end_token, give_password, make_token
from congvu.accounts.models import AccessToken, Scope
from congvu.accounts.samples import Cast
from congvu.api import bearer
from congvu.api.tests.conftest import Machine, paper
from congvu.core.errors import Refused
from congvu.records.models import HistoryEntry

pytestmark = pytest.mark.django_db
Of = Callable[..., Machine]


def test_the_secret_is_not_kept(people: Cast, machine: Of) -> None:
    secret = machine(people.clerk).secret
    token = AccessToken.objects.get()
    assert secret not in str(vars(token))
    assert secret.startswith(token.prefix)
    entry = HistoryEntry.objects.latest("pk")
    assert (entry.verb, secret in str(entry.facts)) == ("accounts.token_made", False)


def test_nothing_but_a_token_lets_in(people: Cast) -> None:
    browser = Client()
    browser.force_login(people.clerk)
    refused = browser.get("/api/v1/me")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused.json()["type"] == "urn:congvu:problem:no-valid-token"
    assert "sessionid" not in refused.cookies


@pytest.mark.parametrize("shown", ["", "Basic YTpi", "Bearer", "Bearer cv_wrong", "Bearer  ", "Bearer cv_\x80"])
def test_what_is_no_token_is_refused(shown: str, people: Cast) -> None:
    assert Client().get("/api/v1/me", headers={"Authorization": shown}).status_code == 401


def test_a_token_ends(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    assert clerk.get("/me").json()["username"] == people.clerk.username
    now = timezone.now()
    end_token(AccessToken.objects.get(), at=now, by=people.administrator.actor(now))
    assert clerk.get("/me").status_code == 401


def test_a_token_expires(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    past = timezone.now() - timedelta(days=40)
    AccessToken.objects.update(made_at=past, expires_at=past + timedelta(days=30))
    assert clerk.get("/me").status_code == 401


def test_a_closed_account_and_a_given_password_end_its_tokens(people: Cast, machine: Of) -> None:
    clerk, officer = machine(people.clerk), machine(people.officer)
    now = timezone.now()
    administrator = people.administrator.actor(now)
    close_account(people.clerk, reason="Nghỉ hưu", at=now, by=administrator)
    give_password(people.officer, password="mot mat khau moi 1", at=now, by=administrator)
    assert (clerk.get("/me").status_code, officer.get("/me").status_code) == (401, 401)
    assert not AccessToken.objects.valid(now).exists()


def test_a_scope_that_is_missing_is_named(people: Cast, machine: Of) -> None:
    reader = machine(people.clerk, [Scope.DOCUMENTS_READ])
    refused = reader.post("/incoming", paper())
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:congvu:problem:insufficient-scope"
    assert 'scope="documents:register"' in refused.headers["WWW-Authenticate"]


def test_the_second_factor_of_the_owner_is_asked_for(people: Cast, machine: Of, settings: pytest.FixtureDef) -> None:
    clerk, officer = machine(people.clerk), machine(people.officer)
    settings.SECOND_FACTOR = "required-roles"
    assert clerk.get("/me").json()["type"] == "urn:congvu:problem:second-factor-missing"
    assert officer.get("/me").status_code == 200
    Authenticator.objects.create(user=people.clerk, type=Authenticator.Type.TOTP, data={})
    assert clerk.get("/me").status_code == 200


def test_when_it_was_last_used_is_kept_to_the_minute(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    clerk.get("/me")
    first = AccessToken.objects.get().last_used_at
    clerk.get("/me")
    assert first is not None
    assert AccessToken.objects.get().last_used_at == first


def test_who_asks_too_often_is_told_how_long_to_wait(
    people: Cast, machine: Of, settings: pytest.FixtureDef, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE = 3
    moments = iter([0.0, 0.0, 0.0, 0.0, 20.0])
    monkeypatch.setattr(bearer, "buckets", bearer.Buckets(lambda: next(moments)))
    clerk = machine(people.clerk)
    answers = [clerk.get("/me") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200]
    assert answers[3].headers["Retry-After"] == "21"


def test_only_for_oneself(people: Cast) -> None:
    now = timezone.now()
    with pytest.raises(Refused):
        make_token(
            people.clerk, name="x", scopes=["directory:read"], days=30, at=now, by=people.administrator.actor(now)
        )
