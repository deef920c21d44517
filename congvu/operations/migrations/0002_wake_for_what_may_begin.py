from django.db import migrations

WAKE = """
CREATE OR REPLACE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs
    FOR EACH ROW WHEN (NEW.status = 'todo' AND coalesce(NEW.scheduled_at, now()) <= now())
    EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();
"""
FOR_EVERY_JOB = """
CREATE OR REPLACE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs
    FOR EACH ROW WHEN (NEW.status = 'todo')
    EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();
"""


class Migration(migrations.Migration):
    """A job that is left for later wakes no worker, which would find nothing to begin: when it is due, the worker finds it at
    its next look, as before."""

    dependencies = [
        ("operations", "0001_backups_and_readings"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(WAKE, reverse_sql=FOR_EVERY_JOB)]
