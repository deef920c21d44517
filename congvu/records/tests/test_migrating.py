"""While many records come the indexes of search gather; afterwards they do not, whatever became of who brought them."""

import threading

import psycopg
import pytest
from django.db import connection

from congvu.records import migrating
from congvu.records.jobs import index_left


def gathers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(migrating._GATHERING)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_indexes_gather_only_while_many_records_come():
    with migrating.gathering():
        assert gathers()
    assert not gathers()


@pytest.mark.django_db(transaction=True)
def test_what_was_gathered_is_sorted_in_beside_the_writing_and_no_thread_stays():
    threads = threading.active_count()
    with migrating.gathering() as gathered:
        gathered.came(migrating.ENOUGH - 1)
        assert gathered.sorting is None
        gathered.came(1)
        assert gathered.sorting is not None
        gathered.ended()
        assert gathers()
    assert threading.active_count() == threads
    assert not gathers()


@pytest.mark.django_db
def test_what_a_killed_run_left_is_put_right_within_the_minute():
    migrating._set(_indexes(), "fastupdate = on")
    assert gathers()
    index_left(0)
    assert not gathers()


@pytest.mark.django_db
def test_a_run_that_goes_on_is_left_alone():
    migrating._set(_indexes(), "fastupdate = on")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock_shared(%s)", [migrating.GATHERER])
        index_left(0)
        assert gathers()


@pytest.mark.django_db(transaction=True)
def test_nobody_who_searches_waits_long_behind_it_and_the_next_minute_will_do():
    migrating._set(_indexes(), "fastupdate = on")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as elsewhere:
        elsewhere.execute("SELECT 1 FROM records_searchentry WHERE words @@ 'nuoc'")
        with migrating.gathering() as gathered:
            gathered.came(migrating.ENOUGH)
        assert gathers()
    index_left(0)
    assert not gathers()


def _indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(migrating._INDEXES)
        return [name for (name,) in cursor.fetchall()]
