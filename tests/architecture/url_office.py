"""The office that is asked by URL: a document in every state, a file, a delegation, and a client for each of the cast."""

from dataclasses import dataclass, fields
from http.cookies import SimpleCookie

from allauth.idp.oidc.models import Client as System
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from congvu.accounts.actions import make_token
from congvu.accounts.actions.systems import register_system
from congvu.accounts.models import AccessToken, User
from congvu.accounts.samples import Cast
from congvu.administration.models import UploadedList
from congvu.api.actions import subscribe
from congvu.api.models import Delivery, DeliveryState
from congvu.directory.actions import delegate
from congvu.directory.models import Delegation, PostHolding
from congvu.documents.actions import handling, registry
from congvu.documents.intake import drop
from congvu.documents.models import Arrival, IncomingDocument
from congvu.files.models import StoredFile
from congvu.files.store import keep
from congvu.notifications.models import Notice, ReminderRule
from congvu.notifications.seed import load_ladder
from congvu.records.models import Attachment, HistoryEntry
from congvu.workdays.models import CalendarChange
from tests.architecture import document_attempts as documents
from tests.architecture import keeping_attempts as keeping
from tests.architecture.stage import Stage

CAST = tuple(field.name for field in fields(Cast) if field.type is User)
ROLES = ("anonymous", *CAST, "without_post")
CSRF = "a" * 32


@dataclass(frozen=True)
class Office:
    """What the addresses lead to."""

    stage: Stage
    document: dict[str, IncomingDocument]
    file: Attachment
    arrival: Arrival
    holding: PostHolding
    delegation: Delegation
    token: AccessToken
    system: System
    delivery: Delivery
    list: UploadedList
    sessions: dict[str, str]
    change: CalendarChange
    notice: Notice
    rung: ReminderRule

    client: Client

    def ask(self, role: str, method: str, url: str) -> HttpResponseBase:
        """What one of the cast is answered: to a plain request, or to a form sent with nothing filled in. A form comes with
        its token unless `method` is "forged"."""
        cookies = {"csrftoken": CSRF} | ({} if role == "anonymous" else {"sessionid": self.sessions[role]})
        self.client.cookies = SimpleCookie(cookies)
        cache.clear()  # where it is counted how often someone asked
        with transaction.atomic():
            if method == "get":
                answer = self.client.get(url)
            else:
                answer = self.client.post(url, {"csrfmiddlewaretoken": CSRF} if method == "post" else {})
            transaction.set_rollback(True)
        return answer


def furnish(stage: Stage) -> Office:
    """Furnish the stage: documents in every state, through the actions; and a password for each account."""
    load_ladder()
    User.objects.update(password=make_password("mật khẩu của cả vở diễn 2026"))
    people, now, clerk = stage.people, stage.now, stage.actor("clerk")
    second = stage.actor("second_officer")
    kept = keep("Báo cáo quý IV.\n".encode(), name="bao-cao.txt", at=now, by=clerk)
    in_states = {
        "received": with_file(stage, kept),
        "registered": documents.registered(stage),
        "presented": documents.presented(stage),
        "assigned": documents.instructed(stage, people.other_department),
        "in_progress": documents.assigned(stage, people.other_department),
        "handled": documents.handled(stage),
        "filed": handling.file(documents.handled(stage), dossier="01.KTTH", at=now, by=stage.actor("officer")),
        "returned": registry.return_to_sender(documents.received(stage), because="Sai nơi nhận", at=now, by=clerk),
        "cancelled": registry.cancel(documents.registered(stage), because="Vào sổ hai lần", at=now, by=clerk),
    }
    administrator = stage.actor("administrator")
    absence = {"from_on": stage.today, "to_on": stage.today, "reason": "Họp"}
    return Office(
        stage=stage,
        document=in_states,
        file=Attachment.objects.get(record_id=in_states["received"].pk),
        arrival=drop(people.office, b"MZ\x90" + bytes(90), name="run.pdf", at=now, by=clerk),
        holding=PostHolding.objects.get(person=people.officer.person),
        token=make_token(
            people.officer, name="Máy quét", scopes=["files:write"], days=7, at=now, by=stage.actor("officer")
        )[0],
        system=register_system(
            "Cổng khác", redirect_uris=["https://example.org/"], scopes=[], at=now, by=administrator
        )[0],
        delivery=delivery_to(stage),
        delegation=delegate(people.second_officer.person, receiver=people.officer.person, **absence, at=now, by=second),
        list=keeping.checked(stage),
        client=Client(enforce_csrf_checks=True, raise_request_exception=False),
        sessions={role: session_of(stage, role) for role in ROLES if role != "anonymous"},
        change=CalendarChange.objects.create(verb="load", source="Nạp lại", made_at=now),
        notice=Notice.objects.filter(person=people.officer.person).latest("pk"),
        rung=ReminderRule.objects.filter(act="", urgency="").latest("pk"),
    )


def delivery_to(stage: Stage) -> Delivery:
    """An event that was given up, of a webhook for the clerk's eyes."""
    values = {"name": "Báo cáo", "url": "https://example.org/hook", "events_wanted": []}
    made, _secret = subscribe(stage.people.clerk, **values, at=stage.now, by=stage.actor("administrator"))
    entry = HistoryEntry.objects.filter(record__isnull=False).latest("pk")
    return Delivery.objects.create(
        subscription=made, entry=entry, made_at=stage.now, ended_at=stage.now, state=DeliveryState.DEAD
    )


def with_file(stage: Stage, kept: StoredFile) -> IncomingDocument:
    return documents.samples.received(
        stage.people.office, files=[("bao-cao.txt", kept)], at=stage.now, by=stage.actor("clerk")
    )


def session_of(stage: Stage, role: str) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=stage.user(role).pk))
    return client.cookies["sessionid"].value
