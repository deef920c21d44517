import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is open of all that someone may read stands in an index of its own: of a thousand readable records few are."""

    dependencies = [("records", "0013_work_that_came_by_itself")]

    operations = [
        migrations.AddIndex(
            "record",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["readers"],
                gin_pending_list_limit=128,
                name="record_open_readers",
            ),
        ),
    ]
