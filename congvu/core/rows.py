"""Rows of models read and written by plain statements, where the query builder's own work would cost more than the database's.
Only for what every request asks or every action writes: whose token this is, in which seats one sits, the row an action holds."""

import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.base import ModelState

from congvu.core import ending

AnyField = Any  # a field of whatever sort


class Question:
    """A statement that selects whole rows of some models: `{columns}` in it stands for all their columns, by the aliases
    their tables have in it. An outer join may leave a row empty."""

    def __init__(self, statement: str, **models: type[Model]) -> None:
        self.models = list(models.values())
        self.names = [[field.attname for field in model._meta.concrete_fields] for model in self.models]
        columns = [
            f'{alias}."{field.column}"' for alias, model in models.items() for field in model._meta.concrete_fields
        ]
        self.columns = ", ".join(columns)
        self.statement = statement.replace("{columns}", self.columns)

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """For each row the objects, in the order of the models, and behind them what else the statement selects. Within an action
        it goes along with what the action says; it is planned once for each connection."""
        return self.read(ending.ask(self.statement, values))

    def read(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The objects of rows that the statement gave."""
        return [self._objects(row) for row in rows]

    def _objects(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        made: list[Any] = []
        start = 0
        for model, names in zip(self.models, self.names, strict=True):
            end = start + len(names)
            made.append(None if row[start] is None else made_of(model, names, row[start:end]))
            start = end
        return (*made, *row[start:])


@functools.cache
def _readers(model: type[Model]) -> list[tuple[int, Callable[..., Any]]]:
    """How columns are read that the driver does not give as they are kept, by their place: JSON is one."""
    fields = enumerate(model._meta.concrete_fields)
    return [
        (place, reader) for place, field in fields for reader in field.get_db_converters(connections[DEFAULT_DB_ALIAS])
    ]


def made_of(model: type[Model], names: Sequence[str], row: Sequence[Any]) -> Any:
    """The object of a row of all the model's columns."""
    made = unfilled(model)
    its = vars(made)
    its.update(zip(names, row, strict=True))
    for place, reader in _readers(model):
        its[names[place]] = reader(row[place], None, connections[DEFAULT_DB_ALIAS])
    return made


def unfilled(model: type[Model]) -> Any:
    """What `Model.from_db` makes, as one that was pickled comes back: without the two signals and the weighing of each column,
    for which it takes five times as long. Its values are put into `vars()`."""
    made = model.__new__(model)
    made._state = state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return made


# -- one row, held ----------------------------------------------------------------------------------------------------
@functools.cache
def _holding(model: type[Model]) -> tuple[str, list[str]]:
    """The statement that reads a row of the model, and of the models it extends, and holds it; the names of its columns."""
    own = model._meta
    columns = [f'"{field.model._meta.db_table}"."{field.column}"' for field in own.concrete_fields]
    tables, names = [f'"{own.db_table}"'], [f'"{own.db_table}"']
    for parent, link in own.parents.items():
        if link is not None:
            table = f'"{parent._meta.db_table}"'
            key = f'{table}."{parent._meta.pk.column}" = "{link.model._meta.db_table}"."{link.column}"'
            tables.append(f"JOIN {table} ON {key}")
            names.append(table)
    words = ["SELECT", ", ".join(columns), "FROM", *tables, f'WHERE "{own.db_table}"."{own.pk.column}" = %s']
    statement = " ".join([*words, "FOR UPDATE OF", ", ".join(names)])
    return statement, [field.attname for field in own.concrete_fields]


def held(model: Any, pk: Any) -> Any:
    """The row read afresh and held until the transaction ends, parents of a multi-table model included. Raises DoesNotExist."""
    statement, names = _holding(model)
    rows = ending.ask(statement, [pk])
    if not rows:
        raise model.DoesNotExist
    return made_of(model, names, rows[0])


# -- writing ----------------------------------------------------------------------------------------------------------
def placed(thing: Model, fields: Sequence[AnyField]) -> tuple[list[str], list[str], list[Any]]:
    """Columns, their places in a statement, and the values of the thing's fields as the database keeps them."""
    database = connections[DEFAULT_DB_ALIAS]  # once: the one of this thread must be looked for each time
    values = [field.get_db_prep_save(getattr(thing, field.attname), database) for field in fields]
    return [f'"{field.column}"' for field in fields], [_place(field) for field in fields], values


@functools.cache
def _place(field: AnyField) -> str:
    """An empty list says nothing of its type; everything else is taken for what the column is."""
    return f"%s::{field.db_type(connections[DEFAULT_DB_ALIAS])}" if field.get_internal_type() == "ArrayField" else "%s"


@functools.cache
def _written(model: type[Model]) -> list[AnyField]:
    return [field for field in model._meta.local_concrete_fields if field is not model._meta.auto_field]


def _into(model: type[Model], columns: Sequence[str]) -> str:
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'


def insertion(thing: Model, of: type[Model] | None = None, **given: str) -> tuple[str, list[Any]]:
    """The statement that writes a new row; of the columns in `given` with what stands there (`SELECT` of a CTE `given`).
    `of`: the model that the thing's own extends, for the row of that."""
    model = of or type(thing)
    fields = [field for field in _written(model) if field.column not in given]
    columns, places, values = placed(thing, fields)
    columns += [f'"{column}"' for column in given]
    places += list(given.values())
    return " ".join([_into(model, columns), "SELECT", ", ".join(places)]), values


def insertion_of_many(things: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement that writes new rows of one model."""
    model = type(things[0])
    rows = [placed(thing, _written(model)) for thing in things]
    columns, places, _values = rows[0]
    line = f"({', '.join(places)})"
    statement = " ".join([_into(model, columns), "VALUES", ", ".join([line] * len(rows))])
    return statement, [value for _columns, _places, values in rows for value in values]


def kept(thing: Model, pk: Any) -> None:
    """The thing has been written under this number."""
    thing.pk = pk
    thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS


def written(thing: Model) -> None:
    """Write a new row of a model that extends no other; it knows its number then."""
    statement, values = insertion(thing)
    ((pk,),) = ending.ask(f"{statement} RETURNING {thing._meta.pk.column}", values)
    kept(thing, pk)


def write(thing: Model, names: Collection[str]) -> None:
    """Write some fields of a kept row, and of the rows it extends, at the end of the action at the latest."""
    by_model: dict[type[Model], list[AnyField]] = {}
    for name in dict.fromkeys(names):
        field = thing._meta.get_field(name)
        by_model.setdefault(field.model, []).append(field)
    for model, fields in by_model.items():
        columns, places, values = placed(thing, fields)
        changes = ", ".join(f"{column} = {place}" for column, place in zip(columns, places, strict=True))
        words = ["UPDATE", f'"{model._meta.db_table}"', "SET", changes, "WHERE", f'"{model._meta.pk.column}" = %s']
        ending.say(" ".join(words), [*values, thing.pk])
