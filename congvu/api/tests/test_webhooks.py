"""Another system is told what happened: signed, once, again when it did not hear, and never into our own network."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.accounts.samples import Cast
from congvu.api import actions, events, jobs, secrets, sending
from congvu.api.models import Delivery, Subscription
from congvu.api.tests.conftest import Machine, paper
from congvu.core.errors import Refused

pytestmark = pytest.mark.django_db
Of = Callable[..., Machine]


class Receiver(ThreadingHTTPServer):
    """A system elsewhere: what it heard, and what it answers, one after the other (then 204)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=congvu"


class Ear(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_PRIVATE = True
    events.look_again()
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    events.look_again()


def subscribed(people: Cast, url: str, **more: Any) -> tuple[Subscription, bytes]:
    now = timezone.now()
    values: dict[str, Any] = {"name": "Hệ thống báo cáo", "url": url, "events_wanted": []} | more
    owner = values.pop("owner", people.clerk)
    made = actions.subscribe(owner, **values, at=now, by=people.administrator.actor(now))
    events.look_again()
    return made


def work(times: int = 1) -> None:
    """The worker does what waits: so many rounds of what became due."""
    for _ in range(times):
        for job in list(ProcrastinateJob.objects.filter(queue_name="webhooks", status="todo").order_by("pk")):
            if ProcrastinateJob.objects.filter(pk=job.pk).exists():
                _done(job)


def _done(job: ProcrastinateJob) -> None:
    if job.scheduled_at is None:
        app.tasks[job.task_name](**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk)._raw_delete("default")


def waiting_attempts() -> list[dict[str, int]]:
    found = ProcrastinateJob.objects.filter(queue_name="webhooks", scheduled_at__isnull=False).order_by("pk")
    return [job.args for job in found]


def test_an_event_is_told_signed_and_once(people: Cast, machine: Of, receiver: Receiver) -> None:
    _made, secret = subscribed(people, receiver.url, events_wanted=["documents.enter"])
    came = machine(people.clerk).post("/incoming", paper()).json()
    work(3)
    ((headers, body),) = receiver.heard
    event = json.loads(body)
    assert (event["type"], event["data"]["record"]) == ("documents.enter", came["handle"])
    assert "title" not in body.decode()
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.answer) == ("delivered", 1, "HTTP 204")
    for attempt in waiting_attempts():  # the next attempt that was put ready finds nothing to do
        jobs.deliver(**attempt)
    assert len(receiver.heard) == 1


def test_what_was_not_heard_is_told_again_under_the_same_name(people: Cast, machine: Of, receiver: Receiver) -> None:
    receiver.answers = [500, 302]
    subscribed(people, receiver.url)
    machine(people.clerk).post("/incoming", paper())
    work(2)
    for _ in range(2):
        jobs.deliver(**waiting_attempts()[-1])
    assert len(receiver.heard) == 3
    assert len({headers["webhook-id"] for headers, _body in receiver.heard}) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("delivered", 3)


