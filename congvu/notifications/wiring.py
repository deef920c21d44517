"""What the notifications hear of: work that came, ended or changed hands."""

from typing import Any

from django.utils import timezone

from congvu.notifications.notify import tell
from congvu.notifications.queries import concerned_by
from congvu.records.models import WorkItem
from congvu.records.work import work_changed


def tell_of_work(items: list[WorkItem], **_: Any) -> None:
    """The open pages of those concerned look again, once the transaction commits."""
    if items:
        day = timezone.localdate(max(item.ended_at or item.given_at for item in items))
        tell(concerned_by(items, day))


work_changed.connect(tell_of_work, dispatch_uid="live updates of work")
