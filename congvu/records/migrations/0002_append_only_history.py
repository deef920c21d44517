from django.db import migrations

REFUSE = """
CREATE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
"""
TABLES = ("records_historyentry", "records_historyseal")


class Migration(migrations.Migration):
    """The database itself refuses to change or remove a history entry or a seal."""

    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, reverse_sql="DROP FUNCTION records_refuse_change()"),
        *(
            migrations.RunSQL(
                [
                    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()",
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change()",
                ],
                reverse_sql=[
                    f"DROP TRIGGER {table}_append_only ON {table}",
                    f"DROP TRIGGER {table}_no_truncate ON {table}",
                ],
            )
            for table in TABLES
        ),
        migrations.RunSQL(
            "ALTER TABLE records_record ALTER COLUMN readers SET STATISTICS 2000",
            reverse_sql="ALTER TABLE records_record ALTER COLUMN readers SET STATISTICS -1",
        ),
    ]
