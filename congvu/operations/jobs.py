"""What the platform does for its own keeping: measures, and forgets jobs that were done long ago."""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import Sum
from procrastinate.contrib.django import app

from congvu.files.models import StoredFile
from congvu.operations.models import Reading

KEPT_DAYS = 30
FORGET = """
    DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'cancelled') AND id IN (
        SELECT job_id FROM procrastinate_events WHERE type IN ('succeeded', 'cancelled') AND at < %s - make_interval(days => %s))
"""


@app.periodic(cron="*/5 * * * *")
@app.task(name="operations.take_readings", queue="house", queueing_lock="operations.take_readings", pass_context=False)
def take_readings(timestamp: int) -> None:
    """Figures too costly to count whenever somebody asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        database = cursor.fetchone()[0]
    files = StoredFile.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
    figures = {"files_bytes": files, "files": StoredFile.objects.count(), "database_bytes": database}
    at = datetime.fromtimestamp(timestamp, UTC)
    for name, value in figures.items():
        Reading.objects.update_or_create(name=name, defaults={"value": value, "read_at": at})


@app.periodic(cron="40 3 * * *")
@app.task(
    name="operations.forget_done_jobs", queue="house", queueing_lock="operations.forget_done_jobs", pass_context=False
)
def forget_done_jobs(timestamp: int) -> int:
    """Each night: jobs done more than thirty days ago are forgotten; those that failed stay until someone has looked."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [datetime.fromtimestamp(timestamp, UTC), KEPT_DAYS])
        return int(cursor.rowcount)
