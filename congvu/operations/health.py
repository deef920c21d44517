"""How the platform is, box by box. Every line that is not well says what to do."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from croniter import croniter
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from congvu.core.stores import HealthCheck, Sign, health_checks
from congvu.files import ocr
from congvu.operations.metrics import QUEUES, SEALS, WORKERS, rows
from congvu.operations.models import Backup, BackupState, Reading
from congvu.operations.words import job_words, queue_words
from congvu.records.models import HistorySeal

WORSE = {"done": 0, "plain": 0, "soon": 1, "late": 2}
SLOW, STUCK = timedelta(minutes=10), timedelta(hours=1)
BACKUP_DUE, TRIAL_DUE = timedelta(hours=26), timedelta(days=8)
FAILED_SHOWN = 20


@dataclass(frozen=True)
class Box:
    """A drawn check: its lines, and the worst tone among them."""

    check: HealthCheck
    signs: list[Sign]

    @property
    def tone(self) -> str:
        return max((sign.tone for sign in self.signs), key=WORSE.__getitem__, default="plain")


def boxes(now: datetime) -> list[Box]:
    """Every check of the house, looked at now."""
    return [Box(check, check.look(now)) for check in sorted(health_checks, key=lambda check: check.rank)]


def first_troubles(found: list[Box]) -> list[Sign]:
    """What is red."""
    return [sign for box in found for sign in box.signs if sign.tone == "late"]


def ago(moment: datetime, now: datetime) -> str:
    """The moment, and how long ago that is."""
    shown = formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return _("%(moment)s (%(time)s ago)") % {"moment": shown, "time": length(now - moment)}


def length(time: timedelta) -> str:
    """A length of time in its largest unit."""
    seconds = max(int(time.total_seconds()), 0)
    if seconds < 3600:
        return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}
    if seconds < 2 * 86400:
        return ngettext("%(count)d hour", "%(count)d hours", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)d day", "%(count)d days", seconds // 86400) % {"count": seconds // 86400}


# -- background work --------------------------------------------------------------------------------------------------
FAILED = """
    SELECT j.id, j.task_name, j.attempts, (SELECT max(at) FROM procrastinate_events WHERE job_id = j.id AND type = 'failed')
    FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT %s
"""
LIVES = "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'congvu live'"


def processes(now: datetime) -> list[Sign]:
    """Workers by their sign of life, live processes by their connection."""
    workers, lives = rows(WORKERS)[0][0], rows(LIVES)[0][0]
    advice = _(
        "Start one: congvu serve --only worker. Until then no stamp, no reminder, no seal is made; nothing is lost."
    )
    pages = _("Start one: congvu serve --only live. Until then pages show what is new only when they are loaded again.")
    return [
        Sign(_("Workers"), workers, "done" if workers else "late", "" if workers else advice),
        Sign(_("Live updates"), lives, "done" if lives else "soon", "" if lives else pages),
    ]


def queues(now: datetime) -> list[Sign]:
    signs = []
    for queue, waiting, doing, _failed, seconds in rows(QUEUES):
        oldest = timedelta(seconds=seconds or 0)
        tone = "late" if oldest > STUCK else "soon" if oldest > SLOW else "done"
        words = ngettext("%(count)d waits", "%(count)d wait", waiting) % {"count": waiting}
        if doing:
            words += ", " + ngettext("%(count)d is being done", "%(count)d are being done", doing) % {"count": doing}
        if waiting:
            words += ", " + _("the oldest for %(time)s") % {"time": length(oldest)}
        advice = _("Start another worker, and look in its log for what holds it up.") if tone != "done" else ""
        signs.append(Sign(queue_words(queue), words, tone, advice))
    return signs or [Sign(_("All queues"), _("nothing waits"))]


def failed(now: datetime) -> list[Sign]:
    advice = _("Its reason is in the worker's log. When it is removed, have the job done again.")
    return [
        Sign(
            job_words(task),
            ngettext("failed after %(count)d attempt", "failed after %(count)d attempts", attempts)
            % {"count": attempts}
            + (f", {ago(at, now)}" if at else ""),
            "late",
            advice,
            retry=pk,
        )
        for pk, task, attempts, at in rows(FAILED, FAILED_SHOWN)
    ] or [Sign(_("Failed jobs"), _("none"))]


LAST = """
    SELECT name, (SELECT e.at FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'succeeded'
        WHERE j.task_name = name AND j.status = 'succeeded' ORDER BY j.id DESC LIMIT 1) FROM unnest(%s::text[]) AS name
