"""The office the bench loads is one the actions could have made; and in it the registers are asked the short way."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Count, IntegerField, Max, Min, Q, QuerySet, Value
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.accounts.keys import person_key
from congvu.accounts.models import User
from congvu.bench.load.documents import Loaded
from congvu.bench.load.people import BODIES, USERS
from congvu.bench.readers import search_terms
from congvu.core import journeys, listing
from congvu.core.listing import filters
from congvu.core.tables import Gap, Keys
from congvu.core.tables.paging import cursor_of
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.documents import books
from congvu.documents.books import RegisterTable
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.documents.queries import late_of
from congvu.records import reach
from congvu.records.asking import asked
from congvu.records.models import Record, Register, RegisterEntry, SearchEntry, WorkItem, readers_of
from congvu.records.newest import BuiltQuery
from congvu.records.search import search
from congvu.records.standing import in_states, open_records


def actor_of(role: str) -> Actor:
    """The one of the role in the Office before whom most waits."""
    waits = Count("person__work_items", filter=Q(person__work_items__state="open"))
    held = PostHolding.objects.filter(post__role=role, post__unit__organisation__data_key="vpcp")
    first = held.annotate(waits=waits).order_by("-waits", "pk")[0]
    return User.objects.select_related("person").get(person=first.person_id).actor(timezone.now())


def book(role: str, **query: str) -> RegisterTable:
    """The register as someone of the role has it before them."""
    request: Any = RequestFactory().get("/documents/incoming/", query)
    request.actor, request.now = actor_of(role), timezone.now()
    return RegisterTable(request)


def plan(rows: QuerySet[Any]) -> str:
    """How PostgreSQL goes about it."""
    return rows.explain()


def shown(table: RegisterTable) -> QuerySet[Any]:
    return table.filtered.order_by(*table.sort.fields)[: table.page_size + 1]


# -- what was loaded --------------------------------------------------------------------------------------------------
def test_everyone_and_every_document_is_there(loaded: Loaded) -> None:
    assert (len(loaded.bodies), User.objects.count()) == (BODIES, USERS)
    assert Record.objects.count() == SearchEntry.objects.count() == loaded.documents == 7_800
    years = Register.objects.aggregate(first=Min("year"), last=Max("year"))
    assert years["last"] - years["first"] == 9


def test_the_numbers_of_each_book_have_no_gap(loaded: Loaded) -> None:
    books = RegisterEntry.objects.values("register").annotate(
        lines=Count("pk"), first=Min("number"), last=Max("number"), told=Max("register__last_number")
    )
    assert [row for row in books if not (row["first"] == 1 and row["lines"] == row["last"] == row["told"])] == []


def test_whoever_has_work_may_read_it(loaded: Loaded) -> None:
    record = WorkItem.objects.open().filter(act="handle").select_related("record").order_by("-pk")[0].record
    assert set(readers_of(record, record.work_items.all())) <= set(record.readers)


def test_an_officer_finds_only_what_they_may_read(loaded: Loaded) -> None:
    officer, clerk = actor_of(Role.OFFICER), actor_of(Role.CLERK)
    mine = set(Record.objects.visible_to(officer).values_list("pk", flat=True))
    assert 0 < len(mine) < loaded.documents / 20
    found = {hit.record.pk for term in search_terms(12) for hit in search(officer, term).hits}
    assert found <= mine
    other = Record.objects.visible_to(clerk).exclude(pk__in=mine).order_by("-pk")[0]
    assert other.pk in {hit.record.pk for hit in search(clerk, f"{other.reference} {other.title}").hits}
    assert other.pk not in {hit.record.pk for hit in search(officer, f"{other.reference} {other.title}").hits}


def test_words_of_the_title_narrow_the_register_however_common_they_are(loaded: Loaded) -> None:
    record = Record.objects.visible_to(actor_of(Role.CLERK)).order_by("pk")[40]
    words = " ".join(record.title.split()[:6])
    assert record.pk in set(book(Role.CLERK, q=words).filtered.values_list("pk", flat=True))
    assert record.pk in set(book(Role.CLERK, q=record.reference).filtered.values_list("pk", flat=True))
    assert record.pk in set(book(Role.CLERK, q=str(record.entry.number)).filtered.values_list("pk", flat=True))
    assert not book(Role.CLERK, q="không có chữ này ở đâu cả").filtered.exists()


# -- how it is asked --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
def test_the_newest_are_walked_along_their_index(role: str, loaded: Loaded) -> None:
    how = plan(shown(book(role)))
    assert "record_newest" in how or "record_readers" in how
    assert "Seq Scan on records_" not in how
    assert "Seq Scan on documents_incomingdocument" not in how


def test_a_deep_page_begins_where_the_last_one_ended(loaded: Loaded) -> None:
    table = book(Role.CLERK)
    middle = Record.objects.order_by("pk")[loaded.documents // 2]
    deep = book(Role.CLERK, after=cursor_of(middle, table.sort)).page
    assert all((row.opened_at, row.pk) < (middle.opened_at, middle.pk) for row in deep.rows)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many records as make it worth while to look for a page in spans of time."""
    monkeypatch.setattr(reach, "MANY", 0)
    reach._reach.clear()
    reach._extents.clear()


