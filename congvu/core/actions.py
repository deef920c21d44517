"""One action = one transaction = one history entry.

    @action(may_register)
    def register(document, *, book, at, by): ...

The subject comes first, the rest is keyword-only, the clock (`at`) and the actor (`by`) are passed in. The decorator opens
the transaction, locks the subject's row and reads it afresh, checks the permission on what it then sees, and makes sure
that exactly one entry was written to the history before it lets the transaction end.
"""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import models

from congvu.core import ending, rows
from congvu.core.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")


class Journal(Protocol):
    """Where history entries go; the records app provides it."""

    def __call__(
        self, subject: models.Model, verb: str, *, at: datetime, by: Any, on_behalf_of: Any, facts: dict[str, Any]
    ) -> None: ...


@dataclass(frozen=True)
class Action:
    """A command of the house: its name, what it does, and the question that must be answered yes before it runs."""

    name: str
    run: Callable[..., Any]
    allow: Callable[[Any, Any], bool]


ACTIONS: dict[str, Action] = {}
_journal: list[Journal] = []
_entries: ContextVar[int] = ContextVar("entries written by the running action", default=0)


def keep_history_with(journal: Journal) -> None:
    """Plug in the one writer of history entries."""
    _journal[:] = [journal]


def journal() -> Journal:
    """The one that is plugged in."""
    return _journal[0]


def note(subject: models.Model, verb: str, *, at: datetime, by: Any, on_behalf_of: Any = None, **facts: Any) -> None:
    """Write the running action's history entry: what was done to what, when, by whom, on whose behalf, with which facts.

    `facts` must be plain JSON values; they are what an inspector reads years later, so say it in full words and numbers.
    """
    _journal[0](subject, verb, at=at, by=by, on_behalf_of=on_behalf_of, facts=facts)
    _entries.set(_entries.get() + 1)


def locked(subject: models.Model) -> models.Model:
    """The subject's row read afresh and held until the transaction ends, parents of a multi-table model included."""
    return rows.held(type(subject), subject.pk)


def by_the_platform(actor: Any, thing: Any) -> bool:
    """Only the platform itself does this, in a job: nobody acts."""
    return actor is None


def action(allow: Callable[[Any, Any], bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a command of the house. Raises Refused when `allow(by, subject)` says no, and when nobody acts
    although it is not the platform's own work (`by_the_platform`)."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = list(inspect.signature(function).parameters.values())
        if not {"at", "by"} <= {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}:
            raise TypeError(f"{function.__qualname__}: an action takes keyword-only 'at' and 'by'")

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            (subject,) = args
            with ending.together():
                if isinstance(subject, models.Model) and not subject._state.adding:
                    subject = locked(subject)
                by = kwargs["by"]
                if (by is None and allow is not by_the_platform) or not allow(by, subject):
                    raise Refused
                before = _entries.get()
                _entries.set(0)
                try:
                    result = function(subject, **kwargs)  # type: ignore[arg-type]
                    if _entries.get() != 1:
                        raise AssertionError(f"{function.__qualname__} wrote {_entries.get()} history entries, not one")
                finally:
                    _entries.set(before)
                return result

        name = f"{function.__module__.removeprefix('congvu.')}.{function.__name__}"
        ACTIONS[name] = Action(name, run, allow)
        return run

    return decorate
