from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

SPANS = ArrayField(models.BigIntegerField())
AGES = models.Func("record_id", function="records_ages", output_field=SPANS)
PLACES = models.Func("record_id", "readers", function="records_places", output_field=SPANS)


class Migration(migrations.Migration):
    """The index of search over places, words and ages: by itself, so that it knows nothing of the rows 0022 wrote anew."""

    dependencies = [("records", "0022_places_of_search")]

    operations = [
        migrations.AddIndex(
            "searchentry", GinIndex(PLACES, "heading", "words", AGES, name="search_words", fastupdate=False)
        ),
        migrations.RunSQL("ANALYZE records_searchentry", reverse_sql=migrations.RunSQL.noop),
    ]
