import django.db.models.deletion
from django.db import migrations, models

# Told by their names: asked to drop the index of a column, Django would take the constraint `one_answerable_owner` for one.
# Beside the unique index of a handle Django makes one for LIKE; handles are asked for whole.
GONE = {
    "records_attachment_added_by_id_61c060eb": "records_attachment (added_by_id)",
    "records_attachment_record_id_ae0a0556": "records_attachment (record_id)",
    "records_attachment_handle_a7a12ecd_like": "records_attachment (handle varchar_pattern_ops)",
    "records_historyentry_by_id_67cff07a": "records_historyentry (by_id)",
    "records_historyentry_on_behalf_of_id_bcdcbe3c": "records_historyentry (on_behalf_of_id)",
    "records_historyentry_record_id_90d3d486": "records_historyentry (record_id)",
    "records_record_handle_7cc77f1e_like": "records_record (handle varchar_pattern_ops)",
    "records_registerentry_entered_by_id_170c7064": "records_registerentry (entered_by_id)",
    "records_registerentry_register_id_1c806ce8": "records_registerentry (register_id)",
    "records_workitem_ended_by_id_498e8834": "records_workitem (ended_by_id)",
    "records_workitem_person_id_e5866770": "records_workitem (person_id)",
    "records_workitem_record_id_b43e75d4": "records_workitem (record_id)",
    "records_workitem_unit_id_1c4d90c5": "records_workitem (unit_id)",
}

FIELDS = {
    ("attachment", "added_by"): ("directory.person", "+", True),
    ("attachment", "record"): ("records.record", "attachments", False),
    ("historyentry", "by"): ("directory.person", "+", True),
    ("historyentry", "on_behalf_of"): ("directory.person", "+", True),
    ("historyentry", "record"): ("records.record", "history", True),
    ("registerentry", "entered_by"): ("directory.person", "+", False),
    ("registerentry", "register"): ("records.register", "entries", False),
    ("workitem", "ended_by"): ("directory.person", "+", True),
    ("workitem", "person"): ("directory.person", "work_items", True),
    ("workitem", "record"): ("records.record", "work_items", False),
    ("workitem", "unit"): ("directory.unit", "work_items", False),
}


def without_index(to: str, called: str, may_be_empty: bool) -> models.ForeignKey:
    empty = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(to, django.db.models.deletion.PROTECT, related_name=called, db_index=False, **empty)


class Migration(migrations.Migration):
    """Every row of the tables that grow fastest is written into fewer indexes: without those that begin as another does, and
    those of who did something once, which nothing asks for."""

    dependencies = [("directory", "0002_units_go_over_to_successors"), ("records", "0010_newest_by_readers")]

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
    ]
