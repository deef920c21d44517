from django.db import migrations, models


class Migration(migrations.Migration):
    """A register is read newest first among what one may read, not body by body: the indexes begin with the kind."""

    dependencies = [("records", "0002_append_only_history")]

    operations = [
        migrations.RemoveIndex("record", "record_newest"),
        migrations.RemoveIndex("record", "record_newest_in_state"),
        migrations.AddIndex(
            "record", models.Index(fields=["kind", "-opened_at", "-id"], name="record_newest")
        ),
        migrations.AddIndex(
            "record", models.Index(fields=["kind", "state", "-opened_at", "-id"], name="record_newest_in_state")
        ),
    ]
