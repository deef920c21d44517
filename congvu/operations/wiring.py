"""What operations plugs in: the boxes of the health page, its line in the menu, the words of the history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.stores import HealthCheck, MenuEntry, Panel, Verb
from congvu.operations import health
from congvu.operations.permissions import may_look_after

for code, label, icon, look in (
    ("failed", _("Failed jobs"), "triangle-alert", health.failed),
    ("backups", _("Backups"), "archive", health.backups),
    ("processes", _("Processes"), "server", health.processes),
    ("queues", _("Queues"), "list-todo", health.queues),
    ("scans", _("Reading of scans"), "scan-text", health.scans),
    ("disk", _("Disk"), "layers", health.disk),
    ("seals", _("Seals of the history"), "shield-check", health.seals),
    ("database", _("Database"), "database", health.database),
    ("periodic", _("Work that comes again by itself"), "repeat", health.periodic),
):
    stores.health_checks.add(code, HealthCheck(label, icon, look, rank=10 * (len(stores.health_checks.items()) + 1)))

stores.menu.add(
    "health", MenuEntry(_("Health"), "operations:health", "gauge", _("Administration"), 990, shown_to=may_look_after)
)


def _health(request: Any, _thing: Any) -> dict[str, Any] | None:
    """What of the platform needs whoever looks after it."""
    if not may_look_after(request.actor):
        return None
    return {"troubles": health.first_troubles(health.boxes(request.now))}


stores.desk_panels.add("health", Panel("operations/_look.html", _health, rank=20))
stores.verbs.add("procrastinate.job_retried", Verb(_("Had a failed job done again: %(task)s"), "rotate-ccw"))
