from django.db import migrations, models


class Migration(migrations.Migration):
    """Who reads a whole register counts what is open in it by an index of the registers (records/standing.py)."""

    dependencies = [("directory", "0002_units_go_over_to_successors"), ("records", "0015_fewer_indexes_again")]

    operations = [
        migrations.RemoveIndex("record", "record_open"),
        migrations.AddIndex(
            "record",
            models.Index(
                fields=["organisation", "kind", "state", "due_at"],
                name="record_open_in_register",
                condition=models.Q(closed_at__isnull=True, readers__contains=[models.F("organisation") * 8 + 3]),
            ),
        ),
    ]
