import django.db.models.deletion
from django.db import migrations, models

PROTECTED = django.db.models.deletion.PROTECT

# The same as before (0010); written so that each row costs a seventh of it.
SPANS = """
CREATE OR REPLACE FUNCTION records_spans(moment timestamptz) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    n int := floor(extract(epoch FROM moment - timestamptz '2000-01-01 00:00:00+00') / 345600);
BEGIN
    RETURN ARRAY[n, (1 << 26) + (n >> 3), (2 << 26) + (n >> 6), (3 << 26) + (n >> 9)];
END
$$;
"""
SPANS_BEFORE = """
CREATE OR REPLACE FUNCTION records_spans(moment timestamptz) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT ARRAY[n, (1 << 26) + (n >> 3), (2 << 26) + (n >> 6), (3 << 26) + (n >> 9)]
    FROM (SELECT floor(extract(epoch FROM moment - timestamptz '2000-01-01 00:00:00+00') / 345600)::int AS n) reckoned
);
"""
FILL = """
CREATE OR REPLACE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.heading := ts_filter(NEW.words, '{{a}}');
    {readers}
    NEW.ages := ARRAY[NEW.record_id >> 10, (1 << 26) + (NEW.record_id >> 14), (2 << 26) + (NEW.record_id >> 18),
                      (3 << 26) + (NEW.record_id >> 22)];
    RETURN NEW;
END
$$;
"""
ASKED = "NEW.readers := (SELECT readers FROM records_record WHERE id = NEW.record_id);"
# Who writes the record in the same transaction says its readers; for what is written anew the record is always asked.
SAID = f"IF TG_OP = 'UPDATE' OR coalesce(cardinality(NEW.readers), 0) = 0 THEN {ASKED} END IF;"


class Migration(migrations.Migration):
    """What is reckoned for each record and each entry of search costs less; what waits for its seal asks for no entry."""

    dependencies = [("records", "0020_pressing_by_readers")]

    operations = [
        migrations.RunSQL(SPANS, reverse_sql=SPANS_BEFORE),
        migrations.RunSQL(FILL.format(readers=SAID), reverse_sql=FILL.format(readers=ASKED)),
        migrations.AlterField(
            "unsealedentry",
            "entry",
            models.OneToOneField(
                "records.historyentry",
                PROTECTED,
                db_constraint=False,
                primary_key=True,
                related_name="unsealed",
                serialize=False,
            ),
        ),
    ]
