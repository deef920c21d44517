import django.db.models.deletion
from django.db import migrations, models


# Beside the unique index of a handle Django makes one for LIKE; handles are asked for whole.
FOR_LIKE = ("records_record_handle_7cc77f1e_like", "records_attachment_handle_a7a12ecd_like")


class Migration(migrations.Migration):
    """Every row of the tables that grow fastest is written into fewer indexes: those that begin as another does, and those of
    who did something once, which nothing asks for."""

    dependencies = [
        ('directory', '0002_units_go_over_to_successors'),
        ('records', '0009_search_by_its_readers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attachment',
            name='added_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.record'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='on_behalf_of',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='record',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='history', to='records.record'),
        ),
        migrations.AlterField(
            model_name='registerentry',
            name='entered_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='registerentry',
            name='register',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.register'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='ended_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='directory.person'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='records.record'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='directory.unit'),
        ),
        *(
            migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", reverse_sql=migrations.RunSQL.noop)
            for name in FOR_LIKE
        ),
    ]
