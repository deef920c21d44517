"""Rows of several models read by one plain statement, where the query builder's own work would cost more than the database's.
Only for the few questions every request asks: whose token this is, in which seats one sits."""

from typing import Any

from django.db import connection
from django.db.models import Model


class Question:
    """A statement that selects whole rows of some models: `{columns}` in it stands for all their columns, by the aliases
    their tables have in it. An outer join may leave a row empty."""

    def __init__(self, statement: str, **models: type[Model]) -> None:
        self.models = list(models.values())
        self.names = [[field.attname for field in model._meta.concrete_fields] for model in self.models]
        columns = [
            f'{alias}."{field.column}"' for alias, model in models.items() for field in model._meta.concrete_fields
        ]
        self.statement = statement.replace("{columns}", ", ".join(columns))

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """For each row the objects, in the order of the models, and behind them what else the statement selects."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, values)
            return [self._objects(row) for row in cursor.fetchall()]

    def _objects(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        made: list[Any] = []
        start = 0
        for model, names in zip(self.models, self.names, strict=True):
            end = start + len(names)
            made.append(None if row[start] is None else model.from_db(connection.alias, names, row[start:end]))
            start = end
        return (*made, *row[start:])
