"""What the lines of a long list say, read by one planned statement; whoever says what was said before is not made and drawn anew.

The list finds the keys of a page as its filters ask. What stands in the lines is read as the database gives it and compared with
what was read before, all of it: so a line that is kept can never be an old one, whoever changed whatever it speaks of.
"""

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar
from zlib import crc32

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.expressions import RawSQL

from congvu.core import journeys
from congvu.core.journeys import Soon
from congvu.core.rows import unfilled

KEPT = 3_000  # lines of a list in each process, some 6 kB each; the oldest half goes when there are more
STATEMENTS = 4_096
MANY_WAYS = 8  # in which a line is drawn: lists, languages, days
T = TypeVar("T")
Shared = dict[tuple[Any, ...], Any]
_BETWEEN, _NOTHING = b"\0", b"\0-"  # PostgreSQL's texts hold no zero byte


class Gap:
    """Stands in a statement for a value that is said when it is asked."""

    def __init__(self, sort: str) -> None:
        self.value = RawSQL(f"%s::{sort}", (self,))  # noqa: S611 - the name of a type of the database's, from the code


NO_GAPS: Mapping[Gap, Any] = {}


class Keys:
    """The statement that gives the keys of some things, written once for whoever asks for the same ones again."""

    def __init__(self, things: QuerySet[Any]) -> None:
        try:
            self.statement, self.values = things.values_list("pk", flat=True).query.sql_with_params()
        except EmptyResultSet:  # nothing can be meant
            self.statement, self.values = "", ()


_written: dict[Hashable, Keys] = {}


def written_once(named: Hashable, things: Callable[[], QuerySet[Any]]) -> Keys:
    """The statement for such things; to write it costs the tenth of a page. `named`: all that it hangs on."""
    keys = _written.get(named)  # another thread may empty it meanwhile
    if keys is None:
        if len(_written) >= STATEMENTS:
            _written.clear()
        keys = _written[named] = Keys(things())
    return keys


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
        wanted = self._statement.format("%s")
        found = {thing.pk: thing for thing in self._things((wanted, [list(keys)]))} if keys else {}
        return [found[key] for key in keys if key in found]

    def first(
        self, keys: Keys, fields: Sequence[str], gaps: Mapping[Gap, Any] = NO_GAPS, soon: Sequence[Soon] = ()
    ) -> list[Any]:
        """The things whose keys a statement gives, in an order by some moments and numbers, all falling or all rising. The keys
        stay in the database, and both are asked in one journey; `soon` is asked along."""
        if not keys.statement:
            return []
        handed_on = journeys.Unplanned(f"SELECT set_config('congvu.keys', ARRAY({keys.statement})::text, true)")
        values = [gaps[one] if type(one) is Gap else one for one in keys.values]
        things = self._things(
            (handed_on, values), (self._statement.format("current_setting('congvu.keys')"), ()), soon=soon
        )
        return sorted(things, key=attrgetter(*(name.lstrip("-") for name in fields)), reverse=fields[0].startswith("-"))

    def _things(self, *statements: journeys.Statement, soon: Sequence[Soon] = ()) -> list[Any]:
        answer = journeys.answers_with(soon, *statements)[-1]
        said = _said(answer.pgresult)
        things = [self._kept.get(one) for one in said]
        if not all(things):
            rows = answer.fetchall()
            things = [thing or self._keep(one, row) for thing, one, row in zip(things, said, rows, strict=True)]
        return things

    def _keep(self, said: bytes, row: Sequence[Any]) -> Any:
        if len(self._kept) >= KEPT:
            self._shared.clear()
            for old in list(self._kept)[: KEPT // 2]:
                self._kept.pop(old, None)
        thing = self._maker.made(row, self._shared)
        thing.said = crc32(said)  # another number as soon as it says anything else
        return self._kept.setdefault(said, thing)

    @functools.cached_property
    def _maker(self) -> "_Maker":
        return _Maker(self.model, {name: place for place, name in enumerate(self.names)})

    @functools.cached_property
    def _statement(self) -> str:
        statement, values = self.model._default_manager.values_list(*self.names).query.sql_with_params()
        if values:
            raise TypeError("A list's lines are read by their keys alone.")
        own = self.model._meta
        return f'{statement} WHERE "{own.db_table}"."{own.pk.column}" = ANY({{}}::bigint[])'


def drawn_once(line: Any, way: Hashable, draw: Callable[[], T]) -> T:
    """How a line looks, drawn once for each way of drawing it: kept with the line, and gone with it."""
    drawn: dict[Hashable, T] = line.__dict__.setdefault("drawn", {})
    looks = drawn.get(way)
    if looks is None:
        if len(drawn) >= MANY_WAYS:
            drawn.clear()
        looks = drawn[way] = draw()
    return looks


def _said(result: Any) -> list[bytes]:
    """All that each line says, as the database wrote it."""
    value, columns = result.get_value, range(result.nfields)
    lines = ([value(line, column) for column in columns] for line in range(result.ntuples))
    return [_BETWEEN.join([_NOTHING if one is None else one for one in line]) for line in lines]


class _Maker:
    """Makes things of a model from rows: where in a row each of their values stands, and those of what they are related to."""

    def __init__(self, model: Any, places: dict[str, int]) -> None:
        own: dict[str, int] = {model._meta.pk.attname: places["pk"]}
        related: dict[str, dict[str, int]] = {}
        for name, place in places.items():
            relation, _between, rest = name.partition("__")
            if rest:
                related.setdefault(relation, {})[rest] = place
            elif name != "pk":
                own[model._meta.get_field(name).attname] = place
        self.relations = []
        for relation, inner in related.items():
            field = model._meta.get_field(relation)
            is_shared = isinstance(field, ForeignKey)
            if is_shared:
                own[field.attname] = inner["pk"]
            maker = _Maker(field.related_model, inner)
            self.relations.append((field.cache_name, inner["pk"], tuple(inner.values()), maker, is_shared))
        for parent, link in model._meta.parents.items():
            own[parent._meta.pk.attname] = own[link.attname]
        known = [field for field in model._meta.concrete_fields if field.attname in own]
        self.model = model
        self.values = [(field.attname, own[field.attname], field.get_db_converters(connection)) for field in known]

    def made(self, row: Sequence[Any], shared: Shared) -> Any:
        """The thing a row tells of; what many rows name, a body or a person, is there once."""
        thing = unfilled(self.model)
        said = vars(thing)
        for name, place, readers in self.values:
            said[name] = _read(row[place], readers) if readers else row[place]
        said["refresh_from_db"] = _refused  # what it asked for now would be kept, and be shown when it is old
        for name, key, places, maker, is_shared in self.relations:
            other = None
            if row[key] is not None:
                named = (name, *[row[place] for place in places]) if is_shared else ()
                other = shared.get(named) or maker.made(row, shared)
                if is_shared:
                    shared[named] = other
            thing._state.fields_cache[name] = other
        return thing


def _refused(using: str | None = None, fields: Sequence[str] | None = None, **_more: Any) -> None:
    raise TypeError(f"A line was asked for what it does not say: {fields}")


def _read(value: Any, readers: Sequence[Any]) -> Any:
    for reader in readers:
        value = reader(value, None, connection)
    return value