def test_a_worker_that_dies_while_it_sends_tells_it_again_under_the_same_name(
    people: Cast, machine: Of, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once, as Standard Webhooks has it: who hears a name twice leaves the second aside."""
    subscribed(people, receiver.url)
    machine(people.clerk).post("/incoming", paper())
    work(1)

    def dies(*what: Any) -> Any:
        sending.send(*what)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        jobs.deliver(delivery_id=Delivery.objects.get().pk, attempt=0)
    monkeypatch.undo()
    jobs.deliver(**waiting_attempts()[-1])
    names = [headers["webhook-id"] for headers, _body in receiver.heard]
    assert len(names) == 2
    assert len(set(names)) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("delivered", 2)


def test_after_the_last_attempt_it_is_given_up_and_may_be_sent_once_more(
    people: Cast, machine: Of, receiver: Receiver
) -> None:
    receiver.answers = [500] * jobs.ATTEMPTS
    subscribed(people, receiver.url)
    machine(people.clerk).post("/incoming", paper())
    work(2)
    for _ in range(jobs.ATTEMPTS - 1):
        jobs.deliver(**waiting_attempts()[-1])
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.answer) == ("dead", jobs.ATTEMPTS, "HTTP 500")
    now = timezone.now()
    actions.resend(delivery, at=now, by=people.administrator.actor(now))
    work(2)
    assert Delivery.objects.get().state == "delivered"


def test_a_job_that_runs_twice_tells_once(people: Cast, machine: Of, receiver: Receiver) -> None:
    subscribed(people, receiver.url)
    machine(people.clerk).post("/incoming", paper())
    work(2)
    delivery = Delivery.objects.get()
    jobs.announce(entry_id=delivery.entry_id)
    jobs.deliver(delivery_id=delivery.pk, attempt=0)
    assert (len(receiver.heard), Delivery.objects.count()) == (1, 1)


def test_what_the_owner_may_not_read_is_not_told(people: Cast, machine: Of, receiver: Receiver) -> None:
    subscribed(people, receiver.url, owner=people.officer)
    machine(people.clerk).post("/incoming", paper())
    work(3)
    assert (receiver.heard, Delivery.objects.count()) == ([], 0)


def test_what_failed_is_not_told(people: Cast, machine: Of, receiver: Receiver) -> None:
    subscribed(people, receiver.url)
    machine(people.clerk).post("/incoming", paper(present={"leader": people.officer.person.handle}))
    work(3)
    assert receiver.heard == []


def test_while_the_secret_changes_both_sign(people: Cast, machine: Of, receiver: Receiver) -> None:
    made, old = subscribed(people, receiver.url)
    now = timezone.now()
    _made, new = actions.renew_secret(made, at=now, by=people.administrator.actor(now))
    machine(people.clerk).post("/incoming", paper())
    work(2)
    ((headers, body),) = receiver.heard
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digests = [base64.b64encode(hmac.new(one, content, hashlib.sha256).digest()).decode() for one in (new, old)]
    assert headers["webhook-signature"].split() == [f"v1,{digest}" for digest in digests]
    Subscription.objects.update(old_secret_until=now - timedelta(minutes=1))
    machine(people.clerk).post("/incoming", paper())
    work(3)
    assert len(receiver.heard[-1][0]["webhook-signature"].split()) == 1


def test_the_secret_is_kept_encrypted(people: Cast, receiver: Receiver) -> None:
    made, secret = subscribed(people, receiver.url)
    assert secret not in bytes(made.secret)
    assert secrets.unlocked(made.secret) == secret


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/",
     "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://192.168.1.1:8443/x", "https://2130706433/",
     "https://[fe80::1]/", "https://100.64.0.1/", "https://224.0.0.1/"],
)  # fmt: skip
def test_nothing_is_sent_into_a_private_network(url: str, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(sending.InsideAddress):
        sending.judged(url)
    assert not sending.send(url, b"{}", {}).taken


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://a:b@example.org/",
        "javascript:1",
        "https://x:99999/",
    ],
)
def test_what_is_no_address_is_refused(url: str, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(sending.NotAnAddress):
        sending.checked(url)


def test_only_administrators_set_them_up(people: Cast, receiver: Receiver) -> None:
    now = timezone.now()
    with pytest.raises(Refused):
        actions.subscribe(
            people.clerk, name="x", url=receiver.url, events_wanted=[], at=now, by=people.clerk.actor(now)
        )


def test_the_pages(people: Cast, machine: Of, receiver: Receiver) -> None:
    browser = Client()
    browser.force_login(people.administrator)
    form = {"name": "Báo cáo", "url": receiver.url, "owner": "khong-co"}
    assert browser.post("/webhooks/new/", form).status_code == 422
    shown = browser.post("/webhooks/new/", form | {"owner": people.clerk.username})
    assert "whsec_" in shown.content.decode()
    events.look_again()
    machine(people.clerk).post("/incoming", paper())
    work(2)
    made = Subscription.objects.get()
    here = f"/webhooks/{made.handle}/"
    assert "HTTP 204" in browser.get(here).content.decode()
    delivery = Delivery.objects.get()
    assert browser.post(f"{here}deliveries/{delivery.handle}/resend/").status_code == 302
    assert "whsec_" in browser.post(f"{here}secret/").content.decode()
    assert browser.post(f"{here}end/").status_code == 302
    assert "Báo cáo" in browser.get("/webhooks/").content.decode()
    assert Delivery.objects.get().state == "dead"
