"""Notices by mail: in the daytime, in the person's language, with nothing but title and reference; tried again when it fails."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from congvu.accounts.samples import Cast
from congvu.directory.actions import delegate
from congvu.documents.models import IncomingDocument
from congvu.notifications import mail, notices
from congvu.notifications.models import Delivery, DeliveryState
from tests.deadlines.conftest import NOW, november

Given = Callable[..., IncomingDocument]


class Broken(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPServerDisconnected("hung up on somebody@example.vn")


@pytest.fixture
def people(people: Cast) -> Iterator[Cast]:
    for user in (people.officer, people.head, people.second_officer):
        user.email = f"{user.username}@vpcp.example"
        user.save()
    with override_settings(MAIL=True, SITE="https://congvu.example"):
        yield people


def to(user: Any) -> list[Any]:
    return [one for one in outbox.outbox if one.to == [user.email]]


def test_work_given_is_told_at_once_with_title_and_reference_and_no_word_more(given: Given, people: Cast) -> None:
    document = given()
    assert mail.send_waiting(NOW) == 2  # the leader and the clerk have no address
    assert mail.send_waiting(NOW) == 0
    (letter,) = to(people.officer)
    assert document.reference in letter.subject
    assert document.title in letter.body
    assert "trình trước hạn" not in letter.body  # the head's words stay in the office
    assert "https://congvu.example/notices/preferences/" in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == "<https://congvu.example/notices/preferences/>"
    assert letter.alternatives[0][1] == "text/html"


def test_in_the_language_of_the_person(given: Given, people: Cast) -> None:
    people.officer.language = "en"
    people.officer.save()
    given()
    mail.send_waiting(NOW)
    assert "gave you" in to(people.officer)[0].body
    assert "gave you" not in to(people.head)[0].body


def test_at_night_mails_wait_for_the_morning(given: Given, people: Cast) -> None:
    given(november(20, 22))
    assert mail.send_waiting(november(20, 22, 1)) == 0
    assert mail.send_waiting(november(22, 10)) == 0  # Sunday
    assert mail.send_waiting(november(23, 8)) == 2


def test_the_summary_comes_once_a_working_day_at_the_hour(people: Cast) -> None:
    for key in "ab":
        notices.tell("done", [people.officer.person_id], at=november(18, 7), key=key, act="handle")
    assert mail.send_digests(november(18, 7, 30)) == 0
    assert mail.send_digests(november(18, 8)) == 1
    notices.tell("done", [people.officer.person_id], at=november(18, 9), key="c", act="handle")
    assert mail.send_digests(november(18, 10)) == 0
    assert mail.send_digests(november(21, 9)) == 0  # Saturday
    assert mail.send_digests(november(23, 8)) == 1
    assert len(to(people.officer)) == 2


def test_what_was_read_meanwhile_is_not_in_the_summary(people: Cast) -> None:
    notices.tell("done", [people.officer.person_id], at=november(18, 7), key="a", act="handle")
    notices.mark_read(people.officer.person_id, november(18, 7, 30))
    assert mail.send_digests(november(18, 8)) == 0
    assert Delivery.objects.get().state == DeliveryState.DROPPED


def test_a_failure_is_tried_again_later_and_shown_at_last(given: Given, people: Cast) -> None:
    given()
    at = NOW
    with override_settings(EMAIL_BACKEND=f"{__name__}.Broken"):
        assert mail.send_waiting(at) == 0
        assert mail.send_waiting(at + timedelta(minutes=1)) == 0
        assert set(Delivery.objects.exclude(state="dropped").values_list("tries", flat=True)) == {1}
        for _each in range(6):
            Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=at)
            mail.send_waiting(at)
    failed = Delivery.objects.filter(state=DeliveryState.FAILED)
    assert failed.count() == 2
    assert failed[0].error == "SMTPServerDisconnected"  # not the words of the server, in which addresses stand
    assert mail.try_again(at) == 2
    assert mail.send_waiting(at) == 2


def test_a_mail_that_was_broken_off_is_sent_by_the_next_run(given: Given, people: Cast) -> None:
    given()
    assert mail._claim(Delivery.objects.filter(channel="email"), NOW)  # and the worker dies here
    assert mail.send_waiting(NOW + timedelta(minutes=1)) == 0
    assert mail.send_waiting(NOW + timedelta(minutes=11)) == 2


def test_whoever_is_away_gets_no_mail_but_the_one_who_acts_does(given: Given, people: Cast) -> None:
    officer = people.officer
    delegate(officer.person, receiver=people.second_officer.person, from_on=NOW.date(), to_on=NOW.date(),
             reason="Nghỉ phép", at=NOW, by=officer.actor(NOW))  # fmt: skip
    given()
    mail.send_waiting(NOW)
    assert to(officer) == []
    assert officer.person.full_name in to(people.second_officer)[0].body


def test_where_no_mail_server_is_set_nothing_waits(given: Given, people: Cast) -> None:
    with override_settings(MAIL=False):
        given()
    assert Delivery.objects.count() == 0
