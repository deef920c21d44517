"""Jobs that a worker died over are taken up again."""

import asyncio

from procrastinate import JobContext
from procrastinate.contrib.django import app

_SILENT = 60.0  # seconds without a sign of life; a living worker gives one every ten


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up_stalled_jobs", queue="house", queueing_lock="core.take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> int:
    """Put back into the queue what a worker was doing when it was killed; jobs are such that doing them again changes nothing.
    How many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT))
    await asyncio.gather(*(app.job_manager.retry_job(job) for job in stalled))
    return len(stalled)
