from django.db import migrations, models

# Nobody asks how often a marked word stands there.
NOT_COUNTED = "ALTER TABLE records_searchentry ALTER COLUMN marked SET STATISTICS 0"


class Migration(migrations.Migration):
    """Words with their accents order what was found and are never looked up: they no longer stand in the index, of whose entries
    they were three tenths. Rows written before keep them among their words until search writes them anew."""

    dependencies = [("records", "0023_search_by_places")]

    operations = [
        migrations.AddField("searchentry", "marked", models.TextField(db_default="")),
        migrations.RunSQL(NOT_COUNTED, reverse_sql=migrations.RunSQL.noop),
    ]
