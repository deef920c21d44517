"""What every request asks is planned once for each connection."""

import pytest
from django.db import connection

from congvu.core import ending
from congvu.core.rows import Question
from congvu.directory.models import Organisation

_BODIES = Question("SELECT {columns} FROM directory_organisation o WHERE o.notation = %s AND o.id > %s", o=Organisation)


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%o.notation = $1%%'")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_question_is_planned_once_however_often_it_is_asked(django_assert_num_queries):
    with django_assert_num_queries(3):
        for notation in ("NOBODY", "NOBODY2", "it's"):
            assert _BODIES.ask(notation, 0) == []
    assert len(planned()) == 1


@pytest.mark.django_db
def test_other_statements_are_not_planned_ahead():
    _BODIES.ask("VPCP", 0)
    with connection.cursor() as cursor:
        for _time in range(7):
            cursor.execute("SELECT count(*) FROM directory_organisation o WHERE o.notation = %s", ["VPCP"])
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) FROM directory_organisation o%%'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_within_an_action_it_goes_along_with_what_the_action_says(django_assert_num_queries):
    with ending.together(), django_assert_num_queries(1):
        ending.say("SELECT 1")
        assert _BODIES.ask("NOBODY", 0) == []
