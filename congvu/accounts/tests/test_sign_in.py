"""Who comes in, who is kept out, and what guards an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from congvu.accounts.middleware import PUBLIC
from congvu.accounts.models import SignInAttempt, SignInOutcome, User
from congvu.accounts.samples import Cast, cast
from congvu.core import stores
from congvu.core.stores import DemoRole

pytestmark = pytest.mark.django_db

EXAMPLES = {"int": "2026", "str": "abc", "slug": "abc", "path": "abc", "day": "2026-11-20"}
PASSWORD = "mot cau de nho 26"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def people() -> Cast:
    return cast(timezone.now())


@pytest.fixture
def officer(people: Cast) -> User:
    people.officer.set_password(PASSWORD)
    people.officer.email = "chuyenvien@example.vn"
    people.officer.save()
    return people.officer


def sign_in(client: Client, login: str, password: str, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def confirm(client: Client) -> None:
    """Say once more who one is, as is asked before what guards the account is changed."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_of(user: User) -> str:
    """What the app on the phone shows now."""
    secret = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_officer_signs_in_with_name_and_password(client: Client, officer: User) -> None:
    answer = sign_in(client, "chuyenvien", PASSWORD)
    assert answer.status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert SignInAttempt.objects.get().outcome == SignInOutcome.SIGNED_IN


def test_an_officer_signs_in_with_the_e_mail_address(client: Client, officer: User) -> None:
    sign_in(client, "chuyenvien@example.vn", PASSWORD)
    assert client.session.get("_auth_user_id") == str(officer.pk)


def test_a_wrong_password_is_told_in_the_language_of_the_page(client: Client, officer: User) -> None:
    page = sign_in(client, "chuyenvien", "sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page


def test_the_account_is_locked_after_five_wrong_passwords(client: Client, officer: User) -> None:
    for _attempt in range(5):
        sign_in(client, "chuyenvien", "sai")
    page = sign_in(client, "chuyenvien", PASSWORD).content.decode()
    assert "bị khóa đến" in page
    assert "_auth_user_id" not in client.session
    assert SignInAttempt.objects.filter(outcome=SignInOutcome.REFUSED).count() == 1


def test_the_lock_of_an_account_holds_from_everywhere(officer: User) -> None:
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "ChuyenVien", "sai")
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    sign_in(elsewhere, "chuyenvien", PASSWORD)
    assert "_auth_user_id" not in elsewhere.session


def test_the_lock_ends_after_a_quarter_of_an_hour(client: Client, officer: User) -> None:
    for _attempt in range(5):
        sign_in(client, "chuyenvien", "sai")
    SignInAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    cache.clear()
    sign_in(client, "chuyenvien", PASSWORD)
    assert client.session.get("_auth_user_id") == str(officer.pk)


def test_an_address_that_tries_many_names_is_locked(people: Cast, officer: User) -> None:
    for number in range(20):
        SignInAttempt.objects.create(
            typed=f"ten{number}", address="10.1.1.1", at=timezone.now(), outcome=SignInOutcome.WRONG_PASSWORD
        )
    guesser = Client(REMOTE_ADDR="10.1.1.1")
    sign_in(guesser, "chuyenvien", PASSWORD)
    assert "_auth_user_id" not in guesser.session
    colleague = Client(REMOTE_ADDR="10.1.1.2")
    sign_in(colleague, "chuyenvien", PASSWORD)
    assert colleague.session.get("_auth_user_id") == str(officer.pk)


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code in {302, 404}
    assert not User.objects.exists()


def test_a_closed_account_does_not_open(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()
    sign_in(client, "chuyenvien", PASSWORD)
    assert client.get(reverse("accounts:me")).status_code == 302


# The gallery (while testing and in the demo); what machines ask with a token or a secret; the description of the API.
OPEN = ("core:ui", "api-1:", "api:openapi", "api:docs", "idp:oidc:configuration", "idp:oidc:jwks", "idp:oidc:token",
        "idp:oidc:revoke", "idp:oidc:userinfo")  # fmt: skip


def names_of(patterns: Any, prefix: str = "", path: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names_of(pattern.url_patterns, space, path + str(pattern.pattern))
        else:
            found.append((f"{prefix}{pattern.name}", path + str(pattern.pattern)))
    return found


def test_every_page_but_the_public_ones_asks_to_sign_in(client: Client) -> None:
    pages = names_of(get_resolver().url_patterns)
    assert len(pages) > 30
    for name, route in pages:
        if name in PUBLIC or name.startswith(OPEN):
            continue
        address = "/" + re.sub(r"<(\w+):\w+>", lambda part: EXAMPLES.get(part[1], "x"), route)
        answer = client.get(address)
        assert answer.status_code == 302, (name, address, answer.status_code)
        assert answer.headers["Location"].startswith(reverse("account_login")), name


def test_a_fragment_leads_the_whole_page_to_sign_in_and_back(client: Client) -> None:
    here = "http://testserver/documents/incoming/?state=late"
    answer = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": here})
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/documents/incoming/%3Fstate%3Dlate"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/documents/incoming/receive/", "/documents/incoming/receive/"),
        ("https://evil.example/documents/incoming/receive/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: Client, referer: str, back: str) -> None:
    answer = client.post(reverse("documents:receive"), headers={"Referer": referer})
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={back}"


def test_the_app_on_the_phone_guards_the_account(client: Client, officer: User) -> None:
    sign_in(client, "chuyenvien", PASSWORD)
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert len(answer.context["unused_codes"]) == 10
    client.post(reverse("account_logout"))
    answer = sign_in(client, "chuyenvien", PASSWORD)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("accounts:me")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Mã chưa đúng hoặc đã hết hạn" in wrong
    assert SignInAttempt.objects.filter(outcome=SignInOutcome.WRONG_CODE).count() == 1
    client.post(reverse("mfa_authenticate"), {"code": code_of(officer)})
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_wrong_code_is_not_shown_again(client: Client, officer: User) -> None:
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    sign_in(client, "chuyenvien", PASSWORD)
    answer = client.post(reverse("mfa_authenticate"), {"code": "314159"})
    assert answer.context["form"].errors["code"]
    assert "314159" not in answer.content.decode()


def test_wrong_codes_lock_the_account_too(client: Client, officer: User) -> None:
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    sign_in(client, "chuyenvien", PASSWORD)
    for _attempt in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(officer)})
    assert SignInAttempt.objects.filter(outcome=SignInOutcome.WRONG_CODE).count() == 5
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_passkey_is_asked_for_without_a_name(client: Client) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]


