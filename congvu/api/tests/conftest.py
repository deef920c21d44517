"""The cast, and a machine that asks with somebody's token."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from congvu.accounts.actions import make_token
from congvu.accounts.models import Scope, User
from congvu.accounts.samples import Cast, cast
from congvu.documents.loading import load_document_types


@dataclass
class Machine:
    """A machine with a token of one of the cast."""

    secret: str
    client: Client

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> Any:
        values: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.secret}", **headers}}
        if sent is not None:
            values |= {"data": json.dumps(sent), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", **values)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, sent: Any, **headers: str) -> Any:
        return self.ask("POST", path, sent, **headers)

    def send_file(self, file: Any, **headers: str) -> Any:
        told = {"Authorization": f"Bearer {self.secret}", **headers}
        return self.client.post("/api/v1/files", {"file": file}, headers=told)


@pytest.fixture
def people(db: None) -> Cast:
    load_document_types()
    return cast(timezone.now())


def machine_of(user: User, scopes: Sequence[str] = Scope.values) -> Machine:
    now = timezone.now()
    user = User.objects.get(pk=user.pk)
    _token, secret = make_token(user, name="Máy của phòng văn thư", scopes=scopes, days=30, at=now, by=user.actor(now))
    return Machine(secret, Client(raise_request_exception=False))


@pytest.fixture
def machine() -> Callable[..., Machine]:
    return machine_of


PARTICULARS = {
    "title": "V/v điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn",
    "issuer_name": "Bộ Xây dựng",
    "reference": "5521/BXD-KHTC",
    "document_type": "official_letter",
    "issued_on": "2026-01-05",
    "signatory": "Nguyễn Văn Thắng",
}


def paper(**more: Any) -> dict[str, Any]:
    """A paper that comes in and is registered in one step."""
    return {"channel": "paper", "register": PARTICULARS, **more}
