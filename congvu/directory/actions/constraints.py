"""What the database refuses, said in the office's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from congvu.core.errors import RuleBroken


@contextmanager
def told_as(broken: dict[str, type[RuleBroken]]) -> Iterator[None]:
    """Turns the database's refusal by a named constraint into the rule that stands behind it; others go up as they are. Either
    ends the action, whose transaction is then taken back."""
    try:
        yield
    except IntegrityError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        rule = broken.get(getattr(diagnosis, "constraint_name", None) or "")
        if rule is None:
            raise
        raise rule from refusal
