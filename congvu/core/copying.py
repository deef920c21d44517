"""Rows written by COPY as lines of text, made by hand: many of them at once, where the driver's own reckoning would cost more
than the database's."""

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from psycopg import sql

NULL = "\\N"
_SIGNS = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def cell(text: str) -> str:
    """A text as a cell of a line."""
    return _SIGNS.sub(lambda sign: _ESCAPED[sign[0]], text) if _has_sign(text) else text


def _has_sign(text: str) -> bool:
    """Whether anything in it must be escaped: four looks, which take a fifth of the pattern's one."""
    return "\\" in text or "\t" in text or "\n" in text or "\r" in text


def cells(*texts: str) -> Sequence[str]:
    """Several texts as cells; most have nothing to be escaped, and one look tells of all."""
    return [cell(text) for text in texts] if _has_sign("|".join(texts)) else texts


def array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def copy_in(table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Write the lines, each the cells of a row with tabs between them."""
    copy_whole(table, columns, joined(lines))


def joined(lines: Sequence[str]) -> bytes:
    """The lines as COPY reads them."""
    return "\n".join([*lines, ""]).encode()


def copy_whole(table: str, columns: Sequence[str], lines: bytes) -> None:
    """Write lines that were joined already."""
    if not lines:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(lines)
