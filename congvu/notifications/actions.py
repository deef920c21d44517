"""Commands: by which ways someone wants to hear of what; a rung of the ladder of reminders from a day on, and its end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core import stores
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import Person, period
from congvu.notifications.models import Choice, DigestHabit, ReminderRule, Stage
from congvu.notifications.notices import Ways
from congvu.notifications.permissions import may_choose_notices, may_set_ladder


class NobodyTold(RuleBroken):
    """A reminder tells someone."""

    message = _("Choose who is told.")


class RuleFromThePast(RuleBroken):
    """A rule begins today or later."""

    message = _("A rule begins today or later.")


class DocumentNotNamed(RuleBroken):
    """A rule names the document that sets it."""

    message = _("Name the document that decided this.")


@action(may_choose_notices)
def choose_notices(person: Person, *, ways: Mapping[str, Ways], digest_hour: int, at: datetime, by: Actor) -> Person:
    """By which ways the person hears of each kind of notice, and at which hour of a working day the summary comes (6-18)."""
    rows = [
        Choice(person=person, kind=kind, in_app=way.in_app, email=way.email, digest=way.digest)
        for kind, way in ways.items()
        if kind in stores.notice_kinds
    ]
    Choice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind"], update_fields=["in_app", "email", "digest"]
    )
    DigestHabit.objects.update_or_create(person=person, defaults={"hour": digest_hour})
    switched_off = sorted(row.kind for row in rows if not (row.in_app or row.email or row.digest))
    note(person, "notices_chosen", at=at, by=by, switched_off=switched_off, digest_hour=digest_hour)
    return person


@action(may_set_ladder)
def set_rung(
    rule: ReminderRule,
    *,
    stage: int,
    amount: int,
    unit: str,
    to: Sequence[str],
    from_on: date,
    source: str,
    at: datetime,
    by: Actor,
) -> ReminderRule:
    """From a day on these are told so long before or after the deadline, by a document (`source`). `rule` says for which act
    and urgency: the rung in force until then, or one not yet kept. Raises NobodyTold, RuleFromThePast, DocumentNotNamed."""
    if not to:
        raise NobodyTold
    if not source.strip():
        raise DocumentNotNamed
    _end_from(rule.act, rule.urgency, stage, from_on, by.on)
    kept = ReminderRule.objects.create(
        act=rule.act,
        urgency=rule.urgency,
        stage=stage,
        amount=0 if stage == Stage.DUE else amount,
        unit=unit,
        to=list(to),
        source=source,
        valid=period(from_on),
    )
    note(
        kept,
        "set_rung",
        at=at,
        by=by,
        act=kept.act,
        urgency=kept.urgency,
        stage=int(stage),
        amount=kept.amount,
        unit=str(unit),
        to=[str(one) for one in to],
        from_on=from_on.isoformat(),
        source=source,
    )
    return kept


@action(may_set_ladder)
def end_rung(rule: ReminderRule, *, from_on: date, reason: str, at: datetime, by: Actor) -> None:
    """From a day on nobody is told on this rung, with the reason. Raises RuleFromThePast."""
    _end_from(rule.act, rule.urgency, rule.stage, from_on, by.on)
    note(
        rule,
        "end_rung",
        at=at,
        by=by,
        act=rule.act,
        urgency=rule.urgency,
        stage=rule.stage,
        from_on=from_on.isoformat(),
        reason=reason,
    )


def _end_from(act: str, urgency: str, stage: int, from_on: date, today: date) -> None:
    """What is in force on the day ends before it; what was to begin later is taken away."""
    if from_on < today:
        raise RuleFromThePast
    same = ReminderRule.objects.select_for_update().filter(act=act, urgency=urgency, stage=stage)
    same.filter(valid__startswith__gte=from_on).delete()
    for row in same.valid_on(from_on):
        row.valid = period(row.valid.lower, from_on)
        row.save(update_fields=["valid"])
