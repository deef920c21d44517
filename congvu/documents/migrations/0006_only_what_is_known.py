import django.db.models.deletion
from django.db import migrations, models

PROTECTED = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """Documents are found by the body that sent them, and by their kind, where it is known; who sends is often in no directory,
    and most letters have no kind."""

    dependencies = [("directory", "0002_units_go_over_to_successors"), ("documents", "0005_without_index_of_presented_to")]

    operations = [
        migrations.AlterField(
            "incomingdocument",
            "issuing_body",
            models.ForeignKey(
                "directory.organisation", PROTECTED, null=True, blank=True, related_name="documents_sent", db_index=False
            ),
        ),
        migrations.AlterField(
            "incomingdocument",
            "document_type",
            models.ForeignKey(
                "documents.documenttype", PROTECTED, null=True, blank=True, related_name="documents", db_index=False
            ),
        ),
        migrations.AddIndex(
            "incomingdocument",
            models.Index(
                fields=["issuing_body"], name="incoming_of_body", condition=models.Q(issuing_body__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "incomingdocument",
            models.Index(
                fields=["document_type"], name="incoming_of_type", condition=models.Q(document_type__isnull=False)
            ),
        ),
    ]
