from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

SPANS = ArrayField(models.BigIntegerField())
AGES = models.Func("record_id", function="records_ages", output_field=SPANS)
PLACES = models.Func("record_id", "readers", function="records_places", output_field=SPANS)
WORDS = GinIndex(PLACES, "heading", "words", AGES, name="search_words", fastupdate=False)
HEADING = models.GeneratedField(
    expression=models.Func("words", models.Value("{a}"), function="ts_filter"),
    output_field=SearchVectorField(),
    db_persist=True,
)

# Kind, state and readers are those of the record; who writes a new one with it says them, and nothing need be filled in.
FILL = """
CREATE OR REPLACE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT r.kind, r.state, r.readers INTO NEW.kind, NEW.state, NEW.readers FROM records_record r WHERE r.id = NEW.record_id;
    RETURN NEW;
END
$$;
DROP TRIGGER records_searchentry_fill ON records_searchentry;
CREATE TRIGGER records_searchentry_fill BEFORE INSERT ON records_searchentry
    FOR EACH ROW WHEN (coalesce(cardinality(NEW.readers), 0) = 0) EXECUTE FUNCTION records_fill_searchentry();
CREATE TRIGGER records_searchentry_fill_anew BEFORE UPDATE ON records_searchentry
    FOR EACH ROW EXECUTE FUNCTION records_fill_searchentry();
"""
FILL_BEFORE = """
CREATE OR REPLACE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.heading := ts_filter(NEW.words, '{a}');
    IF TG_OP = 'UPDATE' OR coalesce(cardinality(NEW.readers), 0) = 0 THEN
        SELECT r.kind, r.state, r.readers INTO NEW.kind, NEW.state, NEW.readers FROM records_record r WHERE r.id = NEW.record_id;
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER records_searchentry_fill ON records_searchentry;
DROP TRIGGER records_searchentry_fill_anew ON records_searchentry;
CREATE TRIGGER records_searchentry_fill BEFORE INSERT OR UPDATE ON records_searchentry
    FOR EACH ROW EXECUTE FUNCTION records_fill_searchentry();
ALTER TABLE records_searchentry DISABLE TRIGGER records_searchentry_taken_in_anew;
UPDATE records_searchentry SET title = title;
ALTER TABLE records_searchentry ENABLE TRIGGER records_searchentry_taken_in_anew;
"""

# As 0009 had it: how common a word is, is asked of what the planner knows.
COUNTED = "ALTER TABLE records_searchentry ALTER COLUMN heading SET STATISTICS 1000;"

# What comes now is left for those who keep a question; what came long ago and is only now known, as a former register, is not.
# The rows of a statement need not be gathered for that.
LEAVE = """
CREATE FUNCTION records_leave_just_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_justindexed (record_id)
    SELECT NEW.record_id
    WHERE NEW.came_at >= (SELECT min(watched_since) FROM accounts_savedview WHERE watched_since IS NOT NULL);
    RETURN NULL;
END
$$;
DROP TRIGGER records_searchentry_taken_in ON records_searchentry;
CREATE TRIGGER records_searchentry_taken_in AFTER INSERT ON records_searchentry
    FOR EACH ROW WHEN (NEW.came_at >= now()) EXECUTE FUNCTION records_leave_just_come();
"""
LEAVE_BEFORE = """
DROP TRIGGER records_searchentry_taken_in ON records_searchentry;
CREATE TRIGGER records_searchentry_taken_in AFTER INSERT ON records_searchentry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION records_leave_just_indexed();
DROP FUNCTION records_leave_just_come();
"""


class Migration(migrations.Migration):
    """The words of titles follow from the words: the table is written anew. What the caller has said or nobody waits for asks
    for no trigger."""

    dependencies = [("records", "0028_records_with_a_history_stay")]

    operations = [
        migrations.RunSQL(LEAVE, reverse_sql=LEAVE_BEFORE),
        migrations.RemoveIndex("searchentry", "search_words"),
        migrations.AlterField("searchentry", "heading", SearchVectorField(null=True)),  # undone when all are filled in
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=COUNTED + FILL_BEFORE),
        migrations.RemoveField("searchentry", "heading"),
        migrations.AddField("searchentry", "heading", HEADING),
        migrations.RunSQL(COUNTED + FILL, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex("searchentry", WORDS),
        migrations.RunSQL("ANALYZE records_searchentry", reverse_sql=migrations.RunSQL.noop),
    ]
