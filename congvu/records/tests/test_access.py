"""Who may read: the keys of people and records, over time, and the index that answers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from congvu.accounts.actions import open_account
from congvu.accounts.keys import heads_key, person_key, register_key, unit_key
from congvu.accounts.samples import Cast, cast
from congvu.directory.actions import delegate, end_holding, enrol
from congvu.directory.installer import INSTALLER
from congvu.directory.models import PostHolding
from congvu.records.models import Record

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi
DAY = timedelta(days=1)


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def kept(people: Cast, *readers: int) -> Record:
    return Record.objects.create(
        kind="incoming_document",
        organisation=people.office,
        title="V/v báo cáo quý IV",
        state="received",
        opened_at=NOW,
        changed_at=NOW,
        readers=sorted(readers),
    )


# -- the keys of a person ---------------------------------------------------------------------------------------------
def test_someone_without_a_post_reads_nothing(people: Cast) -> None:
    person = enrol("Đinh Công Tráng", at=NOW, by=INSTALLER)
    user = open_account(person, username="khongchucvu", at=NOW, by=INSTALLER)
    kept(people, person_key(person.pk), register_key(people.office.pk))
    assert user.actor(NOW).keys == []
    assert not Record.objects.visible_to(user.actor(NOW)).exists()


def test_someone_who_left_the_post_reads_nothing_from_that_day_on(people: Cast) -> None:
    record = kept(people, person_key(people.officer.person.pk))
    today = people.officer.actor(NOW).on
    end_holding(PostHolding.objects.get(person=people.officer.person), on=today, at=NOW, by=INSTALLER)
    assert Record.objects.visible_to(people.officer.actor(today - DAY)).get() == record
    assert not Record.objects.visible_to(people.officer.actor(today)).exists()


def test_acting_for_someone_gives_their_reading_on_those_days_only(people: Cast) -> None:
    record = kept(people, person_key(people.leader.person.pk))
    first = people.leader.actor(NOW).on
    last = first + 2 * DAY
    delegate(
        people.leader.person,
        receiver=people.officer.person,
        from_on=first,
        to_on=last,
        reason="Đi công tác",
        at=NOW,
        by=people.leader.actor(NOW),
    )
    days = [first - DAY, first, last, last + DAY]
    found = [record in Record.objects.visible_to(people.officer.actor(day)) for day in days]
    assert found == [False, True, True, False]


def test_the_clerk_of_another_body_does_not_read_the_register(people: Cast) -> None:
    record = kept(people, register_key(people.office.pk))
    assert Record.objects.visible_to(people.clerk.actor(NOW)).get() == record
    assert not Record.objects.visible_to(people.outsider.actor(NOW)).exists()


def test_a_record_without_readers_is_read_by_nobody(people: Cast) -> None:
    kept(people)
    assert not Record.objects.visible_to(people.clerk.actor(NOW)).exists()
    assert not Record.objects.visible_to(people.administrator.actor(NOW)).exists()


NUMBERS = st.integers(min_value=1, max_value=2**28 - 1)  # beyond, the keys leave PostgreSQL's integer


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_keys_of_different_kinds_never_meet(person: int, unit: int, heads: int, body: int) -> None:
    keys = [
        person_key(person),
        unit_key(unit),
        heads_key(heads),
        register_key(body),
    ]
    assert len(set(keys)) == 4
    assert max(keys) < 2**31


@given(NUMBERS, NUMBERS)
def test_keys_of_one_kind_meet_only_when_they_are_of_the_same(one: int, other: int) -> None:
    assert (person_key(one) == person_key(other)) == (one == other)


# -- the index --------------------------------------------------------------------------------------------------------
RECORDS = 20_000
MANY_KEY, FEW_KEY = 2**30 + 1, 2**30 + 2


class Reader:
    """Whoever holds the key."""

    def __init__(self, key: int) -> None:
        self.keys = [key]


@pytest.fixture
def full_archive(people: Cast) -> Cast:
    """Twenty thousand records: a clerk's key on each, an officer's on one in a thousand."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO records_record
                (handle, kind, organisation_id, title, reference, state, urgency, opened_at, changed_at, readers)
            SELECT 'full' || n, 'incoming_document', %s, 'V/v số ' || n, '', 'in_progress', 'normal',
                   %s::timestamptz - n * interval '10 minutes', %s,
                   CASE WHEN n %% 1000 = 0 THEN ARRAY[%s, %s, 8 * n] ELSE ARRAY[%s, 8 * n] END
            FROM generate_series(1, %s) n
            """,
            [people.office.pk, NOW, NOW, MANY_KEY, FEW_KEY, MANY_KEY, RECORDS],
        )
        cursor.execute("SELECT gin_clean_pending_list('record_readers')")
        cursor.execute("ANALYZE records_record")
    return people


def newest(reader: Reader) -> QuerySet[Record]:
    """The first page of the register, as the list asks for it."""
    found = Record.objects.visible_to(reader).filter(kind="incoming_document")  # type: ignore[arg-type]
    return found.order_by("-opened_at", "-id")[:51]


def plan(queryset: QuerySet[Record]) -> tuple[str, float]:
    """The plan in words, and the rows it read from the table or its indexes and threw away or sorted."""
    found = json.loads(queryset.explain(format="json", analyze=True))[0]["Plan"]
    words, read = [], 0.0
    waiting = [found]
    while waiting:
        node = waiting.pop()
        words.append(f"{node['Node Type']} {node.get('Index Name', '')}".strip())
        read = max(read, node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        waiting += node.get("Plans", [])
    return " > ".join(words), read


def test_the_newest_of_few_are_found_by_the_index_of_readers(full_archive: Cast) -> None:
    words, read = plan(newest(Reader(FEW_KEY)))
    assert "record_readers" in words
    assert read <= RECORDS / 1000


def test_the_newest_of_many_are_read_in_order_and_not_sorted(full_archive: Cast) -> None:
    words, read = plan(newest(Reader(MANY_KEY)))
    assert words == "Limit > Index Scan record_newest"
    assert read <= 51


def test_the_newest_of_many_in_a_state_are_read_in_order_too(full_archive: Cast) -> None:
    found = Record.objects.visible_to(Reader(MANY_KEY)).filter(kind="incoming_document", state="in_progress")  # type: ignore[arg-type]
    words, read = plan(found.order_by("-opened_at", "-id")[:51])
    assert words.startswith("Limit > Index Scan record_newest")
    assert read <= 51
