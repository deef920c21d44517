"""Notices by mail: at once, or as the summary of a working day.

A mail says what happened, the title and the reference of the document and how to open it: never what was written there. It
goes out in the daytime of working days only; what falls in between waits. A row is claimed before it is sent (`sending`, with
a time after which it counts as broken off), so two workers never send it at once; a failure is tried again later and later.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from congvu.accounts.models import User
from congvu.notifications.ladder import AFTER_CLOSE
from congvu.notifications.models import Channel, Delivery, DeliveryState, DigestHabit
from congvu.notifications.telling import Told, stands_for, told
from congvu.workdays.calendar import current_calendar

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=10)  # a mail that is being sent for longer was broken off
PAUSES = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 480)]  # after each failure; after the last none
UNDER_WAY = Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING])


@dataclass(frozen=True)
class Letter:
    """What goes to one person in one mail."""

    user: User
    deliveries: list[Delivery]
    notices: list[Told]


def send_waiting(at: datetime) -> int:
    """Send what waits to be sent at once. Returns how many mails went out."""
    if not _may_send(at):
        return 0
    sent = 0
    while claimed := _claim(Delivery.objects.filter(channel=Channel.EMAIL), at):
        letters = [
            Letter(letter.user, [one], [notice]) for letter in _letters(claimed, at) for one, notice in _each(letter)
        ]
        sent += _send(letters, "notice", at)
    return sent


def send_digests(at: datetime) -> int:
    """Send the day's summary to those whose hour has come, once a working day each. Returns how many mails went out."""
    if not _may_send(at):
        return 0
    today, hour = timezone.localdate(at), timezone.localtime(at).hour
    waiting = Delivery.objects.filter(UNDER_WAY, channel=Channel.DIGEST, next_at__lte=at)
    people = set(waiting.values_list("notice__person_id", flat=True).distinct())
    DigestHabit.objects.bulk_create((DigestHabit(person_id=person) for person in people), ignore_conflicts=True)
    with transaction.atomic():
        due = DigestHabit.objects.select_for_update(skip_locked=True).filter(
            Q(last_on=None) | Q(last_on__lt=today), person__in=people, hour__lte=hour
        )
        whose = list(due.values_list("person_id", flat=True))
        DigestHabit.objects.filter(person__in=whose).update(last_on=today)
    whose += waiting.filter(state=DeliveryState.SENDING).values_list("notice__person_id", flat=True)  # broken off
    sent = 0
    while claimed := _claim(Delivery.objects.filter(channel=Channel.DIGEST, notice__person__in=whose), at, most=1000):
        sent += _send(_letters(claimed, at), "digest", at)
    return sent


def _may_send(at: datetime) -> bool:
    return settings.MAIL and current_calendar().is_daytime(at, grace=AFTER_CLOSE)


@transaction.atomic
def _claim(deliveries: Any, at: datetime, most: int = BATCH) -> list[Delivery]:
    """Take what is to be sent now, so that nobody else does."""
    found = deliveries.filter(UNDER_WAY, next_at__lte=at).select_for_update(of=("self",), skip_locked=True)
    rows = list(
        found.select_related("notice__record", "notice__actor", "notice__for_person").order_by(
            "notice__person_id", "pk"
        )[:most]
    )
    for row in rows:
        row.state, row.next_at, row.tries = DeliveryState.SENDING, at + LEASE, row.tries + 1
    Delivery.objects.bulk_update(rows, ["state", "next_at", "tries"])
    return rows


