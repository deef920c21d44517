"""The cast that is laid down again is the cast the real actions told."""

from datetime import UTC, datetime

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.accounts.models import User
from congvu.accounts.samples import cast, member
from congvu.directory import samples as directory
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.records.models import HistoryEntry

DAY = datetime(2031, 3, 3, 2, 0, tzinfo=UTC)  # on which no other test begins


def told() -> list[list[dict[str, object]]]:
    """What stands in the tables where a cast comes into being."""
    return [list(model.objects.order_by("pk").values()) for model in (User, PostHolding, HistoryEntry)]


def test_a_cast_told_again_is_the_same_to_the_last_row_and_goes_on_like_the_first(db: None) -> None:
    beginning = transaction.savepoint()
    first = cast(DAY)
    stood = told()
    assert all(stood)
    transaction.savepoint_rollback(beginning)
    with CaptureQueriesContext(connection) as asked:
        again = cast(DAY)
    assert not [query for query in asked if "INSERT" in query["sql"]]
    assert (again, told()) == (first, stood)
    newcomer = member("moi", "Người Mới", unit=again.department, title="Chuyên viên", role=Role.OFFICER, at=DAY)
    assert newcomer.actor(DAY).holds(Role.OFFICER)


def test_on_other_ground_the_cast_is_told_by_the_real_actions(db: None) -> None:
    beginning = transaction.savepoint()
    cast(DAY)
    transaction.savepoint_rollback(beginning)
    directory.with_registry(directory.body("BXD"), at=DAY)
    with CaptureQueriesContext(connection) as asked:
        cast(DAY)
    assert [query for query in asked if "INSERT INTO records_historyentry" in query["sql"]]
