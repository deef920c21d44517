import django.db.models.deletion
from django.db import migrations, models

NAME = "documents_incomingdocument_presented_to_id_f8897735"


class Migration(migrations.Migration):
    """Nothing asks for documents by the leader they were presented to: what waits for one stands in the work."""

    dependencies = [("directory", "0002_units_go_over_to_successors"), ("documents", "0004_intake")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "incomingdocument",
                    "presented_to",
                    models.ForeignKey(
                        "directory.person",
                        django.db.models.deletion.PROTECT,
                        related_name="+",
                        db_index=False,
                        null=True,
                        blank=True,
                    ),
                )
            ],
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {NAME}",
                    f"CREATE INDEX IF NOT EXISTS {NAME} ON documents_incomingdocument (presented_to_id)",
                )
            ],
        ),
    ]
