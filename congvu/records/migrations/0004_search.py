import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import congvu.core.fields


class Migration(migrations.Migration):
    """The index of search. `congvu reindex` fills it for records that are older than it. The extension pg_trgm comes with
    PostgreSQL and is trusted: the owner of the database may create it."""

    dependencies = [("records", "0003_newest_first_in_every_body")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("title", models.TextField()),
                ("reference", models.CharField(blank=True, max_length=160)),
                ("body", congvu.core.fields.NfcCharField(blank=True, max_length=250)),
                ("year", models.PositiveSmallIntegerField()),
                ("awaits_text", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="search_words", fastupdate=False
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["title"], name="search_title", opclasses=["gin_trgm_ops"], fastupdate=False
                    ),
                    models.Index(
                        condition=models.Q(("awaits_text", True)), fields=["record"], name="search_awaits_text"
                    ),
                ],
            },
        ),
    ]
