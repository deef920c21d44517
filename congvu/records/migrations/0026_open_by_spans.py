from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is open, by readers and spans of time: for the late ones of somebody who reads a tenth of all, those of everybody were
    gathered."""

    dependencies = [("records", "0025_written_for_nothing")]

    operations = [
        migrations.RemoveIndex("record", "record_open_readers"),
        migrations.AddIndex(
            "record",
            GinIndex(
                models.F("readers"),
                models.Func("opened_at", function="records_spans", output_field=ArrayField(models.IntegerField())),
                condition=models.Q(closed_at__isnull=True),
                name="record_open_readers",
                gin_pending_list_limit=128,
            ),
        ),
    ]
