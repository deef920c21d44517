"""What the platform does by itself: mergers decided before take effect on their day; long lists are checked and entered."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.administration import handing_over
from congvu.administration.importing import running
from congvu.core.errors import RuleBroken
from congvu.directory.succession import take_up_inheritances

log = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(name="administration.follow_successors", queue="house", queueing_lock="administration.follow_successors")
def follow_successors(timestamp: int) -> int:
    """Whatever still waits in a unit that has ended goes to its successor, and successors read what was kept before them. Every
    hour, so that a missed night is caught up; doing it again changes nothing."""
    now = timezone.now()
    today = timezone.localdate(now)
    take_up_inheritances(today)
    try:
        return handing_over.follow_successors(today, at=now, by=None)
    except RuleBroken as broken:
        log.error("work waits in units without a successor: %s", broken)
        return 0


@app.task(name="administration.check_list", queue="house", retry=2)
def check_list(list_id: int) -> None:
    """Try every line of a long list without keeping anything, and write the report."""
    running.check(list_id)


@app.task(name="administration.enter_list", queue="house")
def enter_list(list_id: int, user_id: int) -> None:
    """Enter a checked list for the administrator who asked for it."""
    running.enter(list_id, user_id)
