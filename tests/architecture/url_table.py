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
    *(of_document("documents:incoming", state, readers, 200) for state, readers in READ_BY.items()),
    of_document("documents:register", "received", REGISTRY, 200, 422),
    of_document("documents:register", "in_progress", REGISTRY, 302, 302),
    of_document("documents:correct", "in_progress", REGISTRY, 200, 422),
    of_document("documents:correct", "filed", REGISTRY, 302, 302),
    do("present", "registered", REGISTRY),
    do("return", "received", REGISTRY),
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
    form("directory:end_body", ADMINISTRATOR, filled_by=body),
    form("directory:new_unit", ADMINISTRATOR, filled_by=body),
    form("directory:close_unit", ADMINISTRATOR, filled_by=unit),
    form("directory:new_post", ADMINISTRATOR, filled_by=unit),
    form("directory:appoint", ADMINISTRATOR, filled_by=unit),
    form("directory:end_holding", ADMINISTRATOR, filled_by=lambda office: {"pk": office.holding.pk}),
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

CALENDAR += [
    Address("workdays:rules", everyone(200), everyone(200)),
    form("workdays:set_rule", ADMINISTRATOR, filled_by=lambda office: {"code": "handle_incoming"}),
    form(
        "workdays:set_rule_of_urgency",
        ADMINISTRATOR,
        filled_by=lambda office: {"code": "handle_incoming", "urgency": "urgent"},
    ),
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

FRAME = [
    Address("core:set_language", everyone(405, anonymous=405), everyone(302)),
    Address("core:set_theme", everyone(405, anonymous=405), everyone(302)),
    *(
        Address(f"core:ui_{name}", everyone(200, anonymous=200), everyone(200, anonymous=200))
        for name in ("index", "desk", "list", "record", "form", "dashboard", "public", "paper")
    ),
]

ADDRESSES = [*DESK, *DOCUMENTS, *DIRECTORY, *CALENDAR, *NOTICES, *ACCOUNTS, *FRAME]
