import django.db.models.deletion
from django.db import migrations, models

# Told by their names, as in 0011: asked to alter a column Django would check its foreign key anew.
GONE = {
    "records_record_holder_id_823d40b5": "records_record (holder_id)",
    "records_record_holder_unit_id_0f4650c1": "records_record (holder_unit_id)",
    "records_workitem_given_for_id_433671e6": "records_workitem (given_for_id)",
}
FIELDS = {
    ("record", "holder"): ("directory.person", "held_records"),
    ("record", "holder_unit"): ("directory.unit", "held_records"),
    ("workitem", "given_for"): ("directory.person", "+"),
}


def without_index(to: str, called: str) -> models.ForeignKey:
    protected = django.db.models.deletion.PROTECT
    return models.ForeignKey(to, protected, related_name=called, db_index=False, null=True, blank=True)


class Migration(migrations.Migration):
    """Nothing asks for records by who holds them, nor for what was given for someone and is done; and what happened to a record is
    found by the record, so that only entries of others are found by their subject."""

    dependencies = [("directory", "0002_units_go_over_to_successors"), ("records", "0014_open_by_readers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model, name, without_index(*field)) for (model, name), field in FIELDS.items()
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX IF NOT EXISTS {name} ON {of}")
                for name, of in GONE.items()
            ],
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(
                condition=models.Q(("given_for__isnull", False), ("state", "open")),
                fields=["given_for", "due_at"],
                name="item_given_for",
            ),
        ),
        migrations.RemoveIndex("historyentry", "history_of_subject"),
        migrations.AddIndex(
            "historyentry",
            models.Index(
                condition=models.Q(("record__isnull", True)), fields=["subject", "id"], name="history_of_subject"
            ),
        ),
    ]
