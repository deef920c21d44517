"""The office that is asked by URL: a document in every state, a file, a delegation, and a client for each of the cast."""

from dataclasses import dataclass, fields
from http.cookies import SimpleCookie

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from congvu.accounts.models import User
from congvu.accounts.samples import Cast
from congvu.directory.actions import delegate
from congvu.directory.models import Delegation, PostHolding
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.files.models import StoredFile
from congvu.files.store import keep
from congvu.notifications.models import Notice, ReminderRule
from congvu.notifications.seed import load_ladder
from congvu.records.models import Attachment
from congvu.workdays.models import CalendarChange
from tests.architecture import document_attempts as documents
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
    holding: PostHolding
    delegation: Delegation
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
    absence = {"from_on": stage.today, "to_on": stage.today, "reason": "Họp"}
    return Office(
        stage=stage,
        document=in_states,
        file=Attachment.objects.get(record_id=in_states["received"].pk),
        holding=PostHolding.objects.get(person=people.officer.person),
        delegation=delegate(people.second_officer.person, receiver=people.officer.person, **absence, at=now, by=second),
        client=Client(enforce_csrf_checks=True, raise_request_exception=False),
        sessions={role: session_of(stage, role) for role in ROLES if role != "anonymous"},
        change=CalendarChange.objects.create(verb="load", source="Nạp lại", made_at=now),
        notice=Notice.objects.filter(person=people.officer.person).latest("pk"),
        rung=ReminderRule.objects.filter(act="", urgency="").latest("pk"),
    )


def with_file(stage: Stage, kept: StoredFile) -> IncomingDocument:
    return documents.samples.received(
        stage.people.office, files=[("bao-cao.txt", kept)], at=stage.now, by=stage.actor("clerk")
    )


def session_of(stage: Stage, role: str) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=stage.user(role).pk))
    return client.cookies["sessionid"].value
