import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What came by a mailbox or a watched folder was laid before the registry by nobody."""

    dependencies = [("records", "0012_wake_for_the_next")]

    operations = [
        migrations.AlterField(
            "workitem",
            "given_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.person",
            ),
        ),
    ]
