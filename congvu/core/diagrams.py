"""The states and moves of every kind of record as diagrams (Mermaid), drawn from the machines themselves."""

from django.utils import translation

from congvu.core.states import Machine
from congvu.core.stores import record_kinds

HEAD = """# States and moves

Written by `congvu diagrams`; do not edit. A test compares this page with the machines in each app's `states.py`.
"""


def machines() -> list[Machine]:
    """The machine of each kind of record, in the order of their names."""
    return sorted({kind.machine.name: kind.machine for kind in record_kinds}.values(), key=lambda machine: machine.name)


def page() -> str:
    """The page of all diagrams, in English."""
    with translation.override("en"):
        return "\n".join([HEAD, *(section(machine) for machine in machines())])


def section(machine: Machine) -> str:
    """One machine: its diagram, and the moves that leave the state as it is."""
    staying = [
        f"- `{move.code}`: {', '.join(_in_order(machine, move.sources))}"
        for move in machine.moves.values()
        if move.target is None
    ]
    parts = [f"## {machine.name.capitalize()}", "```mermaid\n" + "\n".join(_lines(machine)) + "\n```"]
    if staying:
        parts.append("Moves that leave the state as it is:\n\n" + "\n".join(staying))
    return "\n\n".join(parts) + "\n"


def _lines(machine: Machine) -> list[str]:
    states = [f"    {state.code} : {state.label}" for state in machine.states.values()]
    moves = [
        f"    {source} --> {move.target} : {move.code}"
        for move in machine.moves.values()
        if move.target is not None
        for source in _in_order(machine, move.sources)
    ]
    ends = [f"    {state.code} --> [*]" for state in machine.states.values() if state.final]
    return ["stateDiagram-v2", *states, f"    [*] --> {machine.initial}", *moves, *ends]


def _in_order(machine: Machine, codes: frozenset[str]) -> list[str]:
    return [code for code in machine.states if code in codes]
