"""COPY into tables whose indexes and foreign keys stand aside meanwhile and come back, checked, at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import sql

_ASIDE = """
    SELECT 1, conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
    UNION ALL
    SELECT 2, i.indrelid::regclass::text, c.relname, pg_get_indexdef(c.oid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid)
    ORDER BY 1, 2, 3
"""


@contextmanager
def standing_aside(tables: Iterable[str]) -> Iterator[None]:
    """Without foreign keys and indexes (but those of constraints) while rows come; then all of them again."""
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE, [names, names])
        aside = cursor.fetchall()
        for what, table, name, _definition in aside:
            if what == 1:
                _run(cursor, "ALTER TABLE {} DROP CONSTRAINT {}", table, name)
            else:
                _run(cursor, "DROP INDEX {}", name)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for what, table, name, definition in reversed(aside):
                if what == 1:
                    _run(cursor, f"ALTER TABLE {{}} ADD CONSTRAINT {{}} {definition}", table, name)
                else:
                    cursor.execute(definition)
            cursor.execute("RESET maintenance_work_mem")


def _run(cursor: Any, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class Sheet:
    """Lines for one table, kept until there are enough for a COPY."""

    def __init__(self, table: str, *columns: str) -> None:
        self.table = table
        self._statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        self._lines: list[str] = []
        self.written = 0

    def add(self, *cells: Any) -> None:
        """One row: texts as `clean` gives them, None, whole numbers, moments as text."""
        self._lines.append("\t".join(["\\N" if cell is None else str(cell) for cell in cells]))

    def write(self) -> None:
        if not self._lines:
            return
        with connection.cursor() as cursor, cursor.copy(self._statement) as copy:
            copy.write("\n".join(self._lines) + "\n")
        self.written += len(self._lines)
        self._lines.clear()


def clean(text: str) -> str:
    """A text as a cell of a COPY."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")


def array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def count_on(table: str) -> None:
    """The next number of the table's key comes after those that were copied in."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"  # noqa: S608
        )


def first_free(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])
