"""Every table of states and moves is sound, and every move in it is really made by an action."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from congvu.core.actions import ACTIONS
from congvu.core.diagrams import machines, page
from congvu.core.states import HasState, Machine
from tests.architecture import document_attempts, ground_attempts, keeping_attempts, machine_attempts
from tests.architecture.attempts import CASES, Case
from tests.architecture.source import HOUSE, ROOT
from tests.architecture.stage import Stage

TABLES = (document_attempts, ground_attempts, keeping_attempts, machine_attempts)  # importing them fills CASES


def declared() -> list[Machine]:
    """The machines of all `states.py` of the house."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(HOUSE.glob("*/states.py"))]
    found = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return [value for value in found if isinstance(value, Machine)]


MACHINES = declared()
every_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


def test_every_machine_belongs_to_a_kind_of_record() -> None:
    assert sorted(machine.name for machine in MACHINES) == [machine.name for machine in machines()]


@every_machine
def test_moves_lead_from_states_of_the_table_to_states_of_the_table(machine: Machine) -> None:
    named = {machine.initial}.union(*(move.sources for move in machine.moves.values()))
    named |= {move.target for move in machine.moves.values() if move.target is not None}
    assert named <= set(machine.states)
    assert all(move.sources for move in machine.moves.values())


@every_machine
def test_every_state_can_be_reached(machine: Machine) -> None:
    reached, front = set(), {machine.initial}
    while front:
        reached |= front
        front = {m.target for m in machine.moves.values() if m.target and m.sources & reached} - reached
    assert reached == set(machine.states)


@every_machine
def test_nothing_moves_out_of_a_final_state_and_something_out_of_every_other(machine: Machine) -> None:
    left = {source for move in machine.moves.values() if move.target is not None for source in move.sources}
    final = {state.code for state in machine.states.values() if state.final}
    assert final
    assert left == set(machine.states) - final


@every_machine
def test_no_move_leads_to_where_it_comes_from(machine: Machine) -> None:
    assert not [move.code for move in machine.moves.values() if move.target in move.sources]


def take(case: Case, stage: Stage) -> None:
    """The action as whoever may take it; what it does is undone."""
    with transaction.atomic():
        trial = case.build(stage)
        by = stage.actor(case.by) if case.by else None
        ACTIONS[case.action].run(trial.subject, **trial.values, at=stage.now, by=by)
        transaction.set_rollback(True)


def watched(made: set[tuple[str, str]]) -> Callable[[Machine, HasState, str], None]:
    """`Machine.move` that also writes down which move was made."""
    move = Machine.move

    def watch(machine: Machine, thing: Any, code: str) -> None:
        move(machine, thing, code)
        made.add((machine.name, code))

    return watch


def test_every_move_is_made_by_an_action(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[tuple[str, str]] = set()
    monkeypatch.setattr(Machine, "move", watched(made))
    for case in CASES:
        take(case, stage)
    assert {(machine.name, code) for machine in MACHINES for code in machine.moves} == made


def test_the_diagrams_in_the_documentation_are_those_of_the_machines() -> None:
    kept = (ROOT / "docs" / "machines.md").read_text(encoding="utf-8")
    assert kept == page(), "Run `congvu diagrams` and commit docs/machines.md."
