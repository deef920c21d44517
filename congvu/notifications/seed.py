"""The sample ladder a new office begins with: a house rule, to be confirmed or replaced by the office's own regulation."""

from congvu.notifications.models import ReminderRule, Stage, To
from congvu.workdays.models import TimeUnit

SAMPLE = "Quy chế nội bộ (mẫu)"
HOURS, DAYS = TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS

# urgency, stage, amount, unit, who is told
LADDER: list[tuple[str, Stage, int, str, list[str]]] = [
    ("", Stage.BEFORE, 1, DAYS, [To.HOLDER]),
    ("", Stage.DUE, 0, HOURS, [To.HOLDER, To.HEAD]),
    ("", Stage.LATE, 1, DAYS, [To.HOLDER, To.HEAD]),
    ("", Stage.LATER, 3, DAYS, [To.HEAD, To.LEADER]),
    ("urgent", Stage.BEFORE, 4, HOURS, [To.HOLDER]),
    ("urgent", Stage.DUE, 0, HOURS, [To.HOLDER, To.HEAD]),
    ("urgent", Stage.LATE, 4, HOURS, [To.HOLDER, To.HEAD]),
    ("urgent", Stage.LATER, 1, DAYS, [To.HEAD, To.LEADER]),
    ("very_urgent", Stage.BEFORE, 2, HOURS, [To.HOLDER, To.HEAD]),
    ("very_urgent", Stage.DUE, 0, HOURS, [To.HOLDER, To.HEAD]),
    ("very_urgent", Stage.LATE, 2, HOURS, [To.HEAD, To.LEADER]),
    ("immediate", Stage.BEFORE, 1, HOURS, [To.HOLDER, To.HEAD]),
    ("immediate", Stage.DUE, 0, HOURS, [To.HOLDER, To.HEAD]),
    ("immediate", Stage.LATE, 1, HOURS, [To.HEAD, To.LEADER]),
]


def load_ladder() -> int:
    """Enter the sample where the office has no rules at all; its own are never touched. Returns how many were entered."""
    if ReminderRule.objects.exists():
        return 0
    rules = [
        ReminderRule(urgency=urgency, stage=stage, amount=amount, unit=unit, to=to, source=SAMPLE, confirmed=False)
        for urgency, stage, amount, unit, to in LADDER
    ]
    return len(ReminderRule.objects.bulk_create(rules))
