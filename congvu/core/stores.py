"""The closed set of stores into which each app's `wiring.py` plugs what others show without knowing it.

Menu entries, panels on record pages, kinds of records, and the acts that wait for someone on the desk.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from congvu.core.addresses import address
from congvu.core.journeys import Rows

T = TypeVar("T")


class Store(Generic[T]):
    """Named things in the order of their rank; a name plugged in twice is an error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def add(self, code: str, item: T) -> T:
        if code in self._items:
            raise ValueError(f"{self.name}: '{code}' is plugged in twice")
        self._items[code] = item
        return item

    def __getitem__(self, code: str) -> T:
        return self._items[code]

    def __contains__(self, code: str) -> bool:
        return code in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._items.items())


@dataclass(frozen=True, eq=False)
class MenuEntry:
    """One line of the menu: shown when `shown_to(actor)`; `count(actor)` gives its number and whether it is red (late). `also`:
    how the addresses of other pages begin that belong to it."""

    label: object
    url_name: str
    icon: str
    section: object = ""
    rank: int = 100
    shown_to: Callable[[Any], bool] = field(default=lambda actor: True)
    count: Callable[[Any], tuple[int, bool]] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderPart:
    """Something an app puts into the header of every page (the bell): a template and its context; None shows nothing."""

    template: str
    context: Callable[[Any], dict[str, Any] | None]
    rank: int = 100


@dataclass(frozen=True)
class RecordKind:
    """A kind of kept record: its word, its icon, its states and where its page is (`url_name` takes the record's handle)."""

    label: object
    icon: str
    url_name: str
    machine: Any
    pass_on: Callable[..., Any] | None = None  # the action by which its open work goes to others: (pk, moves, …)

    def url(self, handle: str) -> str:
        """The address of a record of this kind."""
        return address(self.url_name, handle)


@dataclass(frozen=True)
class Searched:
    """What search looks through besides title and reference: from whom it came, its other facts, and what was written of it."""

    body: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchFields:
    """What search looks through of a kind's records: what is asked of so many of their keys, and how the answer is read. Keys of
    other kinds are answered nothing."""

    statement: str
    read: Callable[[Rows], dict[int, Searched]]


@dataclass(frozen=True)
class Act:
    """What waits for someone: its word on the desk's one button, its icon, and the page of the record it leads to. `scope`: by
    which sort of delegation someone else may do it; `tells_giver`: whoever gave it hears when it is done."""

    label: object
    icon: str
    url: Callable[[Any], str]
    waiting: object = ""
    scope: str = "everything"
    tells_giver: bool = False


@dataclass(frozen=True)
class Door:
    """A door of the page of administration: where it leads, what one does there, and to whom it is open. `count(actor)` is
    what waits behind it."""

    label: object
    url_name: str
    icon: str
    words: object
    rank: int = 100
    shown_to: Callable[[Any], bool] = field(default=lambda actor: True)
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Panel:
    """A box an upper app puts on a lower app's record page: a template and the function that gives its context."""

    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    rank: int = 100


def drawn_from(panels: Store[Panel], request: Any, thing: Any = None) -> list[tuple[str, dict[str, Any]]]:
    """The boxes this reader has, in the order of their rank: templates with their context."""
    plugged = sorted(panels, key=lambda panel: panel.rank)
    contexts = ((panel.template, panel.context(request, thing)) for panel in plugged)
    return [(template, context) for template, context in contexts if context is not None]


@dataclass(frozen=True)
class Verb:
    """How the thread tells an entry of the history: its sentence and its icon."""

    sentence: object
    icon: str
    strong: bool = False


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: what it is called where one switches it on and off, and its sentence, filled from the notice's facts.
    `in_app`, `email`, `digest`: the channels that are on until somebody chooses. `scope`: by which sort of delegation it also
    reaches whoever acts for the person. `late`: it tells of a deadline that has passed. `by_wish`: the person asked to hear of
    it, so it goes to nobody who acts for them, and it stands only while they may read its record."""

    label: object
    sentence: object
    icon: str
    explain: object = ""
    in_app: bool = True
    email: bool = False
    digest: bool = False
    scope: str = "everything"
    late: bool = False
    by_wish: bool = False
    rank: int = 100


@dataclass(frozen=True)
class Told:
    """What every page tells whoever is signed in beside its own matter: a statement and its values for an actor. All of them are
    asked in one journey (`Actor.told`)."""

    statement: str
    values: Callable[[Any], Sequence[Any]]


@dataclass(frozen=True)
class DemoRole:
    """One of the cast whom a demonstration lets you be at one click: the account, and what there is to see in it."""

    username: str
    shows: object


@dataclass(frozen=True)
class Sign:
    """One line of the health page: what was looked at, how it stands, its tone (done, plain, soon, late), and what to do about
    it when it is not well. `retry`: the failed job a button can bring back."""

    label: object
    value: object
    tone: str = "done"
    advice: object = ""
    retry: int = 0


@dataclass(frozen=True)
class HealthCheck:
    """A box of the health page. `look(now)` answers quickly and never asks the network for more than a second."""

    label: object
    icon: str
    look: Callable[[datetime], list[Sign]]
    rank: int = 100


health_checks: Store[HealthCheck] = Store("health checks")
menu: Store[MenuEntry] = Store("menu")
demo_cast: Store[DemoRole] = Store("demo cast")
person_panels: Store[Panel] = Store("panels on the page of a person")
told: Store[Told] = Store("what every page tells whoever is signed in")
header_parts: Store[HeaderPart] = Store("header parts")
lists: Store[object] = Store("lists whose views can be kept, by the name of their address")
record_kinds: Store[RecordKind] = Store("record kinds")
acts: Store[Act] = Store("acts")
search_fields: Store[SearchFields] = Store("what search looks through, by kind of record")
panels: Store[Panel] = Store("panels")
watched_lists: Store[object] = Store("lists of which one is told what is new, by the name of their address")
desk_panels: Store[Panel] = Store("boxes of the first page of whoever has a post at which no work waits")
calendar_panels: Store[Panel] = Store("panels on the page of a year's calendar")
calendar_effects: Store[Panel] = Store("what a decision about the calendar would change, shown before it is entered")
notice_kinds: Store[NoticeKind] = Store("kinds of notices")
verbs: Store[Verb] = Store("verbs")
doors: Store[Door] = Store("doors of the page of administration")
open_work: Store[Callable[..., int]] = Store("what still waits: counted for (unit, person) before they may go")
read_files: Store[Callable[[int], None]] = Store(
    "who hears, within the transaction, that the words of a kept file were read"
)
