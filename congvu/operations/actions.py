"""What an administrator does for the platform itself."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.operations.permissions import may_look_after


class NotFailed(RuleBroken):
    """Only a job that failed can be done again."""

    message = _("This job has not failed, or somebody has already had it done again.")


@action(may_look_after)
def retry_job(job: ProcrastinateJob, *, at: datetime, by: Any) -> ProcrastinateJob:
    """Have a job that failed for good done once more, now. Raises NotFailed."""
    if job.status != "failed":
        raise NotFailed
    app.job_manager.retry_job_by_id(job.pk, retry_at=at)
    note(job, "job_retried", at=at, by=by, task=job.task_name, queue=job.queue_name)
    return ProcrastinateJob.objects.get(pk=job.pk)