"""


def periodic(now: datetime) -> list[Sign]:
    """What comes again by itself: when it was last done, and whether that is too long ago by its own timetable."""
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    last = dict(rows(LAST, sorted(crons)))
    return [_periodic(name, crons[name], last[name], now) for name in sorted(crons)]


def _periodic(name: str, cron: str, last: datetime | None, now: datetime) -> Sign:
    if last is None:
        return Sign(job_words(name), _("not yet done"), "plain")
    due = croniter(cron, croniter(cron, last.astimezone(UTC)).get_next(datetime)).get_next(datetime)
    missed = now > due + SLOW
    advice = _("It was missed at least twice. Look whether a worker runs, and among the failed jobs.") if missed else ""
    return Sign(job_words(name), ago(last, now), "late" if missed else "done", advice)


def scans(now: datetime) -> list[Sign]:
    """Whether this machine reads scans; without it they are kept, and found by what was typed of them only."""
    if ocr.available():
        return [Sign(_("Tesseract"), _("reads Vietnamese"))]
    advice = _(
        "Scans are kept without their words. Install Tesseract with the language vie (docs/settings.md, CONGVU_TESSERACT) "
        "and start the platform again: what came meanwhile is read at night."
    )
    return [Sign(_("Tesseract"), _("is not on this machine, or does not know Vietnamese"), "soon", advice)]


# -- what is kept -----------------------------------------------------------------------------------------------------
def seals(now: datetime) -> list[Sign]:
    ((unsealed, _seconds),) = rows(SEALS)
    last = HistorySeal.objects.order_by("-pk").only("root", "sealed_at").first()
    late = bool(unsealed) and (last is None or now - last.sealed_at > STUCK)
    advice = (
        _("Entries wait for more than an hour. Look whether a worker runs and can read the sealing key.")
        if late
        else ""
    )
    signs = [Sign(_("Not yet sealed"), unsealed, "late" if late else "done", advice)]
    if last:
        signs.append(Sign(_("Last seal"), ago(last.sealed_at, now)))
        signs.append(Sign(_("Last root"), bytes(last.root).hex()[:32], "plain"))
    return signs


def backups(now: datetime) -> list[Sign]:
    kept = Backup.objects.kept()
    last, tried = kept.first(), kept.filter(verified_at__isnull=False).order_by("-verified_at").first()
    make = _("Make one now: congvu backup --verify, and have it made every night (docs/operating.md).")
    signs = [Sign(_("Last copy"), _("none yet"), "late", make)]
    if last:
        late = now - last.begun_at > BACKUP_DUE
        signs = [
            Sign(_("Last copy"), ago(last.begun_at, now), "late" if late else "done", make if late else ""),
            Sign(_("Size of the copy"), f"{filesizeformat(last.size)} · {last.place}", "plain"),
        ]
        if last.problem:
            signs.append(Sign(_("Not whole"), last.problem, "late", _("Bring the files back from an earlier copy.")))
    attempt = Backup.objects.exclude(state=BackupState.RUNNING).order_by("-begun_at").first()
    if attempt and attempt.state == BackupState.FAILED:
        signs.append(
            Sign(_("Last attempt"), attempt.problem, "late", _("Remove the cause and run congvu backup again."))
        )
    trial_due = tried is None or tried.verified_at is None or now - tried.verified_at > TRIAL_DUE
    shown = ago(tried.verified_at, now) if tried and tried.verified_at else _("never")
    advice = _("Only a copy that was restored is a copy: congvu backup --verify-only.") if trial_due else ""
    signs.append(Sign(_("Last restored on trial"), shown, "soon" if trial_due else "done", advice))
    return signs


def disk(now: datetime) -> list[Sign]:
    return [_space(label, where) for label, where in _disks()] + list(_bucket())


def _disks() -> Iterator[tuple[str, Any]]:
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        yield _("Disk of the files"), storage.location
    else:
        yield _("Disk of the data folder"), settings.DATA


def _bucket() -> Iterator[Sign]:
    if settings.STORAGES["default"]["OPTIONS"].get("bucket_name"):
        yield Sign(_("Files"), f"s3://{settings.STORAGES['default']['OPTIONS']['bucket_name']}", "plain")
    for name, label in (("files_bytes", _("All files")), ("database_bytes", _("Database"))):
        reading = Reading.objects.filter(name=name).first()
        if reading:
            yield Sign(label, filesizeformat(reading.value), "plain")


def _space(label: str, where: Any) -> Sign:
    try:
        space = shutil.disk_usage(where)
    except FileNotFoundError:  # nothing was kept there yet
        space = shutil.disk_usage(settings.DATA if settings.DATA.exists() else "/")
    share = space.free / space.total
    tone = "late" if share < 0.05 or space.free < 1024**3 else "soon" if share < 0.15 else "done"
    words = _("%(free)s of %(total)s free") % {"free": filesizeformat(space.free), "total": filesizeformat(space.total)}
    advice = _("Make room or give it a larger disk. When it is full no file is taken in; what is there stays.")
    return Sign(label, words, tone, advice if tone != "done" else "")


def database(now: datetime) -> list[Sign]:
    ((version, used, most, old),) = rows(
        "SELECT current_setting('server_version'), (SELECT count(*) FROM pg_stat_activity),"
        " current_setting('max_connections')::int, (SELECT max(now() - xact_start) FROM pg_stat_activity"
        " WHERE state = 'idle in transaction')"
    )
    full = used > 0.9 * most
    advice = _("Lower CONGVU_POOL or raise max_connections (docs/operating.md).") if full else ""
    signs = [
        Sign("PostgreSQL", version.split(" ")[0], "plain"),
        Sign(
            _("Connections"),
            _("%(used)d of %(most)d") % {"used": used, "most": most},
            "late" if full else "done",
            advice,
        ),
    ]
    if old and old > SLOW:
        words = _("A transaction was left open; it keeps the database from tidying up. End its program.")
        signs.append(Sign(_("Left open"), length(old), "soon", words))
    return [*signs, Sign(_("Time zone"), settings.TIME_ZONE, "plain"), *_clocks(now)]


def _clocks(now: datetime) -> list[Sign]:
    """The clock of this machine against that of the database: a jump of either shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    wrong = apart > 30
    advice = (
        _("Let both machines take their time from the same server (NTP); deadlines and sessions go by it.")
        if wrong
        else ""
    )
    return [
        Sign(
            _("Clocks apart"),
            _("%(seconds)s s") % {"seconds": formats.number_format(apart, 1)},
            "late" if wrong else "done",
            advice,
        )
    ]
