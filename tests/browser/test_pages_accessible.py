"""Every page of the office, in every language, light and dark, can be used by everyone; on a phone it fits the screen."""

import os
from dataclasses import dataclass
from operator import attrgetter

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.browser.axe import barriers, small_targets
from tests.browser.office import Office
from tests.browser.pictures import FOLDER, WIDTHS
from tests.browser.stage import PASSWORD, Stage, set_stage

pytestmark = pytest.mark.browser
LOOKS = (("vi", "light"), ("en", "dark"), ("lo", "light"))  # every page in every language and in both themes
ALL_LOOKS = tuple((language, theme) for language in ("vi", "en", "lo") for theme in ("light", "dark"))
MAIN = {"desk:home", "documents:register", "account_login"}  # and these in all combinations


@dataclass(frozen=True)
class Place:
    """A page: its name, who looks at it, what its address names (`document`: which of the stage's), and what it answers."""

    name: str
    who: str = "clerk"
    args: tuple[str, ...] = ()
    document: str = ""
    status: int = 200
    query: str = ""

    def __str__(self) -> str:
        return "-".join(str(part) for part in (self.name, self.who, self.document, *self.args) if part)

    def address(self, stage: Stage, office: Office) -> str:
        """Arguments that begin so name something of the stage or the cast: "cast.office.handle"."""
        roots = {"stage": stage, "cast": office.cast}
        args = [_named(arg, roots) for arg in self.args]
        handle = [stage.documents[self.document].handle] if self.document else []
        return reverse(self.name, args=[*handle, *args]) + self.query.format(stage=stage)


def _named(arg: str, roots: dict[str, object]) -> object:
    root, _dot, path = arg.partition(".")
    return attrgetter(path)(roots[root]) if root in roots and path else arg


def do(verb: str, who: str, document: str) -> Place:
    return Place("documents:do", who, (verb,), document)


def record(who: str, document: str) -> Place:
    return Place("documents:incoming", who, (), document)


