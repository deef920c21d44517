"""What is done inside the platform for the fault tests, in a process of its own that works on their database:
`congvu shell -c "from tests.faults.registry import …"`.
"""

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from congvu.accounts.samples import cast, member
from congvu.directory.loading import load_bodies
from congvu.directory.roles import Role
from congvu.records import history
from congvu.workdays.seed import load_calendar

SESSION = "session of a clerk: "


def open_office(clerks: int) -> None:
    """An empty database becomes an office whose registry has so many clerks, each signed in; says their session keys."""
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    load_bodies()
    load_calendar()
    now = timezone.now()
    registry = cast(now).registry
    for number in range(1, clerks + 1):
        clerk = member(f"vanthu{number}", f"Văn thư {number}", unit=registry, title="Văn thư", role=Role.CLERK, at=now)
        browser = Client()
        browser.force_login(clerk, settings.AUTHENTICATION_BACKENDS[0])
        print(SESSION + browser.cookies[settings.SESSION_COOKIE_NAME].value)


def seal_all() -> None:
    """What the job of every minute does."""
    while history.seal(at=timezone.now()):
        continue
