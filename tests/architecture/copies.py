"""Many documents quickly: copies of one that went the real way, row by row in SQL."""

from django.db import connection, models

from congvu.documents.models import IncomingDocument
from congvu.records.models import HistoryEntry, Record, RegisterEntry, WorkItem


def multiply(document: IncomingDocument, times: int) -> None:
    """So many more of the document, each with its own number, work items and history."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE copy_of (old bigint, new bigint) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO copy_of SELECT %s, nextval(pg_get_serial_sequence('records_record', 'id'))"
            " FROM generate_series(1, %s)",
            [document.pk, times],
        )
        for model, key, fresh in (
            (Record, "id", {"handle": "'copy' || copy_of.new"}),
            (IncomingDocument, "record_ptr_id", {}),
            (RegisterEntry, "record_id", {"number": "100000 + copy_of.new"}),
            (WorkItem, "record_id", {}),
            (HistoryEntry, "record_id", {}),
        ):
            cursor.execute(copying(model, key, fresh))
        cursor.execute("DROP TABLE copy_of")


def copying(model: type[models.Model], key: str, fresh: dict[str, str]) -> str:
    """The statement that copies the model's rows of each old record to the new ones."""
    columns = [field.column for field in model._meta.local_fields if field.column == key or not field.primary_key]
    values = [{key: "copy_of.new", **fresh}.get(column, f"t.{column}") for column in columns]
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM copy_of JOIN {table} t ON t.{key} = copy_of.old"
    )
