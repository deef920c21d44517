"""Guessing is stopped: after some failures an account is locked for a while, and so is a network address that tries many."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from congvu.accounts.models import SignInAttempt, SignInOutcome, User


def lift(user: User, *, at: datetime) -> None:
    """What failed before no longer counts against the account."""
    record(SignInOutcome.UNLOCKED, typed=user.username, user=user, address=None, device="", at=at)


def user_of(typed: str) -> User | None:
    """The account someone means by a user name or an e-mail address."""
    if not typed:
        return None
    return User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).order_by("pk").first()


def record(
    outcome: str, *, typed: str, user: User | None, address: str | None, device: str, at: datetime
) -> SignInAttempt:
    """Keep the attempt."""
    return SignInAttempt.objects.create(
        user=user, typed=typed[:254], address=address, device=device[:200], at=at, outcome=outcome
    )


def locked_until(*, typed: str, user: User | None, address: str | None, at: datetime) -> datetime | None:
    """Until when no attempt is heard: of this account or from this address. None: it may be tried."""
    span = timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    window = at - span
    failures = SignInAttempt.objects.failures_since(window)
    of_account = failures.filter(Q(user=user) if user else Q(user=None, typed__iexact=typed))
    last_success = (
        SignInAttempt.objects.filter(
            user=user, outcome__in=(SignInOutcome.SIGNED_IN, SignInOutcome.UNLOCKED), at__gt=window
        )
        .order_by("-at")
        .first()
        if user
        else None
    )
    if last_success:
        of_account = of_account.filter(at__gt=last_success.at)
    ends = [
        _end(of_account, settings.SIGN_IN_FAILURES, span),
        _end(failures.filter(address=address), settings.SIGN_IN_FAILURES_OF_ADDRESS, span) if address else None,
    ]
    return max((end for end in ends if end and end > at), default=None)


def _end(failures: Any, limit: int, span: timedelta) -> datetime | None:
    """The lock lasts its span from the failure that closed it."""
    times = list(failures.order_by("-at").values_list("at", flat=True)[:limit])
    return times[0] + span if len(times) == limit else None