def test_a_key_is_offered_to_be_added(client: Client, officer: User) -> None:
    sign_in(client, "chuyenvien", PASSWORD)
    confirm(client)
    page = client.get(reverse("mfa_add_webauthn"))
    assert page.context["js_data"]["creation_options"]["publicKey"]["user"]["displayName"]
    refused = client.post(reverse("mfa_add_webauthn"), {"name": "Khóa", "credential": "{}"})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_pages_carry_no_script_of_their_own(client: Client, officer: User) -> None:
    pages = [client.get(reverse("account_login"))]
    sign_in(client, "chuyenvien", PASSWORD)
    pages.append(client.get(reverse("account_reauthenticate")))
    confirm(client)
    pages += [
        client.get(reverse(name)) for name in ("mfa_index", "mfa_add_webauthn", "accounts:me", "mfa_activate_totp")
    ]
    for page in pages:
        text = page.content.decode()
        assert "style=" not in text
        assert "onclick" not in text
        scripts = [part.split(">", 1)[0] for part in text.split("<script")[1:]]
        assert all("src=" in script or "application/json" in script for script in scripts)


def test_a_leader_must_have_a_second_factor_where_the_office_says_so(
    client: Client, people: Cast, settings: Any
) -> None:
    settings.SECOND_FACTOR = "required-roles"
    client.force_login(people.leader)
    assert client.get(reverse("accounts:me")).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    client.force_login(people.officer)
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_password_made_by_an_administrator_is_changed_first(client: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    sign_in(client, "chuyenvien", PASSWORD)
    assert client.get(reverse("accounts:me")).headers["Location"] == reverse("account_change_password")
    short = {"oldpassword": PASSWORD, "password1": "ngan1", "password2": "ngan1"}
    assert "ít nhất 10 ký tự" in client.post(reverse("account_change_password"), short).content.decode()
    new = {"oldpassword": PASSWORD, "password1": "cau moi 2027 nhe", "password2": "cau moi 2027 nhe"}
    client.post(reverse("account_change_password"), new)
    assert client.get(reverse("accounts:me")).status_code == 200


def test_an_officer_ends_a_session_elsewhere(client: Client, officer: User) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"})
    sign_in(client, "chuyenvien", PASSWORD)
    sign_in(other, "chuyenvien", PASSWORD)
    page = client.get(reverse("accounts:sessions"))
    assert "Chrome, Windows" in page.content.decode()
    key = next(row[0].pk for row in page.context["rows"] if not row[2])
    client.post(reverse("accounts:sessions"), {"key": key})
    assert other.get(reverse("accounts:me")).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200


def test_an_officer_ends_all_other_sessions(client: Client, officer: User) -> None:
    first, second = Client(), Client()
    for one in (client, first, second):
        sign_in(one, "chuyenvien", PASSWORD)
    client.post(reverse("accounts:sessions"))
    assert [one.get(reverse("accounts:me")).status_code for one in (client, first, second)] == [200, 302, 302]


def test_the_language_of_the_account_is_used_until_another_is_chosen(client: Client, people: Cast) -> None:
    User.objects.filter(pk=people.officer.pk).update(language="en")
    client.force_login(people.officer)
    assert client.get(reverse("accounts:me")).headers["Content-Language"] == "en"
    client.cookies["django_language"] = "vi"
    assert client.get(reverse("accounts:me")).headers["Content-Language"] == "vi"


def test_language_and_theme_are_kept_with_the_account(client: Client, people: Cast, entries: list[Any]) -> None:
    client.force_login(people.officer)
    client.post(reverse("accounts:me"), {"language": "lo", "theme": "dark"})
    people.officer.refresh_from_db()
    assert (people.officer.language, people.officer.theme) == ("lo", "dark")
    assert entries[-1]["verb"] == "preferences_set"


def test_the_cast_is_shown_in_a_demonstration_only(client: Client, people: Cast, settings: Any) -> None:
    if "vanthu" not in stores.demo_cast:
        stores.demo_cast.add("vanthu", DemoRole("vanthu", "Vào sổ văn bản đến"))
    address = reverse("accounts:demo_sign_in")
    settings.DEMO = False
    assert client.post(address, {"username": "vanthu"}).status_code == 404
    assert "Bùi Ngọc Lan" not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    assert "Bùi Ngọc Lan" in client.get(reverse("account_login")).content.decode()
    assert client.post(address, {"username": "quantri_la"}).status_code == 404
    client.post(address, {"username": "vanthu", "next": "https://example.com/"})
    assert client.session["_auth_user_id"] == str(people.clerk.pk)
