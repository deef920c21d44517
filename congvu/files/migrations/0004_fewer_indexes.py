from django.db import migrations

# Beside the unique index of a text Django makes one for LIKE; handles and digests are asked for whole.
GONE = {
    "files_storedfile_handle_4576caad_like": "files_storedfile (handle varchar_pattern_ops)",
    "files_storedfile_sha256_d89381b8_like": "files_storedfile (sha256 varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    """Every file that comes is written into two indexes less."""

    dependencies = [("files", "0003_mails_and_scans")]

    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX IF NOT EXISTS {name} ON {of}")
        for name, of in GONE.items()
    ]