def pages(role: str, **query: str) -> list[list[int]]:
    """The first pages of the register as one turns them."""
    turned, after = [], ""
    for _page in range(4):
        page = book(role, after=after, **query).page
        turned.append([row.pk for row in page.rows])
        if not (after := page.after):
            break
    return turned


@pytest.mark.parametrize("query", [{}, {"sort": "oldest"}, {"state": "late"}, {"year": "2020"}, {"urgency": "urgent"}])
@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.HEAD])
def test_pages_found_in_spans_of_time_are_those_of_the_list(
    role: str, query: dict[str, str], loaded: Loaded, far: None
) -> None:
    table = book(role, **query)
    listed = list(table.filtered.order_by(*table.sort.fields).values_list("pk", flat=True)[:200])
    assert listed
    for _time in range(2):  # the second time it is known how far one must go
        assert [pk for page in pages(role, **query) for pk in page] == listed


def test_whoever_reads_little_is_asked_for_by_readers_and_spans(loaded: Loaded, far: None) -> None:
    with CaptureQueriesContext(connection) as asked_for:
        assert book(Role.OFFICER).page.rows
    with CaptureQueriesContext(connection) as again:
        assert book(Role.OFFICER).page.rows
    first, second = ([one for one in times if "records_spans" in one["sql"]] for times in (asked_for, again))
    assert len(second) <= 1 < len(first)


@pytest.mark.parametrize(
    ("narrowed", "index"),
    [
        ({}, "record_readers"),
        ({"urgency": "urgent"}, "record_pressing_readers"),
        ({"state": "late"}, "record_open_readers"),
    ],
)
def test_readers_and_spans_are_asked_of_one_index(narrowed: dict[str, str], index: str, loaded: Loaded) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        by_readers = {"record_readers", "record_pressing_readers", "record_open_readers"} - {index}
        others = ["record_newest", "record_newest_in_state", "record_due", *by_readers]
        cursor.execute(f"SET LOCAL enable_seqscan = off; DROP INDEX {', '.join(others)}")
        now = timezone.now()
        bounds = {reach._FIRST: now - reach.FIRST, reach._LAST: now, reach._SPANS: reach.spans(now - reach.FIRST, now)}
        keys = Keys(reach.within(book(Role.OFFICER, **narrowed).filtered).order_by("-opened_at", "-pk")[:50])
        cursor.execute(
            f"EXPLAIN {keys.statement}", [bounds[one] if isinstance(one, Gap) else one for one in keys.values]
        )
        how = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    assert f"Bitmap Index Scan on {index}" in how
    condition = next(line for line in how.splitlines() if "Index Cond" in line)
    assert "readers &&" in condition
    assert "records_spans(opened_at) &&" in condition


def test_the_spans_hold_every_moment_between_two(loaded: Loaded) -> None:
    now = timezone.now()
    for days in (0, 3, 40, 400, 4_000):
        first = now - timedelta(days=days)
        asked_spans = reach.spans(first, now)
        assert len(asked_spans) <= reach.AT_ONCE + 1
        opened = Record.objects.filter(opened_at__gte=first, opened_at__lte=now)
        with_spans = opened.filter(
            reach._Opened("opened_at", Value(asked_spans, output_field=ArrayField(IntegerField())))
        )
        assert with_spans.count() == opened.count()


def test_an_arrival_number_and_a_reference_are_looked_up_by_their_indexes(loaded: Loaded) -> None:
    table = book(Role.CLERK, q="500")
    how = plan(shown(table))
    assert "entry_number" in how
    assert "record_reference" in how
    assert "Seq Scan" not in how
    sent = Record.objects.filter(reference__startswith="500/").values_list("pk", flat=True)
    entered = RegisterEntry.objects.filter(number=500).values_list("record", flat=True)
    mine = set(book(Role.CLERK).filtered.values_list("pk", flat=True))
    assert {row.pk for row in table.page.rows} == ({*sent, *entered} & mine) != set()
    assert pages(Role.CLERK, q="500", sort="oldest")[0] == [row.pk for row in reversed(table.page.rows)]


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.OFFICER])
def test_a_number_finds_what_may_be_read_in_whatever_register(role: str, loaded: Loaded) -> None:
    """In one's own body's registers, and where one has a part in another's."""
    actor = actor_of(role)
    mine = Record.objects.visible_to(actor)
    number = mine.filter(entry__number__gt=0).order_by("-entry__number").values_list("entry__number", flat=True)[0]
    elsewhere = RegisterEntry.objects.exclude(record__in=mine).filter(number__lte=number).order_by("-number")[0]
    passed_on = Record.objects.filter(pk=elsewhere.record_id)
    passed_on.update(readers=[*passed_on[0].readers, person_key(actor.person.pk)])
    for one in (number, elsewhere.number):
        meant = mine.filter(Q(entry__number=one) | Q(reference__startswith=f"{one}/"))
        assert {row.pk for row in book(role, q=str(one)).page.rows} == set(meant.values_list("pk", flat=True)) != set()


