import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import Q

# How many values of a column the planner knows by name: without it a rare word or reader looks as common as the rest.
KNOWN = (("records_record", "readers", 2000), ("records_searchentry", "words", 1000))
WORDS = """
    INSERT INTO records_searchword (word)
    SELECT DISTINCT word FROM records_searchentry, regexp_split_to_table(title, ' ') AS word
    WHERE word ~ '^[[:alpha:]]{2,}$'
"""


class Migration(migrations.Migration):
    """Search and registers among a million records: statistics of words and readers, numbers of the registers and what is open
    by indexes of their own; what is misspelt is compared with words, not with titles."""

    dependencies = [("records", "0007_awaiting_index")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.RunSQL(WORDS, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveIndex("searchentry", "search_title"),
        migrations.AddIndex("registerentry", models.Index(fields=["number"], name="entry_number")),
        migrations.AddIndex(
            "record",
            models.Index(
                fields=["kind", "state", "due_at"],
                include=["readers"],
                name="record_open",
                condition=Q(closed_at__isnull=True),
            ),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {known}",
                reverse_sql=f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1",
            )
            for table, column, known in KNOWN
        ),
    ]
