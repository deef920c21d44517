"""How many of the open records someone may read stand in each state, and how many of them are late.

Clerks and leaders read most of their body's thousands of open records, others some of them. What stands in a register one may
read whole is counted in its index alone, without a look at the records; of everything else the few that are open and have the key
of the person or a unit are looked at. No record has the key of another body's register (`readers_of`).
"""

from datetime import datetime

from congvu.accounts.actors import Actor
from congvu.accounts.keys import told_apart
from congvu.core import stores
from congvu.core.journeys import Rows, Statement

# As the index says it: who reads the body's register reads this record too.
_IN_REGISTER = "organisation_id = ANY(%s::bigint[]) AND readers @> ARRAY[organisation_id * 8 + 3]::int[]"
_OPEN = """
    SELECT state, count(*), count(*) FILTER (WHERE due_at < %s AND state <> ALL(%s)) FROM (
        SELECT state, due_at FROM records_record WHERE {_IN_REGISTER} AND closed_at IS NULL AND kind = %s
        UNION ALL SELECT state, due_at FROM records_record
        WHERE readers && %s::int[] AND NOT ({_IN_REGISTER}) AND closed_at IS NULL AND kind = %s
    ) standing GROUP BY state
""".replace("{_IN_REGISTER}", _IN_REGISTER)


def open_records(actor: Actor, kind: str, now: datetime) -> Statement:
    """What gives them: the states, with how many and how many late."""
    bodies, keys = told_apart(actor.keys)
    met = stores.record_kinds[kind].machine.met
    return _OPEN, (now, met, bodies, kind, keys, bodies, kind)


def in_states(rows: Rows) -> dict[str, int]:
    """How many there are in each state, and how many of all are late."""
    return {state: many for state, many, _late in rows} | {"late": sum(late for _state, _many, late in rows)}
