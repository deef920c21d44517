"""A deadline in the words of the office: late, today, tomorrow, days left. No query: it takes a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.workdays.calendar import CalendarMissing, WorkCalendar
from congvu.workdays.reckoning import day_words, moment_words

Tone = Literal["late", "soon", "wait", "quiet"]
SOON_DAYS = 2  # working days left at which a deadline is drawn as near
WAIT_DAYS = 5


@dataclass(frozen=True)
class DeadlineWords:
    """`words` beside the shape and colour of `tone`; `when` the full moment; `explain` how the words were reckoned."""

    tone: Tone
    words: str
    explain: str
    when: str


def deadline_words(due_at: datetime, now: datetime, calendar: WorkCalendar) -> DeadlineWords:
    """How a deadline stands at `now` (both aware). A year not yet entered is told by its date, never refused."""
    due, today = calendar.day_of(due_at), calendar.day_of(now)
    when = moment_words(due_at)
    missing = [year for year in (due.year, today.year) if year not in calendar.years]
    if missing:
        tone: Tone = "late" if now > due_at else "quiet"
        return DeadlineWords(tone, when, str(CalendarMissing(missing[0])), when)
    if now > due_at:
        return _late(due_at, now, calendar, when)
    if due == today:
        words = _("Today %(time)s") % {"time": f"{due_at.astimezone(calendar.zone):%H:%M}"}
        return DeadlineWords("soon", words, when, when)
    span = calendar.working_days_between(today, due)
    explain = f"{when}. {span.explain()}"
    if due - today == timedelta(days=1):
        at_close = due_at == calendar.end_of_working_day(due)
        time = f"{due_at.astimezone(calendar.zone):%H:%M}"
        words = _("Tomorrow") if at_close else _("Tomorrow %(time)s") % {"time": time}
        return DeadlineWords("soon", words, explain, when)
    if span.count == 0:
        return DeadlineWords("soon", when, explain, when)
    words = ngettext("%(count)s working day left", "%(count)s working days left", span.count) % {"count": span.count}
    return DeadlineWords(_tone(span.count), words, explain, when)


def _tone(left: int) -> Tone:
    if left <= SOON_DAYS:
        return "soon"
    return "wait" if left <= WAIT_DAYS else "quiet"


def _late(due_at: datetime, now: datetime, calendar: WorkCalendar, when: str) -> DeadlineWords:
    due, today = calendar.day_of(due_at), calendar.day_of(now)
    if due == today:
        minutes = max(int((now - due_at).total_seconds() // 60), 1)
        return DeadlineWords("late", _late_today(minutes), when, when)
    span = calendar.working_days_between(due, today)
    if span.count == 0:
        words = _("Late since %(day)s") % {"day": day_words(due)}
    else:
        words = ngettext("%(count)s working day late", "%(count)s working days late", span.count) % {
            "count": span.count
        }
    return DeadlineWords("late", words, f"{when}. {span.explain()}", when)


def _late_today(minutes: int) -> str:
    hours = minutes // 60
    if hours:
        return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
    return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {"count": minutes}
