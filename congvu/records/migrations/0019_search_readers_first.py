import django.contrib.postgres.indexes
from django.db import migrations

# Vectors of words stay in their rows: to fetch one from elsewhere cost as much as three rows. New rows are written so.
WITHIN = "ALTER TABLE records_searchentry SET (toast_tuple_target = 4096)"
ELSEWHERE = "ALTER TABLE records_searchentry RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    """Readers stand first in the index of search: it walks by its first column, and leaps over what the others have not. With the
    words first it went through all records that have them, whoever may read these."""

    dependencies = [("records", "0018_search_without_foreign_keys")]

    operations = [
        migrations.RunSQL(WITHIN, reverse_sql=ELSEWHERE),
        migrations.RemoveIndex("searchentry", "search_words"),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["readers", "heading", "words", "ages"], name="search_words", fastupdate=False
            ),
        ),
    ]
