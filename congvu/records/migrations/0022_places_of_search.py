from django.db import migrations, models

# In which spans of records a record lies, short and long; and, but for the shortest, for each who may read it (newest.py).
PLACES = """
CREATE FUNCTION records_ages(record bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ARRAY[record >> 10, (1 << 26) + (record >> 13), (2 << 26) + (record >> 16), (3 << 26) + (record >> 19), (4 << 26) + (record >> 22)];

CREATE FUNCTION records_places(record bigint, readers int[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    second bigint := (1 << 26) + (record >> 13);
    third bigint := (2 << 26) + (record >> 16);
    fourth bigint := (3 << 26) + (record >> 19);
    fifth bigint := (4 << 26) + (record >> 22);
    places bigint[] := '{}';
    reader bigint;
BEGIN
    FOREACH reader IN ARRAY readers LOOP
        reader := reader << 32;
        places := places || ARRAY[reader + second, reader + third, reader + fourth, reader + fifth];
    END LOOP;
    RETURN places;
END
$$;
"""
NO_PLACES = "DROP FUNCTION records_places(bigint, int[]), records_ages(bigint)"

FILL = """
CREATE OR REPLACE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.heading := ts_filter(NEW.words, '{a}');
    IF TG_OP = 'UPDATE' OR coalesce(cardinality(NEW.readers), 0) = 0 THEN
        SELECT r.kind, r.state, r.readers INTO NEW.kind, NEW.state, NEW.readers FROM records_record r WHERE r.id = NEW.record_id;
    END IF;
    RETURN NEW;
END
$$;
"""
FILL_BEFORE = """
CREATE OR REPLACE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.heading := ts_filter(NEW.words, '{a}');
    IF TG_OP = 'UPDATE' OR coalesce(cardinality(NEW.readers), 0) = 0 THEN
        NEW.readers := (SELECT readers FROM records_record WHERE id = NEW.record_id);
    END IF;
    NEW.ages := ARRAY[NEW.record_id >> 10, (1 << 26) + (NEW.record_id >> 14), (2 << 26) + (NEW.record_id >> 18),
                      (3 << 26) + (NEW.record_id >> 22)];
    RETURN NEW;
END
$$;
"""
# What is there already is filled in one passage, while nobody is told that search takes it in anew.
FILLED = """
ALTER TABLE records_searchentry DISABLE TRIGGER records_searchentry_taken_in_anew;
UPDATE records_searchentry SET title = title;
ALTER TABLE records_searchentry ENABLE TRIGGER records_searchentry_taken_in_anew;
"""
# Search trusts what it knows of the readers unless the record waits for it; so whoever takes a reader away leaves it waiting.
LOST = """
CREATE FUNCTION records_leave_awaiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_awaitingindex (record_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER records_record_loses_readers AFTER UPDATE OF readers ON records_record
    FOR EACH ROW WHEN (NOT OLD.readers <@ NEW.readers) EXECUTE FUNCTION records_leave_awaiting();
"""
NOT_LOST = "DROP TRIGGER records_record_loses_readers ON records_record; DROP FUNCTION records_leave_awaiting();"


class Migration(migrations.Migration):
    """Search walks the spans of those who ask and no others, and knows kind, state and readers of a record without looking at it
    unless it waits to be read anew."""

    dependencies = [("records", "0021_quicker_rows")]

    operations = [
        migrations.RunSQL(PLACES, reverse_sql=NO_PLACES),
        migrations.RemoveIndex("searchentry", "search_words"),
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=FILLED),  # with ages, when all below is undone
        migrations.AddField("searchentry", "kind", models.CharField(default="", max_length=32), preserve_default=False),
        migrations.AddField("searchentry", "state", models.CharField(default="", max_length=16), preserve_default=False),
        migrations.RunSQL(FILL, reverse_sql=FILL_BEFORE),
        migrations.RemoveField("searchentry", "ages"),
        migrations.RunSQL(FILLED, reverse_sql=migrations.RunSQL.noop),
        migrations.AlterField(
            "awaitingindex",
            "record",
            models.ForeignKey("records.record", models.PROTECT, related_name="+", db_constraint=False),
        ),
        migrations.RunSQL(LOST, reverse_sql=NOT_LOST),
    ]
