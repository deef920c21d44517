import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """The few records that press, by readers and spans of time: among all records nearly every list of spans had to be read for
    the fifty urgent ones of somebody who may read little."""

    dependencies = [("records", "0019_search_readers_first")]

    operations = [
        migrations.AddIndex(
            "record",
            django.contrib.postgres.indexes.GinIndex(
                models.F("readers"),
                models.Func(
                    "opened_at",
                    function="records_spans",
                    output_field=django.contrib.postgres.fields.ArrayField(models.IntegerField()),
                ),
                condition=~models.Q(urgency="normal"),
                name="record_pressing_readers",
                gin_pending_list_limit=128,
            ),
        ),
    ]
