"""State machines are tables: the states a thing can be in, and the moves between them.

Labels, colours and icons of states come from here; diagrams and tests are generated from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from congvu.core.errors import WrongState

Tone = Literal["plain", "wait", "soon", "late", "done", "quiet"]


@dataclass(frozen=True, eq=False)
class State:
    """One state: its code in the database, its word for people, and how it is drawn (always shape + word + colour). `met`: what
    was due is done, and nothing of it can be late any more, though the thing is not closed yet."""

    code: str
    label: object
    tone: Tone
    icon: str
    final: bool = False
    met: bool = False


@dataclass(frozen=True)
class Move:
    """One way from some states to another. `target` None: the move leaves the state as it is."""

    code: str
    sources: frozenset[str]
    target: str | None

    def __init__(self, code: str, sources: Iterable[str], target: str | None) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)


class HasState(Protocol):
    state: str


class Machine:
    """The table of states and moves of one kind of thing."""

    def __init__(self, name: str, *, initial: str, states: Iterable[State], moves: Iterable[Move]) -> None:
        self.name = name
        self.initial = initial
        self.states = {state.code: state for state in states}
        self.moves = {move.code: move for move in moves}
        self.met = [state.code for state in self.states.values() if state.met]

    @property
    def choices(self) -> list[tuple[str, object]]:
        """What a model field and a filter offer."""
        return [(state.code, state.label) for state in self.states.values()]

    def allows(self, thing: HasState, move: str) -> bool:
        """Whether the move can be made from where the thing stands."""
        return thing.state in self.moves[move].sources

    def move(self, thing: HasState, move: str) -> None:
        """Make the move on the thing in memory; the action saves it. Raises WrongState."""
        if not self.allows(thing, move):
            raise WrongState
        target = self.moves[move].target
        if target is not None:
            thing.state = target
