from django.db import migrations

# A worker that found the next job of a lock held up by the one before it looks again only after seconds, unless it is woken.
WAKE = """
CREATE FUNCTION records_wake_for_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next bigint := (SELECT id FROM procrastinate_jobs WHERE lock = NEW.lock AND status = 'todo' ORDER BY id LIMIT 1);
    payload text := json_build_object('type', 'job_inserted', 'job_id', next);
BEGIN
    IF next IS NOT NULL THEN
        PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
        PERFORM pg_notify('procrastinate_any_queue_v1', payload);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER records_wake_for_the_next AFTER UPDATE OF status ON procrastinate_jobs
    FOR EACH ROW WHEN (OLD.status = 'doing' AND NEW.status <> 'doing' AND NEW.lock IS NOT NULL)
    EXECUTE FUNCTION records_wake_for_the_next();
"""
ASLEEP = "DROP TRIGGER records_wake_for_the_next ON procrastinate_jobs; DROP FUNCTION records_wake_for_the_next();"


class Migration(migrations.Migration):
    """When a job ends, who waits for its lock is begun at once: what is registered meanwhile is found a moment later, not after
    the five seconds in which the worker looks by itself."""

    dependencies = [("procrastinate", "0041_post_retry_failed_job"), ("records", "0011_fewer_indexes")]

    operations = [migrations.RunSQL(WAKE, reverse_sql=ASLEEP)]