def _letters(claimed: Sequence[Delivery], at: datetime) -> list[Letter]:
    """What was claimed, by person; what has no address, was read meanwhile, or was only wished for and may no longer be read,
    is dropped."""
    users = {
        user.person_id: user
        for user in User.objects.filter(
            person__in={one.notice.person_id for one in claimed}, is_active=True
        ).select_related("person")
    }
    by_person: dict[int, list[Delivery]] = {}
    dropped = []
    for one in claimed:
        user = users.get(one.notice.person_id)
        if user is None or not address_of(user) or (one.channel == Channel.DIGEST and one.notice.read_at):
            dropped.append(one)
        else:
            by_person.setdefault(one.notice.person_id, []).append(one)
    letters = []
    for person, deliveries in by_person.items():
        keys = users[person].actor(at).keys
        standing = [one for one in deliveries if stands_for(one.notice, keys)]
        dropped += [one for one in deliveries if one not in standing]
        if standing:
            with translation.override(users[person].language):
                letters.append(Letter(users[person], standing, [told(one.notice, keys) for one in standing]))
    _end(dropped, DeliveryState.DROPPED, at)
    return letters


def _each(letter: Letter) -> list[tuple[Delivery, Told]]:
    return list(zip(letter.deliveries, letter.notices, strict=True))


def address_of(user: User) -> str:
    """Where mails to the person go."""
    return user.email or user.person.email


def _send(letters: Sequence[Letter], template: str, at: datetime) -> int:
    connection = get_connection()
    sent = 0
    for letter in letters:
        sent += _send_one(letter, template, connection, at)
    connection.close()
    return sent


def _send_one(letter: Letter, template: str, connection: BaseEmailBackend, at: datetime) -> bool:
    try:
        message(letter, template, connection).send()
    except (SMTPException, OSError) as error:
        logger.warning("a mail could not be delivered (%s)", type(error).__name__)
        _put_off(letter.deliveries, _reason(error), at)
        return False
    _end(letter.deliveries, DeliveryState.SENT, at)
    return True


def _reason(error: Exception) -> str:
    """Why it failed, without the words of the server, in which addresses stand."""
    code = getattr(error, "smtp_code", "") or getattr(error, "errno", "") or ""
    return f"{type(error).__name__} {code}".strip()


def _put_off(deliveries: Sequence[Delivery], reason: str, at: datetime) -> None:
    for one in deliveries:
        one.error = reason
        if one.tries > len(PAUSES):
            one.state, one.ended_at = DeliveryState.FAILED, at
        else:
            one.state, one.next_at = DeliveryState.WAITING, at + PAUSES[one.tries - 1]
    Delivery.objects.bulk_update(deliveries, ["state", "next_at", "ended_at", "error"])
    digests = {one.notice.person_id for one in deliveries if one.channel == Channel.DIGEST}
    DigestHabit.objects.filter(person__in=digests).update(last_on=None)


def _end(deliveries: Sequence[Delivery], state: str, at: datetime) -> None:
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(state=state, ended_at=at, error="")


def message(letter: Letter, template: str, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail in the person's language, as plain text and as HTML, with the way to switch it off."""
    with translation.override(letter.user.language):
        preferences = settings.SITE + reverse("notifications:preferences")
        context = {
            "name": letter.user.person.full_name,
            "notices": letter.notices,
            "site": settings.SITE,
            "preferences": preferences,
        }
        mail = EmailMultiAlternatives(
            subject=_subject(letter, template),
            body=render_to_string(f"notifications/mail/{template}.txt", context),
            to=[address_of(letter.user)],
            connection=connection,
            headers={
                "List-Unsubscribe": f"<{preferences}>",
                "Message-ID": f"<{letter.notices[0].notice.handle}.{template}@congvu>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string(f"notifications/mail/{template}.html", context), "text/html")
    return mail


def _subject(letter: Letter, template: str) -> str:
    if template == "digest":
        number = len(letter.notices)
        words = ngettext("%(number)s notice today", "%(number)s notices today", number) % {"number": number}
        return f"[Công Vụ] {words}"
    one = letter.notices[0]
    about = one.reference or one.title
    words = str(one.notice.telling.label)
    return f"[Công Vụ] {words}: {about[:120]}" if about else f"[Công Vụ] {words}"


def try_again(at: datetime) -> int:
    """What could not be delivered is sent once more, from the first try. Returns how many."""
    failed = Delivery.objects.filter(state=DeliveryState.FAILED)
    return failed.update(state=DeliveryState.WAITING, tries=0, next_at=at, ended_at=None)
