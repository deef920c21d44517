"""What the table of actions is made of: an attempt is an action about to be taken by whoever may take it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.architecture.stage import Stage


@dataclass(frozen=True)
class Attempt:
    """The thing in its right state and the values the action takes besides `at` and `by`."""

    subject: Any
    values: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """How one action is tried: by whom of the cast (None: the platform itself), by whom of their colleagues not."""

    action: str
    build: Callable[[Stage], Attempt]
    by: str | None
    not_by: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.action.rpartition('.')[2]}: {self.build.__name__.replace('_', ' ')}"

    @property
    def strangers(self) -> tuple[str, ...]:
        """Who must be refused: a clerk of another body, one without a post, nobody at all, colleagues without the right."""
        nobody = () if self.by is None else ("nobody",)
        return ("outsider", "without_post", *nobody, *self.not_by)


CASES: list[Case] = []


def trying(action: Callable[..., Any], *, by: str | None, not_by: str = "") -> Callable[..., Any]:
    """Enter a builder into the table. `not_by`: those of the cast, by name, who are near and yet may not."""
    name = f"{action.__module__.removeprefix('congvu.')}.{action.__name__}"

    def enter(build: Callable[..., Attempt]) -> Callable[..., Attempt]:
        CASES.append(Case(name, build, by, tuple(not_by.split())))
        return build

    return enter


def attempt(subject: Any, **values: Any) -> Attempt:
    return Attempt(subject, values)
