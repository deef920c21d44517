import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

# What the index takes in is left for those who watch; nothing is left while nobody watches for records as new as these.
LEAVE = """
CREATE FUNCTION records_leave_just_indexed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_justindexed (record_id)
    SELECT record_id FROM written
    WHERE came_at >= (SELECT min(watched_since) FROM accounts_savedview WHERE watched_since IS NOT NULL);
    RETURN NULL;
END
$$;
"""
WHEN = {"taken_in": "INSERT", "taken_in_anew": "UPDATE"}


class Migration(migrations.Migration):
    """Since when search knows of a record, what it has just taken in, and which seal holds an entry of the history."""

    dependencies = [("accounts", "0004_watched_views"), ("records", "0005_move_deadlines_with_the_calendar")]

    operations = [
        migrations.CreateModel(
            name="JustIndexed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.record",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="searchentry", name="came_at", field=models.DateTimeField(db_default=Now())
        ),
        migrations.AddIndex(
            model_name="historyseal",
            index=django.contrib.postgres.indexes.GinIndex(fields=["entries"], name="seal_of_entry"),
        ),
        migrations.RunSQL(LEAVE, reverse_sql="DROP FUNCTION records_leave_just_indexed()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER records_searchentry_{name} AFTER {event} ON records_searchentry"
                " REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION records_leave_just_indexed()",
                reverse_sql=f"DROP TRIGGER records_searchentry_{name} ON records_searchentry",
            )
            for name, event in WHEN.items()
        ),
    ]
