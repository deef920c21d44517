import django.db.models.deletion
from django.db import migrations, models

PROTECTED = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """What search knows is derived: read with its record only, and written anew at any time."""

    dependencies = [("records", "0017_common_numbers")]

    operations = [
        migrations.AlterField(
            "awaitingindex",
            "record",
            models.ForeignKey("records.record", PROTECTED, db_constraint=False, db_index=False, related_name="+"),
        ),
        migrations.AlterField(
            "justindexed",
            "record",
            models.ForeignKey("records.record", PROTECTED, db_constraint=False, db_index=False, related_name="+"),
        ),
        migrations.AlterField(
            "searchentry",
            "record",
            models.OneToOneField(
                "records.record", PROTECTED, db_constraint=False, primary_key=True, related_name="search", serialize=False
            ),
        ),
    ]
