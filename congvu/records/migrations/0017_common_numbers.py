from django.db import migrations


class Migration(migrations.Migration):
    """Every body gives the small numbers every year: the planner must know them from those that only the largest give."""

    dependencies = [("records", "0016_open_in_register")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE records_registerentry ALTER number SET STATISTICS 1000",
            "ALTER TABLE records_registerentry ALTER number SET STATISTICS -1",
        )
    ]
