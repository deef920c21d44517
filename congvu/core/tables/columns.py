"""Columns of a list: what stands in a cell, on the page and in the sheet."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString


def along(thing: Any, path: str) -> Any:
    """The value at a path of attributes: "sender.name" or "sender__name". A missing link on the way gives None."""
    for name in _steps(path):
        if thing is None:
            return None
        thing = getattr(thing, name)
        if callable(thing) and not hasattr(thing, "_meta"):
            thing = thing()
    return thing


@functools.cache
def _steps(path: str) -> list[str]:
    return path.replace("__", ".").split(".")


@dataclass(frozen=True)
class Column:
    """One column. `value`: a path of attributes or a function of the row (else `key`). `draw(row, table)` draws the cell;
    `template` does it where a form stands in it, from `row`, `value` and `table`. `css`: number, date, tight, wide, strong,
    quiet. `sort`: the code of the Sort a click on the heading chooses. `card`: its place on a phone: title, meta, chip, or hide.
    `export`: what goes into the sheet, when it is not the value; None leaves the column out of it."""

    key: str
    label: object
    value: str | Callable[[Any], Any] = ""
    draw: Callable[[Any, Any], SafeString] | None = None
    template: str = ""
    css: str = ""
    sort: str = ""
    card: str = "meta"
    export: Callable[[Any], Any] | bool = True

    def value_of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        return along(row, self.value or self.key)

    def exported(self, row: Any) -> Any:
        return self.export(row) if callable(self.export) else self.value_of(row)
