"""The rules drawn as a table: for each kind of work the time it may take, by urgency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from congvu.workdays.models import DeadlineRule, RuleCode, TimeUnit
from congvu.workdays.reckoning import days_words, hours_words

# the words of the urgencies (records.Urgency), which this floor does not know; empty: every urgency without a line of its own
URGENCY_WORDS = {
    "": _("Every urgency"),
    "normal": _("Normal"),
    "urgent": _("Urgent"),
    "very_urgent": _("Very urgent"),
    "immediate": _("Immediate"),
}


@dataclass(frozen=True)
class RuleLine:
    """A rule as drawn."""

    rule: DeadlineRule
    urgency: object
    time: str
    begins: date | None  # when it is not yet in force


@dataclass(frozen=True)
class RuleGroup:
    """All rules of a kind of work."""

    code: str
    label: object
    lines: list[RuleLine]
    missing: Sequence[tuple[str, object]]  # urgencies without a line of their own


def time_words(rule: DeadlineRule) -> str:
    """ "3 working days"; "within the same working day" for none."""
    if rule.unit == TimeUnit.WORKING_HOURS:
        return hours_words(rule.amount) if rule.amount else str(_("at once"))
    return days_words(rule.amount) if rule.amount else str(_("within the same working day"))


def rule_groups(rows: Iterable[DeadlineRule], today: date) -> list[RuleGroup]:
    """The rules by kind of work, in the order of the law's list; each by urgency, and what follows after what is in force."""
    by_code: dict[str, list[DeadlineRule]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    order = list(URGENCY_WORDS)
    groups = []
    for code, label in RuleCode.choices:
        found = sorted(by_code.get(code, []), key=lambda row: (order.index(row.urgency), row.valid.lower or date.min))
        lines = [RuleLine(row, URGENCY_WORDS[row.urgency], time_words(row), _begins(row, today)) for row in found]
        have = {row.urgency for row in found}
        missing = [(urgency, words) for urgency, words in URGENCY_WORDS.items() if urgency not in have]
        groups.append(RuleGroup(code, label, lines, missing))
    return groups


def _begins(row: DeadlineRule, today: date) -> date | None:
    return row.valid.lower if row.valid.lower and row.valid.lower > today else None
