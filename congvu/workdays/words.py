"""A deadline in the words of the office: late, today, tomorrow, days left. No query: it takes a calendar."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.core.deadline_words import DeadlineWords
from congvu.core.states import Tone
from congvu.workdays.calendar import CalendarMissing, WorkCalendar
from congvu.workdays.reckoning import Deadline, moment_words, short

SOON_DAYS = 2  # working days left at which a deadline is drawn as near
WAIT_DAYS = 5


def deadline_words(
    due_at: datetime, now: datetime, calendar: WorkCalendar, deadline: Deadline | None = None
) -> DeadlineWords:
    """How a deadline stands at `now` (both aware), for <c-deadline>. Give the kept `deadline` to show how it was set.

    Tones: late; soon (today, tomorrow, up to 2 working days); wait (up to 5); quiet. A year whose calendar is not yet
    entered is told by its date and never refused.
    """
    due, today = calendar.day_of(due_at), calendar.day_of(now)
    tone, words, reckoned = _state(due_at, now, calendar)
    lines = [] if due == today else [reckoned]
    if deadline is not None:
        lines.append(deadline.explain())
        lines += [deadline.source] if deadline.source else []
    explain = "\n".join(lines) or moment_words(due_at)
    return DeadlineWords(words=words, tone=tone, explain=explain, when=due_at.astimezone(calendar.zone))


def _state(due_at: datetime, now: datetime, calendar: WorkCalendar) -> tuple[Tone, str, str]:
    due, today = calendar.day_of(due_at), calendar.day_of(now)
    time = f"{due_at.astimezone(calendar.zone):%H:%M}"
    missing = [day.year for day in (due, today) if not calendar.covers(day)]
    if missing:
        return "late" if now > due_at else "quiet", moment_words(due_at), str(CalendarMissing(missing[0]))
    if due == today:
        if now > due_at:
            return "late", _late_today(max(int((now - due_at).total_seconds() // 60), 1)), ""
        return "soon", _("Today %(time)s") % {"time": time}, ""
    span = calendar.working_days_between(min(due, today), max(due, today))
    if due < today:
        return "late", _late_words(span.count, short(due)), span.explain()
    if due - today == timedelta(days=1):
        at_close = due_at == calendar.end_of_working_day(due)
        return "soon", _("Tomorrow") if at_close else _("Tomorrow %(time)s") % {"time": time}, span.explain()
    if span.count == 0:
        return "soon", moment_words(due_at), span.explain()
    words = ngettext("%(count)s working day left", "%(count)s working days left", span.count) % {"count": span.count}
    return _tone(span.count), words, span.explain()


def _tone(left: int) -> Tone:
    if left <= SOON_DAYS:
        return "soon"
    return "wait" if left <= WAIT_DAYS else "quiet"


def _late_words(days: int, due: str) -> str:
    if days == 0:
        return _("Late since %(day)s") % {"day": due}
    return ngettext("%(count)s working day late", "%(count)s working days late", days) % {"count": days}


def _late_today(minutes: int) -> str:
    hours = minutes // 60
    if hours:
        return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
    return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {"count": minutes}
