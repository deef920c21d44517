import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

PROTECTED = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """What each registration wrote for nothing. Who entered a line of a book is told by its history alone; what somebody gave of
    late is found by an index that leaves out what nobody gave. The newest records stand at the end of their indexes, which the
    database reads backwards: what always comes in at the front leaves every page half empty."""

    dependencies = [("records", "0024_marked_words")]

    operations = [
        migrations.RemoveField("registerentry", "entered_by"),
        migrations.AlterField(
            "record",
            "organisation",
            models.ForeignKey("directory.organisation", PROTECTED, related_name="records", db_index=False),
        ),
        migrations.AlterField(
            "workitem",
            "given_by",
            models.ForeignKey("directory.person", PROTECTED, null=True, blank=True, related_name="+", db_index=False),
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(fields=["given_by", "id"], name="item_given_lately", condition=Q(given_by__isnull=False)),
        ),
        migrations.RemoveIndex("record", "record_newest"),
        migrations.RemoveIndex("record", "record_newest_in_state"),
        migrations.AddIndex("record", models.Index(fields=["kind", "opened_at", "id"], name="record_newest")),
        migrations.AddIndex(
            "record", models.Index(fields=["kind", "state", "opened_at", "id"], name="record_newest_in_state")
        ),
    ]
