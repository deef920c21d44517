"""The ladders drawn: for each kind of work and urgency its rungs in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from congvu.core import stores
from congvu.notifications.models import ReminderRule, Stage, To
from congvu.records.models import Urgency
from congvu.workdays.models import TimeUnit
from congvu.workdays.reckoning import days_words, hours_words


@dataclass(frozen=True)
class RungDrawn:
    """A rung in words."""

    rule: ReminderRule
    stage: object
    when: str
    to: str
    begins: date | None
    ends: date | None


@dataclass(frozen=True)
class LadderDrawn:
    """The rungs for a kind of work and an urgency."""

    heading: str
    urgency: str
    rungs: list[RungDrawn]


def when_words(rule: ReminderRule) -> str:
    """ "1 working day before the deadline"."""
    if rule.stage == Stage.DUE:
        return _("when the deadline comes")
    time = days_words(rule.amount) if rule.unit == TimeUnit.WORKING_DAYS else hours_words(rule.amount)
    if Stage(rule.stage).is_before:
        return pgettext("reminder", "%(time)s before the deadline") % {"time": time}
    return pgettext("reminder", "%(time)s after the deadline") % {"time": time}


def ladders_drawn(rules: Iterable[ReminderRule], today: date) -> list[LadderDrawn]:
    """The ladders, what holds for all first; their rungs in order."""
    found: dict[tuple[str, str], list[ReminderRule]] = {}
    for rule in rules:
        found.setdefault((rule.act, rule.urgency), []).append(rule)
    acts, urgencies = ["", *(code for code, _act in stores.acts.items())], ["", *Urgency.values]
    order = sorted(found, key=lambda key: (acts.index(key[0]) if key[0] in acts else 99, urgencies.index(key[1])))
    return [LadderDrawn(_heading(*key), key[1], [_drawn(rule, today) for rule in _sorted(found[key])]) for key in order]


def _sorted(rules: list[ReminderRule]) -> list[ReminderRule]:
    return sorted(rules, key=lambda rule: (rule.stage, rule.valid.lower or date.min))


def _heading(act: str, urgency: str) -> str:
    work = str(stores.acts[act].label) if act in stores.acts else act or _("All work")
    return f"{work} · {Urgency(urgency).label if urgency else _('Every urgency')}"


def _drawn(rule: ReminderRule, today: date) -> RungDrawn:
    lower, upper = rule.valid.lower, rule.valid.upper
    return RungDrawn(
        rule,
        Stage(rule.stage).label,
        when_words(rule),
        ", ".join(str(To(to).label) for to in rule.to),
        lower if lower and lower > today else None,
        upper,
    )
