from django.db import migrations, models
from django.db.models import F


def was_brought_when_created(apps, schema_editor):
    apps.get_model("files", "StoredFile").objects.update(last_brought_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("files", "0001_stored_files")]

    operations = [
        migrations.AddField("storedfile", "last_brought_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(was_brought_when_created, migrations.RunPython.noop),
        migrations.AlterField("storedfile", "last_brought_at", models.DateTimeField(editable=False)),
    ]
