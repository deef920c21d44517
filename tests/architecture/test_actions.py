"""Every action of the house refuses whoever may not take it, and writes one entry when taken by whoever may.

An action without an entry in the tables (document_attempts.py, ground_attempts.py, platform_attempts.py) fails here.
"""

import pytest
from django.db import transaction

from congvu.core.actions import ACTIONS
from congvu.core.errors import Refused
from congvu.records.models import HistoryEntry
from tests.architecture import document_attempts, ground_attempts, keeping_attempts, machine_attempts, platform_attempts
from tests.architecture.attempts import CASES, Attempt, Case
from tests.architecture.stage import Stage, fingerprint, import_all_with

import_all_with("@action(")

TABLES = (
    document_attempts,
    ground_attempts,
    keeping_attempts,
    machine_attempts,
    platform_attempts,
)  # importing them fills CASES


def test_every_action_is_in_the_table() -> None:
    assert {case.action for case in CASES} == set(ACTIONS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_whoever_may_does_it_and_the_history_keeps_one_entry(case: Case, stage: Stage) -> None:
    trial = case.build(stage)
    before = HistoryEntry.objects.count()
    ACTIONS[case.action].run(trial.subject, **trial.values, at=stage.now, by=stage.actor(case.by) if case.by else None)
    assert HistoryEntry.objects.count() == before + 1
    entry = HistoryEntry.objects.latest("pk")
    assert entry.at == stage.now
    assert entry.by == (stage.user(case.by).person if case.by else None)


def is_refused(case: Case, trial: Attempt, stranger: str, stage: Stage) -> bool:
    """Whether the action refuses the stranger; anything else it may answer goes up."""
    by = None if stranger == "nobody" else stage.actor(stranger)
    try:
        with transaction.atomic():
            ACTIONS[case.action].run(trial.subject, **trial.values, at=stage.now, by=by)
    except Refused:
        return True
    return False


@pytest.mark.parametrize("case", CASES, ids=str)
def test_whoever_may_not_is_refused_and_nothing_changes(case: Case, stage: Stage) -> None:
    trial = case.build(stage)
    before = fingerprint()
    assert [who for who in case.strangers if is_refused(case, trial, who, stage)] == list(case.strangers)
    assert fingerprint() == before
