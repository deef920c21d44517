"""A job that failed, for tests and for the pictures of the health page."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

FAILED = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)
    VALUES ('files', 'files.read_text', '{"stored_file_id": 0}', 'failed', 3) RETURNING id
"""


def failed_job() -> ProcrastinateJob:
    """A job that was tried three times; of a file that is no more, so that doing it again does nothing."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED)
        return ProcrastinateJob.objects.get(pk=cursor.fetchone()[0])
