"""Whether it was the database that could not be reached, rather than a fault of ours."""

import psycopg

TRY_AGAIN = 10  # seconds
_ENDED = frozenset({"57P01", "57P02", "57P03", "53300"})  # it stops, has died, starts, or takes nobody more


def is_away(error: BaseException | None) -> bool:
    """No connection was to be had, or it ended in the midst. Django's errors stand before those of psycopg."""
    said = error if isinstance(error, psycopg.Error) else error and error.__cause__
    if not isinstance(said, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return said.sqlstate is None or said.sqlstate[:2] == "08" or said.sqlstate in _ENDED
