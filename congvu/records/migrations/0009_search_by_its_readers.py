import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# Whoever writes what search knows of a record: what one index is asked for beside the words is filled in by the database.
FILL = """
CREATE FUNCTION records_fill_searchentry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.heading := ts_filter(NEW.words, '{a}');
    NEW.readers := (SELECT readers FROM records_record WHERE id = NEW.record_id);
    NEW.ages := ARRAY[NEW.record_id >> 10, (1 << 26) + (NEW.record_id >> 14), (2 << 26) + (NEW.record_id >> 18),
                      (3 << 26) + (NEW.record_id >> 22)];
    RETURN NEW;
END
$$;
CREATE TRIGGER records_searchentry_fill BEFORE INSERT OR UPDATE ON records_searchentry
    FOR EACH ROW EXECUTE FUNCTION records_fill_searchentry();
"""
NOT_FILLED = "DROP TRIGGER records_searchentry_fill ON records_searchentry; DROP FUNCTION records_fill_searchentry();"

# What is there already is filled in one passage, while nobody is told that search takes it in anew.
FILLED = """
ALTER TABLE records_searchentry DISABLE TRIGGER records_searchentry_taken_in_anew;
UPDATE records_searchentry SET title = title;
ALTER TABLE records_searchentry ENABLE TRIGGER records_searchentry_taken_in_anew;
"""
# Words of references too are what an unfinished word may become.
WORDS = """
    INSERT INTO records_searchword (word)
    SELECT DISTINCT word FROM records_searchentry, regexp_split_to_table(reference, ' ') AS word
    WHERE word ~ '^[[:alpha:]]{2,}$' ON CONFLICT DO NOTHING
"""
KNOWN = {"heading": 1000, "readers": 2000}  # values the planner knows by name


class Migration(migrations.Migration):
    """Words, titles, readers and ages of records in one index of search: what several of them narrow is found in one walk."""

    dependencies = [("records", "0008_search_among_a_million")]

    operations = [
        migrations.RemoveIndex("searchentry", "search_words"),
        migrations.AddField(
            "searchentry", "heading", django.contrib.postgres.search.SearchVectorField(default=""), preserve_default=False
        ),
        migrations.AddField(
            "searchentry",
            "readers",
            django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            "searchentry",
            "ages",
            django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.RunSQL(FILL, reverse_sql=NOT_FILLED),
        migrations.RunSQL(FILLED, reverse_sql=migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                f"ALTER TABLE records_searchentry ALTER COLUMN {column} SET STATISTICS {known}",
                reverse_sql=f"ALTER TABLE records_searchentry ALTER COLUMN {column} SET STATISTICS -1",
            )
            for column, known in KNOWN.items()
        ),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["words", "heading", "readers", "ages"], name="search_words", fastupdate=False
            ),
        ),
        migrations.RunSQL(WORDS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL("ANALYZE records_searchentry", reverse_sql=migrations.RunSQL.noop),
    ]
