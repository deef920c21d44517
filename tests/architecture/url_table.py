"""Which answer each of the cast gets at each address: the permission table of the pages.

An answer is a status. 404: not found, also what one may not read. 403: may read it, may not do this. 302: led on, for nobody
signed in to the sign-in page. 405: not to be asked this way. 422 and 200 on a form sent empty: the form again, with what lacks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.architecture.url_office import ROLES, Office

Answers = dict[str, int]

REGISTRY = "clerk"
REGISTER_READERS = "clerk leader vice_chairman inspector"
CLERKS = "clerk agency_user outsider"
LEADERS = "leader vice_chairman"
HEADS = "head deputy_head other_head"
UNIT_HEADS = "head deputy_head"


def everyone(status: int, *, anonymous: int = 302) -> Answers:
    """Whoever is signed in gets the same."""
    return dict.fromkeys(ROLES, status) | {"anonymous": anonymous}


def only(names: str, status: int, *, others: int = 403) -> Answers:
    """Some get through."""
    return everyone(others) | dict.fromkeys(names.split(), status)


def readable(readers: str, doers: str, status: int) -> Answers:
    """The address of something only some may read, and fewer may do: 404 for the rest, 403 for those who may only read."""
    return everyone(404) | dict.fromkeys(readers.split(), 403) | dict.fromkeys(doers.split(), status)


READ_BY = {
    "received": REGISTER_READERS,
    "registered": REGISTER_READERS,
    "presented": REGISTER_READERS,
    "assigned": f"{REGISTER_READERS} {HEADS}",
    "in_progress": f"{REGISTER_READERS} {HEADS} officer",
    "handled": f"{REGISTER_READERS} {UNIT_HEADS} officer",
    "filed": f"{REGISTER_READERS} {UNIT_HEADS} officer",
    "returned": REGISTER_READERS,
    "cancelled": REGISTER_READERS,
}


@dataclass(frozen=True)
class Address:
    """One address: the name of its pattern, what fills it in, and the answers. No `post`: it takes none (405)."""

    name: str
    get: Answers
    post: Answers | None = None
    filled_by: Callable[[Office], dict[str, Any]] = lambda office: {}
    about: str = ""
    takes_no_cookie: bool = False  # another system asks, and shows who it is by a secret or a signed request

    def __str__(self) -> str:
        return f"{self.name} {self.about}".strip()


def form(
    name: str, doers: str, *, again: int = 200, filled_by: Callable[[Office], dict[str, Any]] = lambda office: {}
) -> Address:
    """A page with a form that some may fill in: sent empty, it comes back."""
    return Address(name, only(doers, 200), only(doers, again), filled_by)


def of_document(name: str, state: str, doers: str, get: int, post: int | None = None, **more: str) -> Address:
    """A page of the document in the state."""
    readers = READ_BY[state]
    return Address(
        name,
        readable(readers, doers, get),
        None if post is None else readable(readers, doers, post),
        lambda office: {"handle": office.document[state].handle, **more},
        about=" ".join(["of a document", state, *more.values()]),
    )


def do(verb: str, state: str, doers: str) -> Address:
    """A doing on a document: the form for those who may, sent empty it comes back."""
    return of_document("documents:do", state, doers, 200, 422, verb=verb)


def body(office: Office) -> dict[str, Any]:
    return {"handle": office.stage.people.agency.handle}


def unit(office: Office) -> dict[str, Any]:
    return {"handle": office.stage.people.department.handle}


def person(office: Office) -> dict[str, Any]:
    return {"handle": office.stage.people.officer.person.handle}


def year(office: Office) -> dict[str, Any]:
    return {"number": office.stage.today.year}


def unknown(office: Office) -> dict[str, Any]:
    return {"handle": "khongcogica"}


DESK = [
    Address("desk:home", everyone(200)),
    Address("desk:waiting", everyone(200)),
    Address("desk:search", everyone(200)),
    Address("desk:presented", only(LEADERS, 200)),
    Address("desk:unit", only(HEADS, 200)),
]

DOCUMENTS = [
    Address("documents:register_book", everyone(200)),
    Address("documents:follow_up", everyone(200)),
    form("documents:receive", CLERKS, again=422),
    form("documents:queue", CLERKS, again=422),
    form("documents:register_clean", CLERKS, again=422),
    form("documents:present_many", CLERKS, again=422),
    form("documents:assign_many", HEADS, again=422),
    Address("documents:outcome", everyone(302)),
    Address(
        "documents:put_away",
        everyone(405),
        only("clerk", 302) | {"agency_user": 404, "outsider": 404},
        lambda office: {"handle": office.arrival.handle},
    ),
    *(of_document("documents:incoming", state, readers, 200) for state, readers in READ_BY.items()),
    of_document("documents:register", "received", REGISTRY, 200, 422),
    of_document("documents:register", "in_progress", REGISTRY, 302, 302),
    of_document("documents:correct", "in_progress", REGISTRY, 200, 422),
    of_document("documents:correct", "filed", REGISTRY, 302, 302),
    do("present", "registered", REGISTRY),
    do("return", "received", REGISTRY),
    do("discard", "received", REGISTRY),
    do("merge", "received", REGISTRY),
    do("cancel", "registered", REGISTRY),
    do("instruct", "presented", "leader"),
    do("assign", "assigned", HEADS),
    do("transfer", "assigned", UNIT_HEADS),
    do("finish", "in_progress", "officer"),
    do("reassign", "in_progress", UNIT_HEADS),
    do("take_back", "in_progress", "head"),
    do("send_back", "handled", UNIT_HEADS),
    do("file", "handled", "officer"),
    do("link", "handled", READ_BY["handled"]),
    of_document("documents:do", "filed", REGISTRY, 302, 302, verb="present"),
    Address(
        "documents:do",
        everyone(404),
        everyone(404),
        lambda office: {"handle": office.document["assigned"].handle, "verb": "burn"},
        "of a doing that does not exist",
    ),
    Address("documents:incoming", everyone(404), None, unknown, "of no document"),
    Address(
        "documents:file",
        readable("", REGISTER_READERS, 200),
        None,
        lambda office: {"handle": office.document["received"].handle, "attachment": office.file.handle},
    ),
    Address(
        "documents:file",
        everyone(404),
        None,
        lambda office: {"handle": office.document["in_progress"].handle, "attachment": office.file.handle},
        "of another document than the address says",
    ),
]

ADMINISTRATOR = "administrator"

DIRECTORY = [
    Address("directory:bodies", everyone(200)),
    Address("directory:body", everyone(200), None, body),
    Address("directory:body", everyone(404), None, unknown, "that does not exist"),
    Address("directory:unit", everyone(200), None, unit),
    Address("directory:person", everyone(200), None, person),
    form("directory:new_body", ADMINISTRATOR),
    form("directory:rename_body", ADMINISTRATOR, filled_by=body),
    form("directory:give_code", ADMINISTRATOR, filled_by=body),
    form("directory:new_unit", ADMINISTRATOR, filled_by=body),
    form("directory:close_unit", ADMINISTRATOR, filled_by=unit),
    form("directory:new_post", ADMINISTRATOR, filled_by=unit),
    form("directory:appoint", ADMINISTRATOR, filled_by=unit),
    Address(
        "directory:delegations",
        everyone(200) | {"without_post": 403},
        everyone(200) | {"without_post": 403},
    ),
    Address(
        "directory:end_delegation",
        everyone(405),
        only("second_officer officer administrator", 302),
        lambda office: {"pk": office.delegation.pk},
    ),
]

INSPECTORS = "administrator inspector"


def registered(office: Office) -> dict[str, Any]:
    return {"handle": office.document["registered"].handle}


ADMINISTRATION = [
    *(
        Address(f"administration:{name}", only(ADMINISTRATOR, 200))
        for name in ("home", "units", "people", "posts", "delegations", "accounts", "rules", "find_record")
    ),
    form("administration:reorganise", ADMINISTRATOR),
    form("administration:describe_body", ADMINISTRATOR, filled_by=body),
    form("administration:change_unit", ADMINISTRATOR, filled_by=unit),
    form("administration:describe_person", ADMINISTRATOR, filled_by=person),
    form("administration:leave", ADMINISTRATOR, filled_by=lambda office: {"pk": office.holding.pk}),
    form("administration:move", ADMINISTRATOR, filled_by=lambda office: {"pk": office.holding.pk}),
    form("administration:books", ADMINISTRATOR),
    Address(
        "administration:close_book",
        everyone(405),
        only("clerk administrator", 409),
        lambda office: {"handle": office.document["registered"].entry.register.handle},
        "of the running year",
    ),
    form("administration:new_rule", ADMINISTRATOR),
    form("administration:new_hours", ADMINISTRATOR),
    form("administration:new_kind", ADMINISTRATOR),
    Address(
        "administration:end_kind",
        only(ADMINISTRATOR, 404),
        only(ADMINISTRATOR, 404),
        lambda office: {"pk": 2**40},
        "that does not exist",
    ),
    form("administration:lists", ADMINISTRATOR, again=422),
    Address("administration:template", only(ADMINISTRATOR, 200), None, lambda o: {"kind": "people", "form": "csv"}),
    Address("administration:today", only(ADMINISTRATOR, 200), None, lambda o: {"kind": "units", "form": "xlsx"}),
    Address(
        "administration:list",
        only(ADMINISTRATOR, 200),
        only(ADMINISTRATOR, 302),
        lambda office: {"handle": office.list.handle},
    ),
    Address(
        "administration:why",
        only(INSPECTORS, 200, others=404),
        only(INSPECTORS, 200, others=404),
        registered,
    ),
    Address("administration:why", everyone(404), everyone(404), unknown, "of no record"),
]

CALENDAR = [
    Address("workdays:this_year", everyone(302), everyone(302)),
    Address("workdays:year", everyone(200), everyone(200), year),
    Address("workdays:year", everyone(409), everyone(409), lambda office: {"number": 1900}, "that is not entered"),
    form("workdays:declare", ADMINISTRATOR, filled_by=year),
    form("workdays:confirm", ADMINISTRATOR, filled_by=year),
    form(
        "workdays:withdraw",
        ADMINISTRATOR,
        filled_by=lambda office: {**year(office), "day": office.stage.today},
    ),
]

NO_JOB = 2**40

OPERATIONS = [
    Address("operations:health", only(ADMINISTRATOR, 200)),
    Address(
        "operations:retry_job",
        everyone(405),
        only(ADMINISTRATOR, 404),
        lambda office: {"pk": NO_JOB},
        "that does not exist",
    ),
]

CALENDAR += [
    Address("records:moved", everyone(200), None, lambda office: {"handle": office.change.handle}),
]

NOTICES = [
    Address("notifications:list", everyone(200)),
    Address("notifications:bell", everyone(200)),
    Address("notifications:read", everyone(405), everyone(302)),
    Address("notifications:preferences", everyone(200), everyone(200)),
    Address(
        "notifications:open", only("officer", 302, others=404), None, lambda office: {"handle": office.notice.handle}
    ),
    Address("notifications:ladder", everyone(200)),
    form("notifications:set_rung", ADMINISTRATOR),
    form("notifications:end_rung", ADMINISTRATOR, filled_by=lambda office: {"pk": office.rung.pk}),
    Address("notifications:mails", only(ADMINISTRATOR, 200), only(ADMINISTRATOR, 302)),
]

# Leads on to the page where one shows once more who one is.
ONCE_MORE = everyone(302)

ACCOUNTS = [
    Address("accounts:me", everyone(200), everyone(200)),
    Address("accounts:sessions", everyone(200), everyone(302)),
    form("accounts:person_account", ADMINISTRATOR, filled_by=person),
    Address("accounts:demo_sign_in", everyone(405, anonymous=405), everyone(404, anonymous=404)),
    Address(
        "accounts:activate",
        everyone(404, anonymous=404),
        everyone(404, anonymous=404),
        lambda office: {"handle": office.stage.people.officer.handle, "token": "khong-dung"},
        "by a link that does not work",
    ),
    Address("account_login", everyone(302, anonymous=200), everyone(302, anonymous=200)),
    Address("account_logout", everyone(200), everyone(302)),
    Address("account_inactive", everyone(200, anonymous=200)),
    Address("account_reauthenticate", everyone(200), everyone(200)),
    Address("account_change_password", everyone(200), everyone(200)),
    Address("account_set_password", everyone(302), everyone(302)),
    Address("mfa_index", everyone(200)),
    Address("mfa_authenticate", everyone(302), everyone(302)),
    Address("mfa_reauthenticate", everyone(302), everyone(302)),
    Address("mfa_activate_totp", ONCE_MORE, ONCE_MORE),
    Address("mfa_deactivate_totp", everyone(404), everyone(404)),
    Address("mfa_view_recovery_codes", everyone(404)),
    Address("mfa_generate_recovery_codes", ONCE_MORE, ONCE_MORE),
    Address("mfa_download_recovery_codes", everyone(404), everyone(404)),
    Address("mfa_list_webauthn", everyone(200)),
    Address("mfa_add_webauthn", ONCE_MORE, ONCE_MORE),
    Address("mfa_reauthenticate_webauthn", everyone(302), everyone(302)),
    Address("mfa_remove_webauthn", ONCE_MORE, ONCE_MORE, lambda office: {"pk": 1}),
    Address("mfa_edit_webauthn", ONCE_MORE, ONCE_MORE, lambda office: {"pk": 1}),
    Address("mfa_login_webauthn", everyone(302), everyone(302)),
]

TOKENS = [
    Address("accounts:tokens", everyone(200)),
    Address("accounts:new_token", ONCE_MORE, ONCE_MORE),
    Address("accounts:all_tokens", only(ADMINISTRATOR, 200)),
    Address("accounts:save_view", everyone(405), everyone(422)),
    Address("accounts:change_view", everyone(405), everyone(422), lambda office: {"handle": "khong-co"}),
    Address("accounts:forget_view", everyone(405), everyone(409), lambda office: {"handle": "khong-co"}),
    Address(
        "accounts:end_token",
        everyone(405),
        only("officer administrator", 302),
        lambda office: {"handle": office.token.handle},
    ),
]


def system(office: Office) -> dict[str, Any]:
    return {"pk": office.system.pk}


def webhook(office: Office) -> dict[str, Any]:
    return {"handle": office.delivery.subscription.handle}


IDENTITIES = [
    Address("accounts:identity", ONCE_MORE, ONCE_MORE),
    Address("accounts:sign_in_with_identity", everyone(405, anonymous=405), everyone(404, anonymous=404)),
    Address(
        "openid_connect_callback",
        everyone(404, anonymous=404),
        everyone(404, anonymous=404),
        lambda office: {"provider_id": "national"},
    ),
    Address("accounts:systems", only(ADMINISTRATOR, 200)),
    form("accounts:new_system", ADMINISTRATOR, again=422),
    Address("accounts:renew_system_secret", everyone(405), only(ADMINISTRATOR, 200), system),
    Address("accounts:end_system", everyone(405), only(ADMINISTRATOR, 302), system),
    Address("idp:oidc:configuration", everyone(200, anonymous=200)),
    Address("idp:oidc:jwks", everyone(200, anonymous=200)),
    Address("idp:oidc:authorization", everyone(200), everyone(302), takes_no_cookie=True),
    Address("idp:oidc:token", everyone(405, anonymous=405), everyone(400, anonymous=400), takes_no_cookie=True),
    Address("idp:oidc:revoke", everyone(405, anonymous=405), everyone(400, anonymous=400), takes_no_cookie=True),
    Address("idp:oidc:userinfo", everyone(401, anonymous=401), everyone(401, anonymous=401), takes_no_cookie=True),
    Address("idp:oidc:logout", everyone(404), everyone(404)),
    Address("idp:oidc:device_code", everyone(404), everyone(404)),
    Address("idp:oidc:device_authorization", everyone(404), everyone(404)),
]

API = [
    Address("api:openapi", everyone(200, anonymous=200)),
    Address("api:docs", everyone(200, anonymous=200)),
    Address("api:webhooks", only(ADMINISTRATOR, 200)),
    form("api:new_webhook", ADMINISTRATOR, again=422),
    Address("api:webhook", only(ADMINISTRATOR, 200), None, webhook),
    Address("api:webhook", only(ADMINISTRATOR, 404), None, unknown, "that does not exist"),
    Address("api:renew_secret", everyone(405), only(ADMINISTRATOR, 200), webhook),
    Address("api:end_webhook", everyone(405), only(ADMINISTRATOR, 302), webhook),
    Address(
        "api:resend",
        everyone(405),
        only(ADMINISTRATOR, 302),
        lambda office: {**webhook(office), "delivery": office.delivery.handle},
    ),
]

FRAME = [
    Address("core:set_language", everyone(405, anonymous=405), everyone(302)),
    Address("core:set_theme", everyone(405, anonymous=405), everyone(302)),
    *(
        Address(f"core:ui_{name}", everyone(200, anonymous=200), everyone(200, anonymous=200))
        for name in ("index", "desk", "list", "record", "form", "dashboard", "public", "paper")
    ),
]

ADDRESSES = [
    *DESK,
    *DOCUMENTS,
    *DIRECTORY,
    *ADMINISTRATION,
    *CALENDAR,
    *OPERATIONS,
    *NOTICES,
    *ACCOUNTS,
    *TOKENS,
    *IDENTITIES,
    *API,
    *FRAME,
]
