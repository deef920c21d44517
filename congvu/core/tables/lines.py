"""What the lines of a long list say, read by one planned statement; whoever says what was said before is not made and drawn anew.

The list finds the keys of a page as its filters ask. What stands in the lines is read as the database gives it and compared with
what was read before, all of it: so a line that is kept can never be an old one, whoever changed whatever it speaks of.
"""

import functools
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import ForeignKey, Model

from congvu.core import journeys

KEPT = 3_000  # lines of a list in each process, some 6 kB each; the oldest half goes when there are more
Shared = dict[tuple[Any, ...], Any]
_BETWEEN, _NOTHING = b"\0", b"\0-"  # PostgreSQL's texts hold no zero byte


class Lines:
    """The lines of a list of things: `names` are the values they say, across relations as a query set names them. The things that
    come of it belong to all requests: they know these values, refuse to be asked for others, and are never changed."""

    def __init__(self, model: type[Model], names: Sequence[str]) -> None:
        self.model = model
        related = dict.fromkeys(name.rpartition("__")[0] for name in names if "__" in name)
        self.names = list(dict.fromkeys(["pk", *names, *(f"{relation}__pk" for relation in related)]))
        self._kept: dict[bytes, Any] = {}
        self._shared: Shared = {}

    def read(self, keys: Sequence[Any]) -> list[Any]:
        """The things with these keys, in their order; one that is gone is left out."""
        found = {thing.pk: thing for thing in self._things(list(keys))} if keys else {}
        return [found[key] for key in keys if key in found]

    def _things(self, keys: list[Any]) -> list[Any]:
        (answer,) = journeys.answers((self._statement, [keys]))
        said = _said(answer.pgresult)
        things = [self._kept.get(one) for one in said]
        if None in things:
            rows = answer.fetchall()
            things = [thing or self._keep(one, row) for thing, one, row in zip(things, said, rows, strict=True)]
        return things

    def _keep(self, said: bytes, row: Sequence[Any]) -> Any:
        if len(self._kept) >= KEPT:
            self._shared.clear()
            for old in list(self._kept)[: KEPT // 2]:
                self._kept.pop(old, None)
        thing = _made(self.model, dict(zip(self.names, row, strict=True)), self._shared)
        thing.said = crc32(said)  # another number as soon as it says anything else
        return self._kept.setdefault(said, thing)

    @functools.cached_property
    def _statement(self) -> str:
        statement, values = self.model._default_manager.values_list(*self.names).query.sql_with_params()
        if values:
            raise TypeError("A list's lines are read by their keys alone.")
        own = self.model._meta
        return f'{statement} WHERE "{own.db_table}"."{own.pk.column}" = ANY(%s::bigint[])'


def _said(result: Any) -> list[bytes]:
    """All that each line says, as the database wrote it."""
    value, columns = result.get_value, range(result.nfields)
    lines = ([value(line, column) for column in columns] for line in range(result.ntuples))
    return [_BETWEEN.join([_NOTHING if one is None else one for one in line]) for line in lines]


def _made(model: Any, said: dict[str, Any], shared: Shared) -> Any:
    """The thing that says this, with the things it is related to; what many lines name, a body or a person, is there once."""
    own: dict[str, Any] = {model._meta.pk.attname: said.pop("pk")}
    related: dict[str, dict[str, Any]] = {}
    for name, value in said.items():
        relation, _between, rest = name.partition("__")
        if rest:
            related.setdefault(relation, {})[rest] = value
        else:
            own[model._meta.get_field(name).attname] = value
    fields = {relation: model._meta.get_field(relation) for relation in related}
    own |= {field.attname: related[name]["pk"] for name, field in fields.items() if isinstance(field, ForeignKey)}
    for parent, link in model._meta.parents.items():
        own[parent._meta.pk.attname] = own[link.attname]
    known = [field for field in model._meta.concrete_fields if field.attname in own]
    thing = model.from_db(connection.alias, [f.attname for f in known], [_read(f, own[f.attname]) for f in known])
    thing.refresh_from_db = _refused  # what it asked for now would be kept, and be shown when it is old
    for relation, field in fields.items():
        told = related[relation]
        other = None
        if told["pk"] is not None:
            named = (relation, *told.values())
            other = shared.get(named) or _made(field.related_model, told, shared)
            if isinstance(field, ForeignKey):
                shared[named] = other
        thing._state.fields_cache[field.cache_name] = other
    return thing


def _refused(using: str | None = None, fields: Sequence[str] | None = None, **_more: Any) -> None:
    raise TypeError(f"A line was asked for what it does not say: {fields}")


def _read(field: Any, value: Any) -> Any:
    for reader in field.get_db_converters(connection):
        value = reader(value, None, connection)
    return value