def test_a_rare_word_is_found_by_the_index_of_words(loaded: Loaded) -> None:
    rare = Record.objects.filter(search__words=BuiltQuery(asked("octieu ").query()))
    assert "Bitmap Index Scan on search_words" in plan(rare)


def test_what_is_open_is_counted_by_its_indexes(loaded: Loaded) -> None:
    """In the registers one reads whole without a look at the records; of all others only those with one's own keys."""
    table = book(Role.CLERK)
    with CaptureQueriesContext(connection) as asked_for:
        assert table.page.rows
        assert table.chips[0].options
    assert [one["sql"].count("GROUP BY state") for one in asked_for if "GROUP BY" in one["sql"]] == [1]
    ((statement, _values),) = books._open(table.request).statements
    with transaction.atomic(), connection.cursor() as cursor:
        # so few are walked as fast, and by any index
        cursor.execute("SET LOCAL enable_seqscan = off; DROP INDEX record_due, record_newest, record_newest_in_state")
        cursor.execute("EXPLAIN (GENERIC_PLAN) " + journeys._numbered(statement).decode())
        how = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    assert "Index Only Scan using record_open_in_register " in how
    assert "Bitmap Index Scan on record_open_readers" in how


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.OFFICER])
def test_what_is_open_is_counted_as_it_may_be_read(role: str, loaded: Loaded) -> None:
    actor, now = actor_of(role), timezone.now()
    ((_statement, _values),) = statements = [open_records(actor, IncomingDocument.KIND, now)]
    (rows,) = journeys.ask(*statements)
    mine = Record.objects.visible_to(actor).open().filter(kind=IncomingDocument.KIND)
    counted = {state: mine.filter(state=state).count() for state in set(mine.values_list("state", flat=True))}
    assert in_states(rows) == counted | {"late": mine.overdue(now).count()}
    assert any(counted.values())


# -- statements that are kept -------------------------------------------------------------------------------------------
def test_what_is_late_is_told_by_the_moment_of_asking(loaded: Loaded) -> None:
    document = book(Role.CLERK).filtered.filter(closed_at=None)[0]
    due = timezone.now() + timedelta(seconds=1)
    Record.objects.filter(pk=document.pk).update(due_at=due)
    before = book(Role.CLERK, state="late").page.rows
    assert document.pk not in {row.pk for row in before}
    time.sleep(1.05)
    first = book(Role.CLERK, state="late")
    assert document.pk in set(first.filtered.values_list("pk", flat=True))
    assert document.pk in {row.pk for row in first.page.rows}


def test_what_has_been_late_longest_is_one_walk_along_what_is_due(loaded: Loaded) -> None:
    actor = actor_of("leader")
    assert actor.keys
    with CaptureQueriesContext(connection) as asked_for:
        shown = list(late_of(actor, 8))
    how = plan(late_of(actor, 8))
    assert len(asked_for) == 1
    assert len(shown) == 8
    assert [one.due_at for one in shown] == sorted(one.due_at for one in shown)
    assert "using record_due on records_record" in how
    assert "Hash Join" not in how


def test_a_kind_that_was_unknown_narrows_as_soon_as_it_is_known(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = pages(Role.CLERK, type="new-kind")
    assert everything == pages(Role.CLERK)
    kind = DocumentType.objects.order_by("-rank")[0]
    DocumentType.objects.filter(pk=kind.pk).update(code="new-kind")
    now = time.monotonic
    monkeypatch.setattr("congvu.documents.books.time.monotonic", lambda: now() + books.FRESH + 1)
    assert {row.document_type_id for row in book(Role.CLERK, type="new-kind").page.rows} <= {kind.pk}
    assert pages(Role.CLERK, type="new-kind") != everything


def test_two_people_never_share_a_statement(loaded: Loaded) -> None:
    listed = {role: pages(role) for role in (Role.CLERK, Role.OFFICER, Role.HEAD, Role.CLERK, Role.OFFICER)}
    for role, seen in listed.items():
        mine = book(role).filtered.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:200]
        assert [pk for page in seen for pk in page] == list(mine)


@pytest.mark.parametrize(
    "words", ["500", "đất & rừng", '"><script>x</script>', "a=b&c", "%41 + 50%", " lấn biển ", "“”"]
)
@pytest.mark.parametrize("more", [{}, {"state": "late", "sort": "oldest"}])
def test_a_bar_drawn_for_other_words_says_these(
    words: str, more: dict[str, str], loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn() -> str:
        table = book(Role.CLERK, q=words, **more)
        return filters(table) + "".join(listing._same_for_all(table, "headings", listing._headings))

    book_of_others = book(Role.CLERK, q="other words", **more)
    filters(book_of_others)
    kept = drawn()
    monkeypatch.setattr(RegisterTable, "lines_are_kept", False)
    assert kept == drawn()
