"""Every operation of the API answers each of the cast, and each scope alone, as the table says. An operation that is not in the
table fails here. What one may not read is not found (404); what one may not do is refused (403)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings

from congvu.accounts.actions import make_token
from congvu.accounts.models import Scope, User
from congvu.api.site import description
from congvu.api.tests.conftest import PARTICULARS
from congvu.documents.loading import load_document_types
from congvu.records.models import HistoryEntry
from tests.architecture.stage import Stage
from tests.architecture.url_office import CAST, Office, furnish
from tests.architecture.url_table import CLERKS, READ_BY, UNIT_HEADS

Body = Callable[[Office], Any]
PEOPLE = (*CAST, "without_post")
EVERYONE = " ".join(PEOPLE)


@dataclass(frozen=True)
class Call:
    """One operation: on a document in which state, with what, by whom it is done; whoever may read the document and not do it is
    refused. `otherwise`: another answer for some."""

    operation: str
    scope: str
    doers: str = EVERYONE
    state: str = ""
    sent: Body | None = None
    filled: Callable[[Office], dict[str, Any]] = lambda office: {}
    done: int = 200
    otherwise: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return self.operation

    def expected(self, role: str) -> int:
        readers = READ_BY[self.state] if self.state else EVERYONE
        refused = 403 if role in readers.split() else 404
        return dict(self.otherwise).get(role, self.done if role in self.doers.split() else refused)


def handle_of(thing: str) -> Callable[[Office], dict[str, Any]]:
    places = {
        "body": lambda office: office.stage.people.agency,
        "person": lambda office: office.stage.people.officer.person,
    }
    return lambda office: {"handle": places[thing](office).handle}


def because(office: Office) -> dict[str, Any]:
    return {"because": "Có lý do ghi lại."}


def proof_of(office: Office) -> dict[str, Any]:
    entry = HistoryEntry.objects.filter(record_id=office.document["assigned"].pk).latest("pk")
    return {"entry": entry.pk}


READ, REGISTER, HANDLE = Scope.DOCUMENTS_READ, Scope.DOCUMENTS_REGISTER, Scope.DOCUMENTS_HANDLE
DIRECTORY, FILES, HISTORY = Scope.DIRECTORY_READ, Scope.FILES_WRITE, Scope.HISTORY_READ
WITH_POST = " ".join(CAST)
CALLS = [
    Call("list_bodies", DIRECTORY),
    Call("get_body", DIRECTORY, filled=handle_of("body")),
    Call("get_me", ""),
    Call("list_people", DIRECTORY),
    Call("get_person", DIRECTORY, filled=handle_of("person")),
    Call("list_document_types", READ),
    Call("list_incoming", READ),
    Call("search", READ),
    Call("list_seals", HISTORY),
    *(Call("get_incoming", READ, doers=readers, state=state) for state, readers in READ_BY.items()),
    Call("get_file", READ, READ_BY["received"], "received", filled=lambda office: {"attachment": office.file.handle}),
    Call(
        "get_file",
        READ,
        "",
        "in_progress",
        filled=lambda office: {"attachment": office.file.handle},
        otherwise=tuple((role, 404) for role in PEOPLE),
    ),
    Call(
        "get_proof",
        HISTORY,
        READ_BY["assigned"],
        filled=proof_of,
        otherwise=tuple((role, 404) for role in PEOPLE if role not in READ_BY["assigned"].split()),
    ),
    Call("send_file", FILES, WITH_POST, done=201),
    Call("receive", REGISTER, CLERKS, sent=lambda office: {"channel": "paper", "title": "Giấy mời"}, done=201),
    Call("register", REGISTER, "clerk", "received", sent=lambda office: PARTICULARS),
    Call("correct", REGISTER, "clerk", "in_progress", sent=lambda office: PARTICULARS),
    Call(
        "present",
        REGISTER,
        "clerk",
        "registered",
        sent=lambda office: {"leader": office.stage.people.leader.person.handle},
    ),
    Call("return_to_sender", REGISTER, "clerk", "received", sent=because),
    Call("cancel", REGISTER, "clerk", "registered", sent=because),
    Call(
        "instruct", HANDLE, "leader", "presented", sent=lambda office: {"lead": office.stage.people.department.handle}
    ),
    Call(
        "assign",
        HANDLE,
        UNIT_HEADS,
        "assigned",
        sent=lambda office: {"officer": office.stage.people.officer.person.handle},
        otherwise=(("other_head", 409),),
    ),
    Call(
        "reassign",
        HANDLE,
        UNIT_HEADS,
        "in_progress",
        sent=lambda office: {"officer": office.stage.people.second_officer.person.handle, "because": "Đi công tác"},
    ),
    Call(
        "transfer",
        HANDLE,
        UNIT_HEADS,
        "assigned",
        sent=lambda office: {"unit": office.stage.people.registry.handle, "because": "Nhầm"},
    ),
    Call("contribute", HANDLE, "", "in_progress", sent=lambda office: {"opinion": "Nhất trí"}),
    Call("finish", HANDLE, "officer", "in_progress", sent=lambda office: {"result": "Đã trả lời"}),
    Call("file", HANDLE, "officer", "handled", sent=lambda office: {"dossier": "01.KTTH"}),
    Call("send_back", HANDLE, UNIT_HEADS, "handled", sent=because),
    Call("take_back", HANDLE, "head", "in_progress", sent=because),
    Call(
        "link",
        HANDLE,
        READ_BY["handled"],
        "handled",
        sent=lambda office: {"to": office.document["filed"].handle, "kind": "answers"},
    ),
]

OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
}
every_call = pytest.mark.parametrize("call", CALLS, ids=str)


@pytest.fixture(scope="module")
def furnished(set_stage: Stage) -> Iterator[Office]:
    load_document_types()
    with override_settings(API_RATE=0):
        yield furnish(set_stage)


@pytest.fixture
def office(furnished: Office, db: None) -> Office:
    return furnished


def token_of(office: Office, role: str, scopes: list[str]) -> str:
    now = office.stage.now
    user = User.objects.get(pk=office.stage.user(role).pk)
    return make_token(user, name="Máy", scopes=scopes, days=7, at=now, by=user.actor(now))[1]


def asked(office: Office, call: Call, secret: str) -> int:
    """What the operation answers; whatever it did is undone."""
    method, path = OPERATIONS[call.operation]
    values = ({"handle": office.document[call.state].handle} if call.state else {}) | call.filled(office)
    url = path.format(**values) + ("?q=bao" if call.operation == "search" else "")
    told = {"Authorization": f"Bearer {secret}"} if secret else {}
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if call.operation == "send_file":
            answer = client.post(url, {"file": SimpleUploadedFile("a.txt", b"Bao cao.\n")}, headers=told)
        elif call.sent:
            answer = client.post(url, json.dumps(call.sent(office)), content_type="application/json", headers=told)
        else:
            answer = client.generic(method, url, headers=told)
        transaction.set_rollback(True)
    return answer.status_code


def test_every_operation_is_in_the_table() -> None:
    assert {call.operation for call in CALLS} == set(OPERATIONS)


@every_call
def test_the_operation_answers_each_of_the_cast_as_the_table_says(call: Call, office: Office) -> None:
    found = {role: asked(office, call, token_of(office, role, list(Scope.values))) for role in PEOPLE}
    assert found == {role: call.expected(role) for role in PEOPLE}


@every_call
def test_one_scope_alone_lets_in_only_where_it_is_needed(call: Call, office: Office) -> None:
    doer = (call.doers.split() or ["clerk"])[0]
    found = {scope for scope in Scope.values if asked(office, call, token_of(office, doer, [scope])) != 403}
    needed = {call.scope} if call.scope else set(Scope.values)
    assert found == (needed if call.expected(doer) != 403 else set())


@every_call
def test_nobody_gets_in_without_a_token(call: Call, office: Office) -> None:
    assert asked(office, call, "") == 401


def test_lists_show_only_what_one_may_read(office: Office) -> None:
    client = Client()
    seen = {}
    for role in PEOPLE:
        told = {"Authorization": f"Bearer {token_of(office, role, [READ])}"}
        lines = client.get("/api/v1/incoming?limit=200", headers=told).json()["items"]
        seen[role] = {line["handle"] for line in lines} & {document.handle for document in office.document.values()}
    expected = {
        role: {office.document[state].handle for state, readers in READ_BY.items() if role in readers.split()}
        for role in PEOPLE
    }
    assert seen == expected