PLACES = [
    Place("desk:search", query="?q=cao+toc"),
    Place("desk:home"),
    Place("desk:home", "leader"),
    Place("desk:home", "second_officer"),
    Place("desk:home", "inspector"),
    Place("desk:home", "administrator"),
    Place("desk:presented", "leader"),
    Place("desk:unit", "head"),
    Place("desk:waiting", "leader"),
    Place("documents:register_book"),
    Place("documents:register_book", query="?q=khong-co-gi-ca"),
    Place("documents:follow_up"),
    Place("documents:receive"),
    Place("documents:queue"),
    Place("documents:register_clean"),
    Place("documents:present_many", query="?row=stage"),
    Place("documents:assign_many", "head", query="?row=stage"),
    Place("documents:register", document="received", query="?queue"),
    Place("documents:register", document="received"),
    Place("documents:correct", document="registered"),
    record("clerk", "registered"),
    record("leader", "presented"),
    record("vice_chairman", "presented"),
    record("head", "instructed"),
    record("officer", "assigned"),
    record("other_head", "contributing"),
    record("officer", "filed"),
    record("clerk", "returned"),
    do("present", "clerk", "registered"),
    do("cancel", "clerk", "registered"),
    do("return", "clerk", "received"),
    do("merge", "clerk", "received"),
    do("discard", "clerk", "received"),
    do("instruct", "leader", "presented"),
    do("assign", "head", "instructed"),
    do("transfer", "head", "instructed"),
    do("take_back", "leader", "instructed"),
    do("reassign", "head", "assigned"),
    do("finish", "officer", "assigned"),
    do("contribute", "other_head", "contributing"),
    do("send_back", "head", "handled"),
    do("file", "officer", "handled"),
    Place("directory:bodies"),
    Place("directory:body", args=("cast.office.handle",)),
    Place("directory:unit", args=("cast.department.handle",)),
    Place("directory:person", args=("cast.head.person.handle",)),
    Place("directory:new_body", "administrator"),
    Place("directory:rename_body", "administrator", ("cast.office.handle",)),
    Place("directory:give_code", "administrator", ("cast.office.handle",)),
    Place("directory:new_unit", "administrator", ("cast.office.handle",)),
    Place("directory:close_unit", "administrator", ("cast.department.handle",)),
    Place("directory:new_post", "administrator", ("cast.department.handle",)),
    Place("directory:appoint", "administrator", ("cast.department.handle",)),
    Place("directory:delegations", "leader"),
    *(
        Place(f"administration:{name}", "administrator")
        for name in (
            "home",
            "units",
            "people",
            "posts",
            "delegations",
            "accounts",
            "books",
            "rules",
            "lists",
            "new_rule",
        )
    ),
    Place("administration:new_hours", "administrator"),
    Place("administration:new_kind", "administrator"),
    Place("administration:end_kind", "administrator", ("stage.kind.pk",)),
    Place("administration:find_record", "administrator"),
    Place("administration:reorganise", "administrator"),
    Place("administration:describe_body", "administrator", ("cast.office.handle",)),
    Place("administration:change_unit", "administrator", ("cast.department.handle",)),
    Place("administration:describe_person", "administrator", ("cast.officer.person.handle",)),
    Place("administration:leave", "administrator", ("stage.busy.pk",)),
    Place("administration:move", "administrator", ("stage.busy.pk",)),
    Place("administration:list", "administrator", ("stage.list.handle",)),
    Place("administration:why", "administrator", document="assigned"),
    Place("administration:why", "inspector", document="assigned"),
    Place("accounts:activate", "", ("cast.officer.handle", "khong-dung"), status=404),
    Place("workdays:year", args=("stage.year",)),
    Place("workdays:year", "administrator", ("stage.year",)),
    Place("workdays:declare", "administrator", ("stage.year",)),
    Place("workdays:confirm", "administrator", ("stage.year",)),
    Place("workdays:withdraw", "administrator", ("stage.year", "stage.declared")),
    Place("operations:health", "administrator"),
    Place("records:moved", "officer", ("stage.change.handle",)),
    Place("records:moved", "administrator", ("stage.change.handle",)),
    Place("notifications:list", "officer"),
    Place("notifications:list", "inspector"),
    Place("notifications:list", "officer", query="?standing=read"),
    Place("notifications:preferences", "officer"),
    Place("notifications:ladder", "administrator"),
    Place("notifications:ladder"),
    Place("notifications:set_rung", "administrator"),
    Place("notifications:end_rung", "administrator", ("stage.rung.pk",)),
    Place("notifications:mails", "administrator"),
    Place("accounts:me"),
    Place("accounts:sessions"),
    Place("accounts:tokens"),
    Place("accounts:new_token"),
    Place("accounts:all_tokens", "administrator"),
    Place("accounts:systems", "administrator"),
    Place("accounts:new_system", "administrator"),
    Place(
        "idp:oidc:authorization",
        query="?response_type=code&client_id={stage.system}&redirect_uri=https%3A%2F%2Fexample.org%2Fback"
        "&scope=openid+profile+posts&state=abc",
    ),
    Place("api:webhooks", "administrator"),
    Place("api:new_webhook", "administrator"),
    Place("api:webhook", "administrator", ("stage.webhook.handle",)),
    Place("api:docs", ""),
    Place("accounts:person_account", "administrator", ("cast.officer.person.handle",)),
    Place("account_login", ""),
    Place("account_logout"),
    Place("account_inactive", ""),
    Place("account_change_password", "inspector"),
    Place("account_reauthenticate", "inspector"),
    Place("mfa_index"),
    Place("mfa_index", "inspector"),
    Place("mfa_activate_totp"),
    Place("mfa_deactivate_totp", "inspector"),
    Place("mfa_view_recovery_codes", "inspector"),
    Place("mfa_generate_recovery_codes", "inspector"),
    Place("mfa_list_webauthn", "inspector"),
    Place("mfa_add_webauthn", "inspector"),
    Place("mfa_edit_webauthn", "inspector", ("stage.key.pk",)),
    Place("mfa_remove_webauthn", "inspector", ("stage.key.pk",)),
    Place("documents:incoming", args=("khong-co",), status=404),
    Place("desk:presented", "officer", status=403),
]
# Addresses that show no page of their own, and the pages that the tests below and test_gallery.py reach.
OTHERWISE = {
    "core:set_language",
    "core:set_theme",
    "accounts:save_view",
    "accounts:change_view",
    "accounts:forget_view",
    "accounts:end_token",
    "accounts:end_system",
    "accounts:renew_system_secret",
    "accounts:identity",  # only where a national identity is set
    "accounts:sign_in_with_identity",
    "openid_connect_callback",
    "api:end_webhook",
    "api:openapi",
    "api:renew_secret",
    "api:resend",
    "documents:file",
    "documents:put_away",
    "documents:outcome",  # tells of what was just done: tests/journeys/test_post.py
    "notifications:bell",
    "notifications:read",
    "notifications:open",
    "directory:end_delegation",
    "administration:close_book",
    "administration:template",
    "administration:today",
    "operations:retry_job",
    "workdays:this_year",
    "accounts:demo_sign_in",
    "account_set_password",  # only for an account without a password, which nobody has for long
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
}
MACHINES_OF_IDENTITY = (
    "configuration",
    "jwks",
    "token",
    "revoke",
    "userinfo",
    "logout",
    "device_code",
    "device_authorization",
)
# Answered by tests/architecture/test_api.py and congvu/accounts/tests/test_identities.py.
FOR_MACHINES = ("api-1:", *(f"idp:oidc:{name}" for name in MACHINES_OF_IDENTITY))
TOO_WIDE = """() => [...document.querySelectorAll("main *, header *, nav *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility())
  .slice(0, 4).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(autouse=True)
def db(office_in_browser: Office) -> None:
    """The database is that of the office in the browser."""


@pytest.fixture(scope="session")
def stages() -> list[Stage]:
    """The stage, once it is set: in a test, where the database is at hand."""
    return []


@pytest.fixture
def stage(office_in_browser: Office, stages: list[Stage]) -> Stage:
    if not stages:
        stages.append(set_stage(office_in_browser.cast))
    return stages[0]


def look_like(page: Page, office: Office, language: str, theme: str) -> None:
    chosen = {"django_language": language, "theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": office.address} for name, value in chosen.items()])


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_can_be_used_by_everyone(office_in_browser: Office, stage: Stage, place: Place) -> None:
    office = office_in_browser
    page = office.enter(getattr(office.cast, place.who) if place.who else None)
    address = place.address(stage, office)
    found = []
    measured = set()
    for language, theme in ALL_LOOKS if place.name in MAIN else LOOKS:
        look_like(page, office, language, theme)
        answer = page.goto(address, wait_until="load")
        assert answer and answer.status == place.status
        assert page.url == office.address + address
        found += [f"{language}, {theme}: {line}" for line in barriers(page, colours=theme not in measured)]
        measured.add(theme)
    assert found == [], "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_fits_every_screen(office_in_browser: Office, stage: Stage, place: Place) -> None:
    """Nothing runs out of the screen, and a finger hits what it means. PICTURES=1 keeps what was seen in var/pictures."""
    office = office_in_browser
    address = place.address(stage, office)
    for screen, (width, height) in WIDTHS.items():
        page = office.enter(
            getattr(office.cast, place.who) if place.who else None, touch=screen != "desk", width=width, height=height
        )
        for theme in ("light", "dark"):
            look_like(page, office, "vi", theme)
            page.goto(address, wait_until="load")
            if "PICTURES" in os.environ:
                page.evaluate("document.fonts.ready")
                page.screenshot(path=FOLDER / f"{place}-{screen}-{theme}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(TOO_WIDE)
        if screen == "phone":
            assert small_targets(page) == []


@pytest.mark.full
def test_the_second_step_of_signing_in_can_be_used_by_everyone(office_in_browser: Office, stage: Stage) -> None:
    page = office_in_browser.enter(None)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(office_in_browser.cast.inspector.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form .button-primary").first.click()
    page.wait_for_url("**/2fa/authenticate/**")

    assert barriers(page) == []


def names(resolver: URLResolver, space: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(space + pattern.name)
    return found


def test_every_address_of_the_house_was_looked_at() -> None:
    every = {name for name in names(get_resolver()) if not name.startswith(("core:ui_", *FOR_MACHINES))}

    assert every - OTHERWISE == {place.name for place in PLACES}
