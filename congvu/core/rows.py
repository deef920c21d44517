"""Rows of models read and written by plain statements, where the query builder's own work would cost more than the database's.
Only for what every request asks or every action writes: whose token this is, in which seats one sits, the row an action holds."""

import functools
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Model
from django.db.models.base import ModelState

from congvu.core import ending
from congvu.core.fields import HandleField, NfcCharField, NfcTextField, nfc

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
    statement = " ".join([*words, "FOR NO KEY UPDATE OF", ", ".join(names)])
    return statement, [field.attname for field in own.concrete_fields]


def held(model: Any, pk: Any) -> Any:
    """The row read afresh and held until the transaction ends, parents of a multi-table model included. Raises DoesNotExist."""
    statement, names = _holding(model)
    rows = ending.ask(statement, [pk])
    if not rows:
        raise model.DoesNotExist
    return made_of(model, names, rows[0])


# -- writing ----------------------------------------------------------------------------------------------------------
# What a plain value of the type becomes in such a column; anything else is left to the field itself. By the very class of the
# field: what a child does with its values is not known here.
_KEPT_AS: dict[type, tuple[type, Callable[[Any], Any] | None]] = {
    models.ForeignKey: (int, None),
    models.OneToOneField: (int, None),
    models.CharField: (str, None),
    models.TextField: (str, None),
    HandleField: (str, None),
    NfcCharField: (str, nfc),
    NfcTextField: (str, nfc),
    models.DateField: (date, None),
    models.DateTimeField: (datetime, None),
    models.BooleanField: (bool, None),
}
_Keeping = Sequence[tuple[AnyField, str, type | None, Callable[[Any], Any] | None]]


def _keeping(fields: Sequence[AnyField]) -> _Keeping:
    """How the values of fields are kept: found once, asked for every row."""
    return [(field, field.attname, *_KEPT_AS.get(type(field), (None, None))) for field in fields]


def _values(thing: Model, keeping: _Keeping) -> list[Any]:
    """The thing's values as the database keeps them."""
    values: list[Any] = []
    for field, name, plain, turned in keeping:
        value = getattr(thing, name)
        if type(value) is not plain:
            value = field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])
        elif turned:
            value = turned(value)
        values.append(value)
    return values


@functools.cache
def _place(field: AnyField) -> str:
    """An empty list says nothing of its type; everything else is taken for what the column is."""
    return f"%s::{field.db_type(connections[DEFAULT_DB_ALIAS])}" if field.get_internal_type() == "ArrayField" else "%s"


@functools.cache
def _inserting(model: type[Model], given: tuple[tuple[str, str], ...] = ()) -> tuple[str, str, _Keeping]:
    """The beginning of the statement that writes new rows, the places of a row, and how its values are kept."""
    written = [field for field in model._meta.local_concrete_fields if field is not model._meta.auto_field]
    fields = [field for field in written if field.column not in dict(given)]
    columns = [f'"{name}"' for name in (*(field.column for field in fields), *(column for column, _place in given))]
    places = [*map(_place, fields), *(place for _column, place in given)]
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})', ", ".join(places), _keeping(fields)


@functools.cache
def _inserting_one(model: type[Model], given: tuple[tuple[str, str], ...]) -> tuple[str, _Keeping]:
    into, places, keeping = _inserting(model, given)
    return f"{into} SELECT {places}", keeping


def insertion(thing: Model, of: type[Model] | None = None, **given: str) -> tuple[str, list[Any]]:
    """The statement that writes a new row; of the columns in `given` with what stands there (`SELECT` of a CTE `given`).
    `of`: the model that the thing's own extends, for the row of that."""
    statement, keeping = _inserting_one(of or type(thing), tuple(given.items()))
    return statement, _values(thing, keeping)


def insertion_of_many(things: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement that writes new rows of one model."""
    into, places, keeping = _inserting(type(things[0]))
    lines = ", ".join([f"({places})"] * len(things))
    return f"{into} VALUES {lines}", [value for thing in things for value in _values(thing, keeping)]


def kept(thing: Model, pk: Any) -> None:
    """The thing has been written under this number."""
    thing.pk = pk
    thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS


def written(thing: Model) -> None:
    """Write a new row of a model that extends no other; it knows its number then."""
    statement, values = insertion(thing)
    ((pk,),) = ending.ask(f"{statement} RETURNING {thing._meta.pk.column}", values)
    kept(thing, pk)


@functools.cache
def _updating(model: type[Model], names: tuple[str, ...]) -> list[tuple[str, _Keeping]]:
    """The statements that write some fields, one for each table, and how their values are kept."""
    by_table: dict[type[Model], list[AnyField]] = {}
    for name in names:
        field = model._meta.get_field(name)
        by_table.setdefault(field.model, []).append(field)
    statements = []
    for owner, fields in by_table.items():
        changes = ", ".join(f'"{field.column}" = {_place(field)}' for field in fields)
        words = ["UPDATE", f'"{owner._meta.db_table}"', "SET", changes, "WHERE", f'"{owner._meta.pk.column}" = %s']
        statements.append((" ".join(words), _keeping(fields)))
    return statements


def write(thing: Model, names: Collection[str]) -> None:
    """Write some fields of a kept row, and of the rows it extends, at the end of the action at the latest."""
    for statement, keeping in _updating(type(thing), tuple(dict.fromkeys(names))):
        ending.say(statement, [*_values(thing, keeping), thing.pk])
