"""docs/permissions.md says who of the cast may take each action: answered by the same questions the actions ask.

To write it anew: WRITE_DOCS=1 python -m pytest tests/architecture/test_permissions.py
"""

import os

from django.db import transaction

from congvu.core.actions import ACTIONS
from tests.architecture import document_attempts, ground_attempts, keeping_attempts, machine_attempts, platform_attempts
from tests.architecture.attempts import CASES, Case
from tests.architecture.source import ROOT
from tests.architecture.stage import Stage
from tests.architecture.url_office import CAST

TABLES = (
    document_attempts,
    ground_attempts,
    keeping_attempts,
    machine_attempts,
    platform_attempts,
)  # importing them fills CASES
PAGE = ROOT / "docs" / "permissions.md"
HEAD = """# Who may do what

Written by `tests/architecture/test_permissions.py` from the questions the actions themselves ask; do not edit. Each line is
one action on one thing: the document lies with the department of `head`, `deputy_head`, `officer` and `second_officer`;
`other_head` leads another unit, which contributes; `agency_user` and `outsider` are clerks of two ministries. Whoever acts
for someone may what they may, within the scope of the delegation.
"""


def line(case: Case, stage: Stage) -> str:
    """One action on one thing: a mark for each of the cast who may."""
    with transaction.atomic():
        subject = case.build(stage).subject
        marks = ["✓" if ACTIONS[case.action].allow(stage.actor(role), subject) else "" for role in CAST]
        transaction.set_rollback(True)
    app, name = case.action.split(".")[0], case.action.split(".")[-1]
    return f"| `{app}.{name}` | {case.build.__name__.replace('_', ' ')} | {' | '.join(marks)} |"


def page(stage: Stage) -> str:
    heads = ["action", "on", *(role.replace("_", " ") for role in CAST)]
    table = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    table += sorted(line(case, stage) for case in CASES if case.by is not None)
    return HEAD + "\n" + "\n".join(table) + "\n"


def test_the_page_of_permissions_is_up_to_date(stage: Stage) -> None:
    found = page(stage)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(found, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == found
