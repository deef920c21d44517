import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE FUNCTION records_keep_with_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM records_historyentry WHERE record_id = OLD.id) THEN
        RAISE EXCEPTION 'Record % has a history and is not taken away.', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
"""


class Migration(migrations.Migration):
    """The database refuses to take a record away that has a history, whose entries need not ask for their record one by one:
    they are written in the transaction that writes it, and verifying the history looks for each."""

    dependencies = [("records", "0027_numbers_of_records")]

    operations = [
        migrations.RunSQL(GUARD, reverse_sql="DROP FUNCTION records_keep_with_history()"),
        migrations.RunSQL(
            "CREATE TRIGGER records_record_with_history BEFORE DELETE ON records_record"
            " FOR EACH ROW EXECUTE FUNCTION records_keep_with_history()",
            reverse_sql="DROP TRIGGER records_record_with_history ON records_record",
        ),
        migrations.AlterField(
            "historyentry",
            "record",
            models.ForeignKey(
                "records.record",
                django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                related_name="history",
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
