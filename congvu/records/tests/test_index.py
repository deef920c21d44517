"""The vector of a record's words, and what the database itself fills in beside it."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from congvu.records.index import SHORT, Vector, vector_of
from congvu.records.newest import SPAN_NUMBERS, SPANS
from congvu.records.words import spelt, spelt_again


def asked(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "text",
    ["", "họp", " V/v  cấp\tnước,\n(đợt 007) – Đắk-Lắk ", "7816/VPCP-TTĐT", "…", "a\u00a0b\u2003c\x85d", "ລາວ ກັບ 𝒳𝒴 z"],
)
def test_a_short_text_has_the_words_of_any(text: str) -> None:
    assert spelt_again(text) == spelt(text)


@pytest.mark.django_db
def test_a_number_and_its_year_stand_there_like_any_other_words() -> None:
    written, any_other = Vector(), Vector()
    for number in ("17/2026", "", "105"):
        written.add_number(number)
        any_other.add(number, "B", marked=True)
    same = asked("SELECT %s::tsvector = %s::tsvector", str(written), str(any_other))
    assert (same, written.last) == (True, any_other.last)


@pytest.mark.django_db
def test_words_far_behind_stand_at_their_places() -> None:
    short = "cấp nước " * (SHORT // 10)
    notes = [short] * 30
    vector = str(vector_of("Tờ trình", "5/TTr", "", "", (), (*notes, "cuối cùng")))
    places = asked("SELECT positions FROM unnest(%s::tsvector) WHERE lexeme = 'cuoi'", vector)
    count = len(spelt(short))
    assert isinstance(places, list)
    assert places[0] > 30 * count
    found = asked(
        "SELECT %s::tsvector @@ 'nuoc <-> cap'::tsquery AND %s::tsvector @@ 'cuoi <-> cung'::tsquery", vector, vector
    )
    assert found


@pytest.mark.django_db
@pytest.mark.parametrize("record", [1, 8_191, 1_300_000, (1 << 36) + 5])
def test_a_record_lies_in_a_place_of_each_length_for_each_reader(record: int) -> None:
    """As `newest` asks for them: the shortest only as an age."""
    spans = [(sort << SPAN_NUMBERS) + (record >> bits) for sort, bits in enumerate(SPANS)]
    of_readers = [(reader << 32) + span for reader in (11, 2_000_000_003) for span in spans[1:]]
    assert asked("SELECT records_places(%s, %s)", record, [11, 2_000_000_003]) == of_readers
    assert asked("SELECT records_ages(%s)", record) == spans


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        datetime(1945, 9, 2, 7, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2000, 1, 5, tzinfo=UTC),
        datetime(2026, 11, 23, 4, 30, tzinfo=UTC),
    ],
)
def test_a_moment_lies_in_a_span_of_each_length(moment: datetime) -> None:
    days = (moment - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() / 86_400
    first = int(days // 4)
    spans = [first, (1 << 26) + (first >> 3), (2 << 26) + (first >> 6), (3 << 26) + (first >> 9)]
    assert asked("SELECT records_spans(%s)", moment) == spans
