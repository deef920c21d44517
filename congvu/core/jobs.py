"""Jobs that a worker died over are taken up again."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

_SILENT = 60.0  # seconds without a sign of life; a living worker gives one every ten


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up_stalled_jobs", queue="house", queueing_lock="core.take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> int:
    """Put back into the queue what a worker was doing when it was killed; jobs are such that doing them again changes nothing.
    How many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT))
    for job in stalled:
        await _take_up(job)
    return len(stalled)


async def _take_up(job: Job) -> None:
    """Where another of its sort already waits in its place, that one does the work, and this one must no longer hold it up."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
