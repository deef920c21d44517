import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models
from django.db import migrations, models

# The spans of time a moment lies in: of four days, a month, eight months and five years, told apart above 26 bits.
SPANS = """
CREATE FUNCTION records_spans(moment timestamptz) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT ARRAY[n, (1 << 26) + (n >> 3), (2 << 26) + (n >> 6), (3 << 26) + (n >> 9)]
    FROM (SELECT floor(extract(epoch FROM moment - timestamptz '2000-01-01 00:00:00+00') / 345600)::int AS n) reckoned
);
"""
NO_SPANS = "DROP FUNCTION records_spans(timestamptz)"


class Migration(migrations.Migration):
    """Readers of records and when they were opened in one index; what lies before someone is counted by indexes alone."""

    dependencies = [("records", "0009_search_by_its_readers")]

    operations = [
        migrations.RunSQL(SPANS, reverse_sql=NO_SPANS),
        migrations.RemoveIndex("record", "record_readers"),
        migrations.AddIndex(
            "record",
            django.contrib.postgres.indexes.GinIndex(
                models.F("readers"),
                models.Func(
                    "opened_at",
                    function="records_spans",
                    output_field=django.contrib.postgres.fields.ArrayField(models.IntegerField()),
                ),
                name="record_readers",
                gin_pending_list_limit=128,
            ),
        ),
        migrations.RemoveIndex("workitem", "item_of_unit"),
        migrations.AddIndex(
            "workitem",
            models.Index(
                condition=models.Q(("state", "open")), fields=["unit", "due_at"], include=["person"], name="item_of_unit"
            ),
        ),
    ]
